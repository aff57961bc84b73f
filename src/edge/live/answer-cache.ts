/** The last answers of the object in the cache of the location: they outlive an isolate and a deployment. */
import { concatenate } from '../../snapshot/bytes.ts'
import type { Bytes } from '../../snapshot/snapshot.ts'

/** In seconds: a week. */
const KEPT = 604_800

const NEWLINE = 10

/** The part of the Cache API that is used. */
export interface LocationCache {
  match(address: string): Promise<Response | undefined>
  put(address: string, response: Response): Promise<void>
}

/** A value as JSON, and the bytes of a document; empty where there are none. */
export interface CachedAnswer<T> {
  readonly value: T
  readonly bytes: Bytes
}

export class AnswerCache {
  readonly #cache: LocationCache

  constructor(cache: LocationCache) {
    this.#cache = cache
  }

  async put<T>(key: string, { value, bytes }: CachedAnswer<T>): Promise<void> {
    // JSON has no line breaks, so that the bytes begin after the first one
    const body = concatenate([new TextEncoder().encode(`${JSON.stringify(value)}\n`), bytes])
    const headers = { 'Cache-Control': `max-age=${KEPT}` }
    await this.#cache.put(addressOf(key), new Response(body, { headers }))
  }

  /** @param key of a value that was put as `T` */
  async get<T>(key: string): Promise<CachedAnswer<T> | undefined> {
    const response = await this.#cache.match(addressOf(key))
    if (response === undefined) return undefined
    const body = new Uint8Array(await response.arrayBuffer())
    const end = body.indexOf(NEWLINE)
    return { value: JSON.parse(new TextDecoder().decode(body.subarray(0, end))), bytes: body.slice(end + 1) }
  }
}

/** On a host that nobody can ask. */
function addressOf(key: string): string {
  return `https://answers.invalid/${encodeURIComponent(key)}`
}
