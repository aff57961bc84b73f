/** Finds the answer at an address: a feed, a page, a file, or a redirect. */

import { andThen, type Eventual } from '../base/eventual.ts'
import { DOCUMENTS, MEDIA_BASE } from '../base/paths.ts'
import { encodePage } from '../base/text.ts'
import { reasonOf } from '../pages/error.ts'
import { here } from '../pages/site.ts'
import type { StoredDocument } from '../snapshot/snapshot.ts'
import { isPublic, visible } from '../snapshot/visibility.ts'
import type { Bodies } from './bodies.ts'
import { type Asked, answerFeed } from './feed.ts'
import { sendMedia } from './media.ts'
import { chooseFormat, isJudgedByAccept, isNavigation } from './negotiation.ts'
import { isGone, likelyDocuments, namedTarget, negotiatedBase, queriedDocuments } from './old-addresses.ts'
import { type HeaderRecord, redirect, refuse, VARY } from './responses.ts'
import { list, listing, listingWithoutSlash, post, refuseKindly, sitePage, view } from './site.ts'

type Answer = Eventual<Response | undefined>

/** For answers that depend on `Accept`, too. */
const BY_ACCEPT: HeaderRecord = { Vary: `${VARY}, Accept` }

/** Finds the answer to a request; undefined where there is nothing at its address, or nothing public yet. */
export function router(bodies: Bodies): (asked: Asked) => Answer {
  return (asked) => {
    if (isGone(asked.address.path, asked.snapshot.manifest)) return refuseKindly(410, 'gone', asked)
    return andThen(document(asked, bodies), (answer) => answer ?? elsewhere(asked, bodies))
  }
}

/** Feeds come first: most requests are for them. */
function document(asked: Asked, bodies: Bodies): Answer {
  return andThen(asked.snapshot.document(asked.address.path), (found) => found && feed(found, asked, bodies))
}

const WAYS: readonly ((asked: Asked, bodies: Bodies) => Answer)[] = [
  renamed,
  queried,
  negotiated,
  sitePage,
  listing,
  post,
  list,
  listingWithoutSlash,
  former,
  media,
  collapsed,
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
  const isForPerson = isNavigation(asked.headers) && !new URLSearchParams(asked.address.search).has('raw')
  if (isForPerson) return view(found.index, asked)
  const more = extra ?? (isJudgedByAccept(asked.headers) ? BY_ACCEPT : undefined)
  return answerFeed(found, asked, bodies, more)
}

function renamed({ address, snapshot: { manifest } }: Asked): Answer {
  const target = namedTarget(address, manifest)
  if (target === undefined) return undefined
  return redirect(new URL(target.startsWith('/') ? manifest.url + target : target).href)
}

/** `/feed`, and the same below any feed's base. */
async function negotiated(asked: Asked, bodies: Bodies): Promise<Response | undefined> {
  const base = negotiatedBase(asked.address.path)
  if (base === undefined) return undefined
  // a post in the folder may have this name: then its page comes first, as at the address of the folder
  const page = await post(asked)
  if (page !== undefined) return page
  const path = base + DOCUMENTS[chooseFormat(asked.headers.get('accept'))].file
  const found = await asked.snapshot.document(path)
  const location = asked.snapshot.manifest.url + encodeURI(path)
  return found && feed(found, asked, bodies, { 'Content-Location': location, ...BY_ACCEPT })
}

/** Where a post was before: a redirect to its page, or 410 once the post was deleted. */
async function former(asked: Asked): Promise<Response | undefined> {
  const { snapshot, now } = asked
  const { path } = asked.address
  const without = path.endsWith('/') && path !== '/' ? path.slice(0, -1) : undefined
  const found = (await snapshot.former(path)) ?? (without && (await snapshot.former(without)))
  if (!found) return undefined
  if (found.to === undefined) return refuseKindly(410, 'deleted', asked)
  return isPublic(found.public, now) ? redirect(here(snapshot.manifest) + encodePage(found.to)) : undefined
}

async function media(asked: Asked): Promise<Response | undefined> {
  const { snapshot, now } = asked
  const { path } = asked.address
  if (!path.startsWith(MEDIA_BASE)) return undefined
  const found = await snapshot.media(path.slice(MEDIA_BASE.length))
  return found !== undefined && isPublic(found.public, now) ? sendMedia(found, asked) : undefined
}

/** A feed of WordPress. For an unknown one, a reader must not get the page at this path. */
async function queried(asked: Asked): Promise<Response | undefined> {
  const paths = queriedDocuments(asked.address, asked.snapshot.manifest)
  return paths && ((await leadToFirst(paths, asked)) ?? refuse(404, reasonOf('nothing')))
}

/** Several slashes in a row count as one, if something is found then. */
async function collapsed(asked: Asked, bodies: Bodies): Promise<Response | undefined> {
  const { address, request, snapshot } = asked
  const path = address.path.replace(/\/{2,}/g, '/')
  if (path === address.path) return undefined
  const head = new Request(request.url, { method: 'HEAD' })
  const looked = { ...asked, address: { ...address, path }, request: head, headers: head.headers }
  const found = await router(bodies)(looked)
  if (found?.status !== 200) return found
  const isFeed = (await snapshot.document(path)) !== undefined
  const root = isFeed ? snapshot.manifest.url : here(snapshot.manifest)
  return redirect(root + encodePage(path) + address.search)
}

/** Where another system would have had a feed that is here. */
function moved(asked: Asked): Answer {
  return leadToFirst(likelyDocuments(asked.address, asked.snapshot.manifest), asked)
}

async function leadToFirst(
  paths: readonly string[],
  { snapshot, now }: Asked,
): Promise<Response | undefined> {
  for (const path of paths) {
    const found = await snapshot.document(path)
    if (found !== undefined && visible(found.index, now))
      return redirect(snapshot.manifest.url + encodeURI(path))
  }
  return undefined
}
