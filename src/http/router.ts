/** What stands at an address: a feed, a page, a file, or where it has moved to. */
import { andThen, type Eventual } from '../eventual.ts'
import { feedView } from '../pages/feed-view.ts'
import { homePage } from '../pages/home.ts'
import { opml } from '../pages/opml.ts'
import { postPage } from '../pages/post.ts'
import { stylesheet } from '../pages/style.ts'
import { DOCUMENTS, MEDIA_BASE } from '../paths.ts'
import { isPublic, visible } from '../snapshot/visibility.ts'
import type { Bytes, FeedListing, StoredDocument } from '../snapshot.ts'
import { hasParameter } from './address.ts'
import { isGone, likelyDocuments, namedTarget, negotiatedBase } from './aliases.ts'
import type { Bodies } from './bodies.ts'
import { type Asked, answerFeed } from './feed.ts'
import { type HeaderRecord, VARY } from './feed-headers.ts'
import { sendMedia } from './media.ts'
import { chooseFormat, isNavigation } from './negotiation.ts'
import { sendFeedView, sendOpml, sendPage, sendStylesheet } from './pages.ts'
import { redirect, refuse } from './responses.ts'

type Answer = Eventual<Response | undefined>

/** Finds the answer to a request; undefined where nothing is at its address, or nobody may know yet. */
export function router(bodies: Bodies): (asked: Asked) => Answer {
  return (asked) => {
    if (isGone(asked.address.path, asked.snapshot.manifest)) return refuse(410, 'This feed is gone for good.')
    return andThen(document(asked, bodies), (answer) => answer ?? elsewhere(asked, bodies))
  }
}

/** Feeds come first: they are what is asked for all day. */
function document(asked: Asked, bodies: Bodies): Answer {
  return andThen(asked.snapshot.document(asked.address.path), (found) => found && feed(found, asked, bodies))
}

const WAYS: readonly ((asked: Asked, bodies: Bodies) => Answer)[] = [
  renamed,
  negotiated,
  sitePage,
  post,
  media,
  moved,
]

async function elsewhere(asked: Asked, bodies: Bodies): Promise<Response | undefined> {
  for (const way of WAYS) {
    const answer = await way(asked, bodies)
    if (answer !== undefined) return answer
  }
  return undefined
}

/** A person is shown a page, unless the document itself is wanted. */
function feed(found: StoredDocument, asked: Asked, bodies: Bodies, extra?: HeaderRecord): Answer {
  const isForPerson = isNavigation(asked.request.headers) && !hasParameter(asked.address, 'raw')
  return isForPerson ? view(found, asked, bodies) : answerFeed(found, asked, bodies, extra)
}

async function view({ index }: StoredDocument, asked: Asked, bodies: Bodies): Promise<Response | undefined> {
  const json = await jsonFeed(index.path.slice(0, index.path.lastIndexOf('/') + 1), asked, bodies)
  return json && sendFeedView(feedView(asked.snapshot.manifest, index, json))
}

/** The JSON Feed below a base as it is now: what pages are made from. */
async function jsonFeed(base: string, { snapshot, now }: Asked, bodies: Bodies): Promise<Bytes | undefined> {
  const found = await snapshot.document(base + DOCUMENTS.json.file)
  const showing = found && visible(found.index, now)
  return showing && bodies.plain({ document: found, edition: showing.edition })
}

function renamed({ address, snapshot: { manifest } }: Asked): Answer {
  const target = namedTarget(address, manifest)
  if (target === undefined) return undefined
  return redirect(target.startsWith('/') ? manifest.url + encodeURI(decodeURI(target)) : target)
}

/** `/feed`, and the same below any feed's base. */
async function negotiated(asked: Asked, bodies: Bodies): Promise<Response | undefined> {
  const base = negotiatedBase(asked.address.path)
  if (base === undefined) return undefined
  const path = base + DOCUMENTS[chooseFormat(asked.request.headers.get('Accept'))].file
  const found = await asked.snapshot.document(path)
  const location = asked.snapshot.manifest.url + encodeURI(path)
  return found && feed(found, asked, bodies, { 'Content-Location': location, Vary: `${VARY}, Accept` })
}

/** The pages and lists of the whole site. */
async function sitePage(asked: Asked, bodies: Bodies): Promise<Response | undefined> {
  const { manifest } = asked.snapshot
  const { path } = asked.address
  if (path === '/') {
    const isAlias = likelyDocuments(asked.address).length > 0
    return isAlias
      ? undefined
      : sendPage(homePage(manifest, knownFeeds(asked), await jsonFeed('/', asked, bodies)))
  }
  if (path === stylesheet.path) return sendStylesheet()
  return path === opml.path ? sendOpml(opml.text(manifest, knownFeeds(asked)), opml.type) : undefined
}

/** The feeds that somebody may know of. */
function knownFeeds({ snapshot, now }: Asked): FeedListing[] {
  return snapshot.manifest.feeds.filter(({ since }) => since === undefined || since <= now)
}

/** A page's address with a slash behind it, as static hosts make it, leads to the page. */
async function post({ snapshot, address: { path }, now }: Asked): Promise<Response | undefined> {
  const exact = await snapshot.page(path)
  const page = exact ?? (path.endsWith('/') ? await snapshot.page(path.slice(0, -1)) : undefined)
  if (page === undefined || !isPublic(page.public, now)) return undefined
  return page === exact
    ? sendPage(postPage(page, snapshot.manifest))
    : redirect(snapshot.manifest.url + encodeURI(page.path))
}

async function media({ snapshot, address: { path }, now }: Asked): Promise<Response | undefined> {
  if (!path.startsWith(MEDIA_BASE)) return undefined
  const found = await snapshot.media(path.slice(MEDIA_BASE.length))
  return found !== undefined && isPublic(found.public, now) ? sendMedia(snapshot, found) : undefined
}

/** Where another system would have had a feed that is here. */
async function moved({ snapshot, address, now }: Asked): Promise<Response | undefined> {
  for (const path of likelyDocuments(address)) {
    const found = await snapshot.document(path)
    if (found !== undefined && visible(found.index, now))
      return redirect(snapshot.manifest.url + encodeURI(path))
  }
  return undefined
}
