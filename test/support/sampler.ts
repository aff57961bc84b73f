/** A server of a folder, asked again and again for its feed: whatever it ever showed is looked at. */
import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { firstAddress } from './first-address.ts'

/** The posts of a feed: their texts by their titles. */
export type Shown = ReadonlyMap<string, string>

/** In milliseconds, between two questions. */
const PAUSE = 3
/** In milliseconds. Only a machine that hangs is slower. */
const GENEROUS = 30_000

export class Sampler {
  samples = 0
  readonly #origin: string
  readonly #server: ChildProcess
  readonly #look: (shown: Shown) => void
  #wrong: unknown
  #last: Shown = new Map()
  #isOn = true
  #asking: Promise<void>

  private constructor(server: ChildProcess, origin: string, look: (shown: Shown) => void) {
    this.#server = server
    this.#origin = origin
    this.#look = look
    this.#asking = this.#ask()
  }

  /** @param look throws if what is shown must never be */
  static async start(posts: string, config: string, look: (shown: Shown) => void): Promise<Sampler> {
    const args = [
      'src/cli/bin.js',
      'serve',
      '--posts',
      posts,
      '--config',
      config,
      '--port',
      '0',
      '--log',
      'off',
    ]
    const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    return new Sampler(server, await firstAddress(server), look)
  }

  /** Waits for what is to be shown in the end. */
  async until(condition: (shown: Shown) => boolean): Promise<void> {
    const end = performance.now() + GENEROUS
    while (!condition(this.#last) && performance.now() < end) await sleep(PAUSE)
    expect(condition(this.#last), `shown in the end: ${[...this.#last.values()].slice(0, 5)}`).toBe(true)
  }

  /** @throws what was wrong first with any sample */
  async stop(): Promise<void> {
    this.#isOn = false
    await this.#asking
    this.#server.kill()
    if (this.#wrong !== undefined) throw this.#wrong
    expect(this.samples).toBeGreaterThan(5)
  }

  async #ask(): Promise<void> {
    while (this.#isOn) {
      try {
        this.#last = await this.#sample()
        this.samples++
        this.#look(this.#last)
      } catch (error) {
        this.#wrong ??= error
      }
      await sleep(PAUSE)
    }
  }

  async #sample(): Promise<Shown> {
    const { items } = await (await fetch(`${this.#origin}/feed.json`)).json()
    return new Map(
      items.map((item: { title: string; content_html: string }) => [item.title, item.content_html]),
    )
  }
}
