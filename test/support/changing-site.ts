/** A site that is changed while it is served. */

import { createApp } from '../../src/http/app.ts'
import { encode } from '../../src/http/compression.ts'
import type { Instant, Source } from '../../src/model.ts'
import { MemoryStore } from './memory-store.ts'
import { compilerFor, URL_OF_SITE } from './served.ts'
import { snapshotInMemory } from './snapshot.ts'

const START = Date.UTC(2026, 0, 1)
export const MINUTE = 60_000
/** What a feed of the site holds. */
export const LIMIT = 4

export interface Item {
  readonly id: string
  readonly date_published: string
}

/** A site that is changed and published again and again, as a running server does it. */
export class Site {
  now: Instant = START
  readonly posts = new Map<
    string,
    { readonly source: Source; readonly published: Instant; readonly expires: Instant }
  >()
  readonly #compiler = compilerFor({ feeds: { limit: LIMIT } })
  readonly #store = new MemoryStore(this.#snapshot())
  readonly #app = createApp({ store: this.#store, clock: () => this.now, encode })
  #count = 0

  #snapshot() {
    const sources = [...this.posts.values()].map(({ source }) => source)
    return snapshotInMemory(this.#compiler.compile({ sources, files: new Map() }, this.now))
  }

  constructor() {
    this.#publish()
  }

  wait(minutes: number): void {
    this.now += minutes * MINUTE
  }

  remove(name: string): void {
    this.posts.delete(name)
    this.#publish()
  }

  #publish(): void {
    this.#store.publish(this.#snapshot())
  }

  /** `minutes` until it expires; 0: never. */
  write(name: string, published: Instant, minutes: number, more = ''): void {
    const expires = minutes === 0 ? Number.POSITIVE_INFINITY : published + minutes * MINUTE
    const end = minutes === 0 ? '' : `\nexpires: ${iso(expires)}`
    const text = `---\nid: tag:blog.example,2026:${name}\ndate: ${iso(published)}${end}\n${more}---\n${name} ${this.#count++}\n`
    this.posts.set(name, { source: { path: `${name}.md`, text }, published, expires })
    this.#publish()
  }

  async ask(headers: Record<string, string> = {}, path = '/feed.json') {
    const response = await this.#app.request(`${URL_OF_SITE}${path}`, { headers })
    const { status } = response
    const text = await response.text()
    const items: Item[] = text.startsWith('{') ? JSON.parse(text).items : []
    const modified = response.headers.get('last-modified')
    return { status, text, items, modified, etag: response.headers.get('etag') ?? '' }
  }
}

function iso(instant: Instant): string {
  return new Date(instant).toISOString()
}
