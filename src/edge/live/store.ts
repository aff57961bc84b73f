/**
 * The site as a Worker holds it: documents, pages and descriptions of files, each with the version of the site that it
 * was asked for in. They are answered from memory; the object is asked for a newer version every half second at most,
 * and where it does not answer, the last answer stands.
 */
import { LRUCache } from 'lru-cache'
import type { Eventual } from '../../base/eventual.ts'
import { mayBeDocument } from '../../base/paths.ts'
import { fromBase64 } from '../../base/text.ts'
import { unpackDocument } from '../../snapshot/bytes.ts'
import type { Manifest, Media, OpenMedia, Snapshot, SnapshotStore } from '../../snapshot/snapshot.ts'
import type { Answer, Kind, SiteState, SiteStub, Values } from './platform.ts'

/** In milliseconds: within this time nobody asks for a newer version. */
const FRESH = 500

/** In milliseconds: within this time a request is answered with the version before, while a newer one is asked for. */
const STALE = 2_000

/** In milliseconds: the longest that a request waits for the object, if there is an older answer. */
const PATIENCE = 3_000

/** In bytes; an isolate has 128 MB. */
const ROOM = 32 * 1024 * 1024

/** What an answer takes besides its bytes. */
const OVERHEAD = 2_000

export interface LiveStoreOptions {
  readonly site: () => SiteStub
  readonly openMedia: (media: Media) => Promise<OpenMedia | undefined>
  /** Holds the last answers where the object does not answer and this isolate has none. */
  readonly cache: LocationCache
  /** Keeps the isolate alive until a promise settles. */
  readonly waitUntil: (work: Promise<unknown>) => void
}

/** The key of the manifest among the last answers. */
const MANIFEST = 'manifest'

interface Kept {
  readonly version: string
  readonly tag?: string | undefined
  readonly value: Values[Kind] | undefined
  readonly size: number
}

/** The object has not made the site yet. */
export class NotMadeYet extends Error {
  constructor({ read = 0, known = 0 }: SiteState) {
    super(`The feeds are being made: ${read} of ${known} posts are read.`)
    this.name = 'NotMadeYet'
  }
}

export class LiveStore implements SnapshotStore {
  readonly #options: LiveStoreOptions
  readonly #kept = new LRUCache<string, Kept>({ maxSize: ROOM, sizeCalculation: ({ size }) => size })
  #version = ''
  #snapshot: Snapshot | undefined
  #bases: ReadonlySet<string> = new Set()
  #asked = Number.NEGATIVE_INFINITY
  #asking: Promise<void> | undefined

  constructor(options: LiveStoreOptions) {
    this.#options = options
  }

  /** @throws {NotMadeYet} */
  current(): Eventual<Snapshot> {
    const age = Date.now() - this.#asked
    if (this.#snapshot !== undefined && age < FRESH) return this.#snapshot
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    this.#options.waitUntil(this.#asking.catch(() => {}))
    return this.#snapshot !== undefined && age < STALE ? this.#snapshot : this.#newest(this.#asking)
  }

  async #newest(asking: Promise<void>): Promise<Snapshot> {
    const before = this.#snapshot
    if (before === undefined) await asking
    else await within(PATIENCE, asking).catch(() => {})
    return this.#snapshot ?? before ?? Promise.reject(new Error('The object of the site does not answer.'))
  }

  async #ask(): Promise<void> {
    try {
      const { version, value, ...counts } = await this.#options.site().state(this.#version)
      if (version === undefined) throw new NotMadeYet(counts)
      if (value === undefined) return
      this.#take(version, value)
      this.#remember(MANIFEST, { version, value })
    } catch (error) {
      const last =
        this.#snapshot === undefined ? await cachedAnswer(this.#options.cache, MANIFEST) : undefined
      if (last?.value === undefined) throw error
      this.#take('', last.value)
    } finally {
      this.#asked = Date.now()
    }
  }

  #take(version: string, json: string): void {
    const manifest: Manifest = JSON.parse(json)
    this.#version = version
    this.#bases = new Set(manifest.feeds.map(({ base }) => base))
    this.#snapshot = {
      manifest,
      // no other path is asked for
      document: (path) => (mayBeDocument(path, this.#bases) ? this.#get('document', path) : undefined),
      page: async (path) => this.#get('page', path),
      former: async (path) => this.#get('former', path),
      media: async (path) => this.#get('media', path),
      openMedia: this.#options.openMedia,
    }
  }

  #get<K extends Kind>(kind: K, path: string): Eventual<Values[K] | undefined> {
    const kept = this.#kept.get(`${kind} ${path}`)
    // each key is kept with a value of its kind
    if (kept?.version === this.#version) return kept.value as Values[K] | undefined
    return this.#renew(kind, path, kept)
  }

  async #renew<K extends Kind>(
    kind: K,
    path: string,
    kept: Kept | undefined,
  ): Promise<Values[K] | undefined> {
    const key = `${kind} ${path}`
    try {
      const asked = this.#options.site().answer(kind, path, kept?.tag)
      const answer = await (kept === undefined ? asked : within(PATIENCE, asked))
      const isSame = kept !== undefined && answer.isSame
      const fresh = isSame ? { ...kept, version: answer.version } : toKept(answer)
      this.#kept.set(key, fresh)
      if (!isSame) this.#remember(key, answer)
      return fresh.value as Values[K] | undefined
    } catch (error) {
      if (kept !== undefined) return kept.value as Values[K] | undefined
      const last = await cachedAnswer(this.#options.cache, key)
      if (last === undefined) throw error
      return toKept(last).value as Values[K] | undefined
    }
  }

  #remember(key: string, answer: Answer): void {
    const { cache, waitUntil } = this.#options
    waitUntil(putAnswer(cache, key, answer).catch(() => {}))
  }
}

function toKept({ version, tag, value, bytes }: Answer): Kept {
  if (value === undefined) return { version, value: undefined, size: OVERHEAD }
  const parsed = JSON.parse(value)
  if (bytes === undefined) return { version, value: parsed, size: OVERHEAD + value.length }
  const document = unpackDocument({ index: parsed, bytes })
  return { version, tag, value: document, size: OVERHEAD + bytes.length }
}

/** @throws an Error if an answer takes longer than some milliseconds */
function within<T>(milliseconds: number, answer: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('The object of the site does not answer.')), milliseconds)
  return Promise.race([answer, promise]).finally(() => clearTimeout(timer))
}

/** In seconds: a week. */
const KEPT = 604_800

/** The part of the Cache API that is used. */
export interface LocationCache {
  match(address: string): Promise<Response | undefined>
  put(address: string, response: Response): Promise<void>
}

async function putAnswer(cache: LocationCache, key: string, { bytes, ...answer }: Answer): Promise<void> {
  const stored = { ...answer, base64: bytes && Buffer.from(bytes).toString('base64') }
  const headers = { 'Cache-Control': `max-age=${KEPT}` }
  await cache.put(addressOf(key), Response.json(stored, { headers }))
}

async function cachedAnswer(cache: LocationCache, key: string): Promise<Answer | undefined> {
  const response = await cache.match(addressOf(key))
  if (response === undefined) return undefined
  const { base64, ...answer }: Answer & { readonly base64?: string } = await response.json()
  return base64 === undefined ? answer : { ...answer, bytes: fromBase64(base64) }
}

/** On a host that nobody can ask. */
function addressOf(key: string): string {
  return `https://answers.invalid/${encodeURIComponent(key)}`
}
