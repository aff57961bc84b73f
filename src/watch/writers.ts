/**
 * The processes that are still writing a file. Linux shows them: every process has its open files as links in
 * /proc/<pid>/fd, and the permissions of such a link are the access it was opened with. Other systems do not show it,
 * and even Linux hides the files of other users' processes, so the answer says where it is blind. A file that is written
 * only through a shared memory map, after its descriptor was closed, is not seen.
 */
import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { nameOf } from '../base/paths.ts'
import { codeOf } from '../disk/error-code.ts'
import { isTransient } from '../disk/transient.ts'

export interface Writers {
  /** The files that are open for writing. */
  readonly open: ReadonlySet<string>
  /** Whether a file of this owner (uid) may have a writer that is hidden from this process. */
  readonly mayBeHidden: (owner: number) => boolean
}

/** The target of /proc/self/ns/pid outside containers (PROC_PID_INIT_INO of the kernel). */
const HOST_PROCESSES = 'pid:[4026531836]'
/** Init saves no posts, and hides its open files from services with fewer capabilities. */
const INIT = '1'
/** S_IWUSR: set on a link of /proc/<pid>/fd when the file was opened for writing. */
const WRITABLE = 0o200
/** Rounds of looking for processes that were started while others were being asked; a fork bomb must not hold us. */
const ROUNDS = 5

/**
 * Which of `paths` (absolute) a process holds open for writing, this one included. One walk through /proc answers for
 * all of them, so ask for many at once. It is synchronous: the kernel answers from memory, sooner than another thread
 * could be asked.
 */
export function openForWriting(paths: Iterable<string>): Writers {
  const walk: Walk = { named: Map.groupBy(paths, nameOf), open: new Set(), hidden: new Set(), isBlind: false }
  const seen = new Set<string>()
  // A child inherits what its parent then closes: after the last process was asked, ask those born meanwhile.
  for (let round = 0; round < ROUNDS; round++) {
    const unseen = processes().filter((pid) => !seen.has(pid))
    if (unseen.length === 0) break
    for (const pid of unseen) {
      seen.add(pid)
      askProcess(pid, walk)
    }
  }
  const blind = walk.isBlind || !seen.has(INIT) || targetOf('/proc/self/ns/pid') !== HOST_PROCESSES
  return { open: walk.open, mayBeHidden: (owner) => blind || walk.hidden.has(owner) }
}

/** Whether a link of /proc shows the file at a path open for writing. */
function isWritten(link: string, path: string): boolean {
  try {
    const [access, held, file] = [lstatSync(link), statSync(link), lstatSync(path)]
    return (access.mode & WRITABLE) !== 0 && held.ino === file.ino && held.dev === file.dev
  } catch {
    return false
  }
}

interface Walk {
  /** The paths asked for by the last part of their name, the one part that is the same in every mount. */
  readonly named: ReadonlyMap<string, readonly string[]>
  readonly open: Set<string>
  /** The users as whom processes that hide their files reach the file system. */
  readonly hidden: Set<number>
  /** Some files could not be asked for, since this process has too many open itself. */
  isBlind: boolean
}

/** Empty where there is no /proc. */
function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

function askProcess(pid: string, walk: Walk): void {
  for (const link of descriptorsOf(pid, walk)) {
    // read first: that touches no file system, where following a link into a dead network drive would hang
    const target = targetOf(link)
    // it is the process that is closed to us, not the link: to ask for each of the others would take most of the walk
    if (target === undefined) {
      hide(pid, walk)
      return
    }
    for (const path of walk.named.get(nameOf(target)) ?? []) {
      if (isWritten(link, path)) walk.open.add(path)
    }
  }
}

/** The links that show what a process has open; none where it has gone, or hides them. */
function descriptorsOf(pid: string, walk: Walk): string[] {
  const folder = `/proc/${pid}/fd`
  try {
    return readdirSync(folder).map((descriptor) => `${folder}/${descriptor}`)
  } catch (error) {
    if (isDenied(error)) hide(pid, walk)
    else if (isTransient(error)) walk.isBlind = true
    return []
  }
}

function hide(pid: string, { hidden }: Walk): void {
  if (pid !== INIT) hidden.add(userOf(pid))
}

/** Empty where there is no such link any more; undefined where it may not be read. */
function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link)
  } catch (error) {
    return isDenied(error) ? undefined : ''
  }
}

/** The user as whom a process reaches the file system: the fourth number of `Uid:` in proc_pid_status(5). */
function userOf(pid: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^Uid:(?:\s+\d+){3}\s+(\d+)/m.exec(status)?.[1] ?? -1)
  } catch {
    return -1
  }
}

function isDenied(error: unknown): boolean {
  return ['EACCES', 'EPERM'].includes(codeOf(error) ?? '')
}
