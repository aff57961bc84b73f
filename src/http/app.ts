/** The request handler: it knows HTTP and the clock, and neither Markdown nor front matter. */
import { type Context, Hono } from 'hono'
import { LinearRouter } from 'hono/router/linear-router'
import { andThen, type Eventual } from '../base/eventual.ts'
import { firstBytes } from '../base/first-bytes.ts'
import { HUB } from '../base/paths.ts'
import type { Instant } from '../model.ts'
import type { Preview } from '../pages/preview.ts'
import type { Snapshot, SnapshotStore } from '../snapshot/snapshot.ts'
import { Bodies, type BodyOptions } from './bodies.ts'
import type { EncodePage } from './negotiation.ts'
import { type Address, type Fields, parseAddress } from './request.ts'
import { allowed, methodNotAllowed, refuse } from './responses.ts'
import { router } from './router.ts'
import { refuseKindly } from './site.ts'

export interface AppOptions extends BodyOptions {
  readonly store: SnapshotStore
  readonly clock: () => Instant
  /** What pages show to the publisher; undefined for anybody else. */
  readonly preview?: (context: Context) => Preview | undefined
  /** How pages are compressed; without it they are sent uncompressed. */
  readonly encodePage?: EncodePage
  /** The path at which an app around this one has put it; absent: there is none around it. */
  readonly mount?: (context: Context) => string
  /** Is called with an unexpected error, which is answered with 500; absent: it goes to standard error. */
  readonly onError?: (error: unknown) => void
  /** The site's own WebSub hub: takes the form of a request. Absent: there is none. */
  readonly hub?: AcceptForm
  /** The header fields of a request; absent: those that its `Request` has. */
  readonly fields?: (context: Context) => Fields
}

export function createApp({
  store,
  clock,
  preview = () => undefined,
  encodePage,
  mount = () => '',
  onError = (error) => console.error(error),
  fields = ({ req }) => req.raw.headers,
  hub,
  ...options
}: AppOptions): Hono {
  const app = new Hono({ router: new LinearRouter() })
  const route = router(new Bodies(options))
  const answer = (context: Context, snapshot: Snapshot): Eventual<Response> => {
    const request = context.req.raw
    const address = parseAddress(request.url, snapshot.manifest, mount(context))
    if (address === 'too long') return refuse(414, 'The address is too long.')
    if (address === 'malformed') return refuse(400, 'The address is not properly encoded.')
    if (request.method === 'POST')
      return hub !== undefined && isHub(address, snapshot) ? answerHub(request, hub) : methodNotAllowed()
    const headers = fields(context)
    const asked = { snapshot, address, request, headers, now: clock(), preview: preview(context), encodePage }
    return andThen(route(asked), (found) => found ?? refuseKindly(404, 'nothing', asked))
  }
  // a single handler: Hono would walk a chain of them, and it handles HEAD as GET anyway
  app.all('*', (context) => {
    const { method } = context.req.raw
    if (method === 'OPTIONS') return allowed()
    const isKnown = method === 'GET' || method === 'HEAD' || (method === 'POST' && hub !== undefined)
    return isKnown ? andThen(store.current(), (snapshot) => answer(context, snapshot)) : methodNotAllowed()
  })
  app.onError((error) => {
    onError(error)
    return refuse(500, 'Something went wrong here. Please try again later.')
  })
  return app
}

export interface HubAnswer {
  readonly status: number
  readonly text: string
}

export type AcceptForm = (form: string) => Promise<HubAnswer>

function isHub({ path }: Address, { manifest: { hubs, url } }: Snapshot): boolean {
  return path === HUB && hubs.includes(url + HUB)
}

/** A request is a few addresses and a secret: in bytes. */
const MAX_FORM = 16 * 1024

const FORM = /^application\/x-www-form-urlencoded *(?:;|$)/i

async function answerHub(request: Request, accept: AcceptForm): Promise<Response> {
  if (!FORM.test(request.headers.get('Content-Type') ?? ''))
    return refuse(415, 'Send the request as application/x-www-form-urlencoded.')
  const form = await firstBytes(request.body, MAX_FORM + 1)
  if (form.length > MAX_FORM) return refuse(413, `The request is larger than ${MAX_FORM} bytes.`)
  const { status, text } = await accept(new TextDecoder().decode(form))
  return refuse(status, text, status === 429 ? { 'Retry-After': '60' } : {})
}
