/** Events of the bucket, as Cloudflare puts them into a queue. */
import * as v from 'valibot'

/** In bytes: R2 has no longer key, and throws when it is asked for one. */
const LONGEST = 1024

const key = v.pipe(v.string(), v.minLength(1), v.maxBytes(LONGEST))

/** https://developers.cloudflare.com/r2/buckets/event-notifications/#message-format */
const event = v.object({ action: v.string(), object: v.object({ key }) })

/**
 * The keys that have changed, each once. The order and the actions do not matter, since the object looks at what is
 * there now; a message that is no event is left out.
 */
export function keysOfEvents(bodies: readonly unknown[]): string[] {
  const keys = bodies.flatMap((body) => {
    const parsed = v.safeParse(event, body)
    return parsed.success ? [parsed.output.object.key] : []
  })
  return [...new Set(keys)]
}
