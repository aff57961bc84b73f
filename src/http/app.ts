/** The request handler: it knows HTTP and the clock, and neither Markdown nor front matter. */
import { Hono } from 'hono'
import type { Instant } from '../model.ts'
import type { SnapshotStore } from '../snapshot.ts'
import { parseAddress } from './address.ts'
import { Bodies, type BodyOptions } from './bodies.ts'
import { allowed, methodNotAllowed, refuse } from './responses.ts'
import { router } from './router.ts'

export interface AppOptions extends BodyOptions {
  readonly store: SnapshotStore
  readonly clock: () => Instant
}

export function createApp({ store, clock, ...options }: AppOptions): Hono {
  const app = new Hono()
  const answer = router(new Bodies(options))
  app.options('*', allowed)
  app.get('*', async ({ req: { raw } }) => {
    const snapshot = await store.current()
    const address = parseAddress(raw.url, snapshot.manifest)
    if (address === 'too long') return refuse(414, 'The address is longer than any here.')
    if (address === 'malformed') return refuse(400, 'The address is not properly encoded.')
    const response = await answer({ snapshot, address, request: raw, now: clock() })
    return response ?? refuse(404, 'There is nothing at this address.')
  })
  app.all('*', methodNotAllowed)
  app.onError((error) => {
    console.error(error)
    return refuse(500, 'Something went wrong here. Please try again later.')
  })
  return app
}
