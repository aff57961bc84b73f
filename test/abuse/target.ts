/** A `dropfeed serve` that is abused by requests, and the connections that do it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { firstAddress } from '../support/first-address.ts'

/** Resident memory may grow by so many MB through each kind of abuse. */
const MAX_GROWTH = 96

/** A feed of some 400 kB, so that answers do not fit into the buffers of a connection. */
const POSTS = 50
const PARAGRAPHS = 80
/** Of a file that posts use, in bytes: more than the buffers of a connection hold. */
export const LARGE = 16 * 1024 * 1024

export interface Client {
  readonly socket: Socket
  /** All that was received, once the connection has ended. */
  readonly ended: Promise<string>
}

export class Target {
  readonly port: number
  readonly server: ChildProcess
  readonly #folder: string

  private constructor(folder: string, server: ChildProcess, port: number) {
    this.#folder = folder
    this.server = server
    this.port = port
  }

  static async start(): Promise<Target> {
    const folder = await mkdtemp(join(tmpdir(), 'dropfeed-abuse-'))
    const body = (n: number) =>
      `Paragraph of post ${n}, said at some length and again.\n\n`.repeat(PARAGRAPHS)
    for (let n = 0; n < POSTS; n++)
      await writeFile(join(folder, `p${n}.md`), `---\ntitle: Post ${n}\ndate: 2026-01-01\n---\n${body(n)}`)
    await writeFile(join(folder, 'long.pdf'), new Uint8Array(LARGE))
    await writeFile(
      join(folder, 'long.md'),
      '---\ndate: 2026-01-01\nenclosures: long.pdf\n---\nA long paper.\n',
    )
    const args = ['src/cli/bin.js', 'serve', '--posts', folder, '--port', '0', '--log', 'off']
    const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const { port } = new URL(await firstAddress(server))
    return new Target(folder, server, Number(port))
  }

  isRunning(): boolean {
    return this.server.exitCode === null && this.server.signalCode === null
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`http://localhost:${this.port}${path}`, init)
  }

  open(): Client {
    const socket = connect(this.port, 'localhost')
    let received = ''
    const ended = new Promise<string>((resolve) => {
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1')
      })
      socket.on('error', () => {})
      socket.on('close', () => resolve(received))
    })
    return { socket, ended }
  }

  clients(count: number): Client[] {
    return Array.from({ length: count }, () => this.open())
  }

  /** Everything the server answers to a request that closes its connection. */
  async exchange(request: string): Promise<string> {
    const { socket, ended } = this.open()
    socket.write(request)
    return (await withinSeconds(10, ended)) ?? ''
  }

  /** Resident, in MB; 0 once the server has ended. */
  async memory(): Promise<number> {
    if (!this.isRunning()) return 0
    const status = await readFile(`/proc/${this.server.pid}/status`, 'utf8')
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)
  }

  /** Whether the server still answers and has not grown; a broken promise in words. @param before in MB */
  async broken(before: number): Promise<string | undefined> {
    if (!this.isRunning()) return undefined
    const started = performance.now()
    const response = await this.fetch('/rss.xml', { signal: AbortSignal.timeout(5_000) })
    await response.arrayBuffer()
    if (response.status !== 200) return `the feed is ${response.status}`
    const took = performance.now() - started
    if (took > 2_000) return `the feed took ${Math.round(took)} ms`
    const growth = (await this.memory()) - before
    return growth > MAX_GROWTH ? `the memory grew by ${growth} MB` : undefined
  }

  async stop(): Promise<void> {
    if (this.isRunning()) {
      const exit = once(this.server, 'exit')
      this.server.kill('SIGKILL')
      await exit
    }
    await rm(this.#folder, { recursive: true })
  }
}

/** The result of some work, or undefined if it takes longer. */
export async function withinSeconds<T>(seconds: number, work: Promise<T>): Promise<T | undefined> {
  const controller = new AbortController()
  const late = sleep(seconds * 1000, undefined, { signal: controller.signal }).catch(() => undefined)
  const first = await Promise.race([work, late])
  controller.abort()
  return first
}
