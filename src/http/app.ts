/** The request handler: it knows HTTP and the clock, and neither Markdown nor front matter. */
import { Hono } from 'hono'
import type { Instant } from '../model.ts'
import type { SnapshotStore } from '../snapshot.ts'
import { parseAddress } from './address.ts'
import { Bodies, type Encode } from './bodies.ts'
import { methodNotAllowed, options, refuse } from './responses.ts'
import { router } from './router.ts'

export interface AppOptions {
  readonly store: SnapshotStore
  readonly clock: () => Instant
  /** How bodies are compressed; without it they are sent as they are. */
  readonly encode?: Encode
  /** For bodies that are ready to be sent, in bytes. */
  readonly room?: number
}

/** Some hundred feeds of full posts, plain and compressed. */
const ROOM = 64 * 1024 * 1024

const NOTHING_ENCODED: Encode = async () => undefined

export function createApp({ store, clock, encode = NOTHING_ENCODED, room = ROOM }: AppOptions): Hono {
  const app = new Hono()
  const answer = router(new Bodies(encode, room))
  app.options('*', options)
  app.get('*', async ({ req: { raw } }) => {
    const snapshot = await store.current()
    const address = parseAddress(raw.url, snapshot.manifest)
    if (address === 'too long') return refuse(414, 'The address is longer than any here.')
    if (address === 'malformed') return refuse(400, 'The address is not properly encoded.')
    const response = await answer({ snapshot, address, headers: raw.headers, now: clock() })
    return response ?? refuse(404, 'There is nothing at this address.')
  })
  app.all('*', methodNotAllowed)
  app.onError((error) => {
    console.error(error)
    return refuse(500, 'Something went wrong here. Please try again later.')
  })
  return app
}
