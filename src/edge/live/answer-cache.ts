/** The last answers of the object in the cache of the location: they outlive an isolate and a deployment. */
import { concatenate } from '../../snapshot/bytes.ts'
import type { Answer } from './platform.ts'

/** In seconds: a week. */
const KEPT = 604_800

const NEWLINE = 10

/** The part of the Cache API that is used. */
export interface LocationCache {
  match(address: string): Promise<Response | undefined>
  put(address: string, response: Response): Promise<void>
}

export async function putAnswer(
  cache: LocationCache,
  key: string,
  { bytes = new Uint8Array(), ...answer }: Answer,
): Promise<void> {
  // JSON has no line breaks, so that the bytes begin after the first one
  const body = concatenate([new TextEncoder().encode(`${JSON.stringify(answer)}\n`), bytes])
  const headers = { 'Cache-Control': `max-age=${KEPT}` }
  await cache.put(addressOf(key), new Response(body, { headers }))
}

export async function cachedAnswer(cache: LocationCache, key: string): Promise<Answer | undefined> {
  const response = await cache.match(addressOf(key))
  if (response === undefined) return undefined
  const body = new Uint8Array(await response.arrayBuffer())
  const end = body.indexOf(NEWLINE)
  const answer: Answer = JSON.parse(new TextDecoder().decode(body.subarray(0, end)))
  const bytes = body.slice(end + 1)
  return bytes.length === 0 ? answer : { ...answer, bytes }
}

/** On a host that nobody can ask. */
function addressOf(key: string): string {
  return `https://answers.invalid/${encodeURIComponent(key)}`
}
