/** Events of the bucket, as Cloudflare puts them into a queue. */
import * as v from 'valibot'
import type { Instant } from '../../model.ts'

/** In bytes: R2 has no longer key, and throws when it is asked for one. */
const LONGEST = 1024

const key = v.pipe(v.string(), v.minLength(1), v.maxBytes(LONGEST))

/** https://developers.cloudflare.com/r2/buckets/event-notifications/#message-format */
const event = v.object({
  action: v.string(),
  object: v.object({ key }),
  eventTime: v.optional(v.unknown()),
})

/**
 * The keys that have changed, each once, and the instant of the oldest event. The order and the actions do not matter,
 * since the object looks at what is there now; a message that is no event is left out.
 */
export function readEvents(bodies: readonly unknown[]): { keys: string[]; since?: Instant } {
  const events = bodies.filter((body) => v.is(event, body))
  const times = events.map(({ eventTime }) => Date.parse(String(eventTime))).filter(Number.isFinite)
  const keys = [...new Set(events.map(({ object }) => object.key))]
  return { keys, ...(times.length === 0 ? {} : { since: Math.min(...times) }) }
}
