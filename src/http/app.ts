/** The request handler: it knows HTTP and the clock, and neither Markdown nor front matter. */
import { Hono } from 'hono'
import { andThen, type Eventual } from '../eventual.ts'
import type { Instant } from '../model.ts'
import type { Snapshot, SnapshotStore } from '../snapshot.ts'
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
  const route = router(new Bodies(options))
  const answer = (request: Request, snapshot: Snapshot): Eventual<Response> => {
    const address = parseAddress(request.url, snapshot.manifest)
    if (address === 'too long') return refuse(414, 'The address is longer than any here.')
    if (address === 'malformed') return refuse(400, 'The address is not properly encoded.')
    return andThen(route({ snapshot, address, request, now: clock() }), (found) => found ?? notFound())
  }
  // one handler for all: Hono would walk a chain of them, and HEAD comes as GET anyway
  app.all('*', ({ req: { raw } }) => {
    if (raw.method === 'OPTIONS') return allowed()
    if (raw.method !== 'GET' && raw.method !== 'HEAD') return methodNotAllowed()
    return andThen(store.current(), (snapshot) => answer(raw, snapshot))
  })
  app.onError((error) => {
    console.error(error)
    return refuse(500, 'Something went wrong here. Please try again later.')
  })
  return app
}

function notFound(): Response {
  return refuse(404, 'There is nothing at this address.')
}
