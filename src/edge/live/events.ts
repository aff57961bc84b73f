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
  eventTime: v.fallback(v.optional(v.pipe(v.string(), v.isoTimestamp())), undefined),
})

export interface Reported {
  /** Each once. */
  readonly keys: readonly string[]
  /** Of the oldest event. */
  readonly since?: Instant
}

/**
 * The keys that have changed. The order and the actions do not matter, since the object looks at what is there now; a
 * message that is no event is left out.
 */
export function readEvents(bodies: readonly unknown[]): Reported {
  const events = bodies.flatMap((body) => {
    const parsed = v.safeParse(event, body)
    return parsed.success ? [parsed.output] : []
  })
  const times = events.flatMap(({ eventTime }) => (eventTime === undefined ? [] : [Date.parse(eventTime)]))
  const keys = [...new Set(events.map(({ object }) => object.key))]
  return { keys, ...(times.length === 0 ? {} : { since: Math.min(...times) }) }
}
