/** `dropfeed serve` on a folder of ordinary posts, which many cases can use one after the other. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { firstAddress } from '../support/first-address.ts'
import { p99Over } from './probe.ts'

/** In milliseconds: how long the first server is measured, undisturbed. */
const CALM = 1_000
let calmP99: number | undefined
/** In milliseconds. */
const WINDOW = 100
/** CPU time that a thread without work may take in a window, in clock ticks of 10 ms. */
const IDLE_TICKS = 1
/** Windows without work after which none is to come: work that follows a publication starts within 100 ms. */
const IDLE_WINDOWS = 2

const POSTS = 30
const PARAGRAPH = 'A paragraph of an ordinary post, with some *emphasis*.\n\n'
const ORDINARY = new Set(Array.from({ length: POSTS }, (_, n) => `p${n}.md`))

export class DropServer {
  /** The folder with the posts. */
  readonly posts: string
  readonly address: string
  /** Of the answers of an undisturbed server, in milliseconds. */
  readonly p99: number
  readonly #root: string
  readonly #child: ChildProcess
  #printed = ''

  private constructor(root: string, child: ChildProcess, address: string, p99: number) {
    this.#root = root
    this.#child = child
    this.posts = join(root, 'posts')
    this.address = address
    this.p99 = p99
  }

  static async start(): Promise<DropServer> {
    const root = await mkdtemp(join(tmpdir(), 'dropfeed-drops-'))
    const posts = join(root, 'posts')
    for (const name of ORDINARY)
      await writePost(posts, name, `---\ntitle: Post ${name}\ndate: 2026-01-01\n---\n${PARAGRAPH.repeat(20)}`)
    const args = ['src/cli/bin.js', 'serve', '--allow-empty', '--posts', posts, '--port', '0', '--log', 'off']
    const env = { ...process.env, XDG_CACHE_HOME: join(root, 'cache') }
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const address = await firstAddress(child)
    calmP99 ??= await p99Over(address, CALM)
    const server = new DropServer(root, child, address, calmP99)
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        server.#printed += chunk
      })
    return server
  }

  isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Forgets the output and the peak of the memory so far. */
  async begin(): Promise<void> {
    this.#printed = ''
    // proc(5): 5 resets the peak of the resident memory
    await writeFile(`/proc/${this.#child.pid}/clear_refs`, '5')
  }

  /** Since `begin`. */
  printed(): string {
    return this.#printed
  }

  /** Of the resident memory since `begin`, in MB; 0 once the process has ended. */
  async peak(): Promise<number> {
    const status = await readFile(`/proc/${this.#child.pid}/status`, 'utf8').catch(() => '')
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
  }

  /** Removes everything that a case has added. */
  async clear(): Promise<void> {
    const names = (await readdir(this.posts)).filter(
      (name) => !ORDINARY.has(name) && name !== '.identity.json',
    )
    for (const name of names) await rm(join(this.posts, name), { recursive: true })
  }

  /**
   * Waits until only the thread that answers requests has work.
   * @param most in milliseconds
   * @returns false if the others still work then
   */
  async rest(most: number): Promise<boolean> {
    const begun = performance.now()
    let [before, idle] = [await this.#ticks(), 0]
    while (idle < IDLE_WINDOWS && performance.now() - begun < most) {
      await sleep(WINDOW)
      const now = await this.#ticks()
      idle = now - before <= IDLE_TICKS ? idle + 1 : 0
      before = now
    }
    return idle === IDLE_WINDOWS
  }

  /** CPU time of all threads but the main one, in clock ticks. */
  async #ticks(): Promise<number> {
    const tasks = `/proc/${this.#child.pid}/task`
    const threads = (await readdir(tasks).catch(() => [])).filter((id) => id !== String(this.#child.pid))
    const stats = await Promise.all(
      threads.map((id) => readFile(join(tasks, id, 'stat'), 'utf8').catch(() => '')),
    )
    return stats.reduce((sum, stat) => sum + ticksIn(stat), 0)
  }

  async stop(): Promise<void> {
    if (this.isRunning()) {
      const exit = once(this.#child, 'exit')
      this.#child.kill()
      const kill = setTimeout(() => this.#child.kill('SIGKILL'), 10_000)
      await exit
      clearTimeout(kill)
    }
    await rm(this.#root, { recursive: true, force: true })
  }
}

/** proc(5), stat: utime and stime are the 12th and 13th field after the name of the program. */
function ticksIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
}

export async function writePost(folder: string, path: string, content: string | Uint8Array): Promise<void> {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}
