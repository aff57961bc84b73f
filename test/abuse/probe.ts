/** Requests /rss.xml again and again over one connection, and keeps how long each answer took. */
import { Agent, get } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

/** In milliseconds, between two requests. */
const PAUSE = 3

export class Probe {
  /** In milliseconds. */
  readonly latencies: number[] = []
  failures = 0
  /** The last answer. */
  document = ''
  #isOver = false
  readonly #work: Promise<void>

  constructor(address: string) {
    this.#work = this.#run(`${address}/rss.xml`)
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
  }

  async #run(address: string): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    while (!this.#isOver) {
      const begun = performance.now()
      try {
        this.document = await fetchText(address, agent)
      } catch {
        this.failures++
      }
      this.latencies.push(performance.now() - begun)
      await sleep(PAUSE)
    }
    agent.destroy()
  }
}

function fetchText(address: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get(address, { agent }, (response) => text(response).then(resolve, reject)).once('error', reject)
  })
}

/** @param duration in milliseconds */
export async function p99Over(address: string, duration: number): Promise<number> {
  const probe = new Probe(address)
  await sleep(duration)
  await probe.stop()
  const sorted = probe.latencies.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.99)] ?? 0
}
