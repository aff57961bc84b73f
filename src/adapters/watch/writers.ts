/**
 * Who is still writing a file. Linux knows: every process shows its open files as links in /proc/<pid>/fd, and the
 * permissions of such a link are the access it was opened with. Other systems do not tell, and even Linux hides the
 * files of other users' processes, so the answer says where it is blind. A file that is written through a shared
 * memory map only, after its descriptor was closed, is not seen.
 */
import { lstat, readdir, readFile, readlink, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { codeOf } from '../error-code.ts'

export interface Writers {
  /** The files that are open for writing, each with the link in /proc that shows it. */
  readonly open: ReadonlyMap<string, string>
  /** Whether a file of this owner (uid) may have a writer that is hidden from this process. */
  readonly mayBeHidden: (owner: number) => boolean
}

/** What readlink says of /proc/self/ns/pid outside containers (PROC_PID_INIT_INO of the kernel). */
const HOST_PROCESSES = 'pid:[4026531836]'
/** S_IWUSR: set on a link of /proc/<pid>/fd when the file was opened for writing. */
const WRITABLE = 0o200
/** Rounds of looking for processes that were started while others were being asked; a fork bomb must not hold us. */
const ROUNDS = 5

/**
 * Which of `paths` (absolute) a process holds open for writing: any process, this one included. One walk through
 * /proc answers for all of them, so ask for many at once.
 */
export async function openForWriting(paths: Iterable<string>): Promise<Writers> {
  const walk: Walk = { named: byName(paths), open: new Map(), hidden: new Set() }
  const seen = new Set<string>()
  // A child inherits what its parent then closes: after the last process was asked, ask those born meanwhile.
  for (let round = 0; round < ROUNDS; round++) {
    const unseen = (await processes()).filter((pid) => !seen.has(pid))
    if (unseen.length === 0) break
    for (const pid of unseen) {
      seen.add(pid)
      await askProcess(pid, walk)
    }
  }
  const blind = !seen.has('1') || (await readlink('/proc/self/ns/pid').catch(() => '')) !== HOST_PROCESSES
  return { open: walk.open, mayBeHidden: (owner) => blind || walk.hidden.has(owner) }
}

/** Whether `link`, a link that `openForWriting` gave for `path`, still shows that file open for writing. */
export async function isHeldBy(link: string, path: string): Promise<boolean> {
  try {
    const [access, held, file] = await Promise.all([lstat(link), stat(link), lstat(path)])
    return (access.mode & WRITABLE) !== 0 && held.ino === file.ino && held.dev === file.dev
  } catch {
    return false
  }
}

interface Walk {
  /** The paths asked for by the last part of their name, the one part that is the same in every mount. */
  readonly named: ReadonlyMap<string, readonly string[]>
  readonly open: Map<string, string>
  /** The users as whom processes that hide their files reach the file system. */
  readonly hidden: Set<number>
}

function byName(paths: Iterable<string>): Map<string, string[]> {
  const named = new Map<string, string[]>()
  for (const path of paths) {
    const name = basename(path)
    const same = named.get(name)
    if (same) same.push(path)
    else named.set(name, [path])
  }
  return named
}

/** Empty where there is no /proc. */
async function processes(): Promise<string[]> {
  const names = await readdir('/proc').catch(() => [])
  return names.filter((name) => /^\d+$/.test(name))
}

async function askProcess(pid: string, walk: Walk): Promise<void> {
  try {
    const descriptors = await readdir(`/proc/${pid}/fd`)
    await Promise.all(descriptors.map((fd) => askDescriptor(`/proc/${pid}/fd/${fd}`, walk)))
  } catch (error) {
    if (isDenied(error)) walk.hidden.add(await userOf(pid))
  }
}

/** Reads the link first: that touches no file system, where following a link into a dead network drive would hang. */
async function askDescriptor(link: string, walk: Walk): Promise<void> {
  const target = await readlink(link).catch(() => '')
  for (const path of walk.named.get(basename(target)) ?? []) {
    if (await isHeldBy(link, path)) walk.open.set(path, link)
  }
}

/** The user as whom a process reaches the file system: the fourth number of `Uid:` in proc_pid_status(5). */
async function userOf(pid: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^Uid:(?:\s+\d+){3}\s+(\d+)/m.exec(status)?.[1] ?? -1)
}

function isDenied(error: unknown): boolean {
  return ['EACCES', 'EPERM'].includes(codeOf(error) ?? '')
}
