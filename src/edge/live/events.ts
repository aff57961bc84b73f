/** Events of the bucket, as Cloudflare puts them into a queue. */
import * as v from 'valibot'

/** https://developers.cloudflare.com/r2/buckets/event-notifications/#message-format */
const event = v.object({ action: v.string(), object: v.object({ key: v.string() }) })

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
