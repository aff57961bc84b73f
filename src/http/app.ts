/** The request handler: it knows HTTP and the clock, and neither Markdown nor front matter. */
import { Hono } from 'hono'
import type { Instant } from '../model.ts'
import { homePage } from '../pages/home.ts'
import { opml } from '../pages/opml.ts'
import { postPage } from '../pages/post.ts'
import { stylesheet } from '../pages/style.ts'
import { MEDIA_BASE } from '../paths.ts'
import {
  type FeedDocument,
  type FeedListing,
  isPublic,
  type Manifest,
  type Media,
  type Snapshot,
  type SnapshotStore,
  type View,
  visible,
} from '../snapshot.ts'
import { evaluate } from './conditional.ts'
import { feedHeaders, methodNotAllowed, options, redirect, refuse, sendFeed } from './responses.ts'

export interface AppOptions {
  readonly store: SnapshotStore
  readonly clock: () => Instant
}

/** Pages may show what posts show, and run nothing. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src https: http: data:; media-src https: http:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** A file of the posts folder opened by itself is only looked at, whatever it holds. */
const MEDIA_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

export function createApp({ store, clock }: AppOptions): Hono {
  const app = new Hono()
  const view = viewer()
  app.options('*', options)
  app.get('*', async ({ req }) => {
    const snapshot = await store.current()
    const path = requestedPath(req.url, snapshot.manifest)
    if (path === undefined) return refuse(400, 'The address is not properly encoded.')
    return (await find(snapshot, path, req.raw.headers, clock(), view)) ?? notFound()
  })
  app.all('*', methodNotAllowed)
  app.onError((error) => {
    console.error(error)
    return refuse(500, 'Something went wrong here. Please try again later.')
  })
  return app
}

function notFound(): Response {
  return refuse(404, 'There is nothing at this address.')
}

/** The decoded path below the site's own; undefined where it does not decode. */
function requestedPath(url: string, { url: site }: Manifest): string | undefined {
  const { pathname } = new URL(url)
  const base = new URL(site).pathname.replace(/\/$/, '')
  const below = base !== '' && pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname
  try {
    return decodeURIComponent(below)
  } catch {
    return undefined
  }
}

type Viewer = ReturnType<typeof viewer>

/** Makes each edition of a document once, not once for each request. */
function viewer(): (document: FeedDocument, now: Instant) => View | undefined {
  const views = new WeakMap<FeedDocument, View>()
  return (document, now) => {
    const known = views.get(document)
    if (known !== undefined && known.edition.from <= now && now < known.until) return known
    const view = visible(document, now)
    if (view !== undefined) views.set(document, view)
    return view
  }
}

async function find(
  snapshot: Snapshot,
  path: string,
  headers: Headers,
  now: Instant,
  view: Viewer,
): Promise<Response | undefined> {
  if (path === '/') return home(snapshot, now, view)
  if (path === stylesheet.path) return sendStylesheet()
  if (path === opml.path) return sendOpml(snapshot, now)
  const document = await snapshot.document(path)
  if (document !== undefined) return sendDocument(snapshot, document, headers, now, view)
  const page = await snapshot.page(path)
  if (page === undefined && path.endsWith('/')) return withoutSlash(snapshot, path, now)
  if (page !== undefined)
    return isPublic(page.public, now) ? sendPage(postPage(page, snapshot.manifest)) : undefined
  if (!path.startsWith(MEDIA_BASE)) return undefined
  const media = await snapshot.media(path.slice(MEDIA_BASE.length))
  return media !== undefined && isPublic(media.public, now) ? sendMedia(snapshot, media) : undefined
}

/** A page's address with a slash behind it, as static hosts make it, leads to the page. */
async function withoutSlash(snapshot: Snapshot, path: string, now: Instant): Promise<Response | undefined> {
  const page = await snapshot.page(path.slice(0, -1))
  if (page === undefined || !isPublic(page.public, now)) return undefined
  return redirect(snapshot.manifest.url + encodeURI(page.path))
}

function sendDocument(
  { manifest }: Snapshot,
  document: FeedDocument,
  request: Headers,
  now: Instant,
  view: Viewer,
): Response | undefined {
  const current = view(document, now)
  if (current === undefined) return undefined
  const headers = feedHeaders(document, current, manifest.maxAge, now)
  const verdict = evaluate(request, current.edition, now)
  if (verdict === 'failed') return refuse(412, 'The feed is not the one that the request asks for.')
  return verdict === 'not modified'
    ? new Response(null, { status: 304, headers })
    : sendFeed(document, current, headers)
}

async function home(snapshot: Snapshot, now: Instant, view: Viewer): Promise<Response> {
  const document = await snapshot.document('/feed.json')
  const current = document === undefined ? undefined : view(document, now)
  return sendPage(homePage(snapshot.manifest, knownFeeds(snapshot, now), current))
}

/** The feeds that somebody may know of. */
function knownFeeds({ manifest }: Snapshot, now: Instant): FeedListing[] {
  return manifest.feeds.filter(({ since }) => since === undefined || since <= now)
}

function sendOpml(snapshot: Snapshot, now: Instant): Response {
  const headers = {
    'Content-Type': opml.type,
    'Cache-Control': 'public, max-age=60',
    'X-Content-Type-Options': 'nosniff',
  }
  return new Response(opml.text(snapshot.manifest, knownFeeds(snapshot, now)), { headers })
}

function sendPage(html: string): Response {
  return new Response(html, {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'public, max-age=60',
      'Content-Security-Policy': PAGE_POLICY,
      'Referrer-Policy': 'strict-origin-when-cross-origin',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

function sendStylesheet(): Response {
  const headers = { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'public, max-age=3600' }
  return new Response(stylesheet.text, { headers })
}

async function sendMedia(snapshot: Snapshot, media: Media): Promise<Response | undefined> {
  const body = await snapshot.mediaBody(media.path)
  if (body === undefined) return undefined
  return new Response(body, {
    headers: {
      'Access-Control-Allow-Origin': '*',
      'Content-Type': media.type,
      'Content-Length': String(media.length),
      'Cache-Control': 'public, max-age=3600',
      'Content-Security-Policy': MEDIA_POLICY,
      'X-Content-Type-Options': 'nosniff',
    },
  })
}
