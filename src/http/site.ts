/** Finds the page at an address. */

import type { Eventual } from '../base/eventual.ts'
import { baseOf, DOCUMENTS } from '../base/paths.ts'
import { encodePage, fromBase64 } from '../base/text.ts'
import { errorPage, type Refusal, reasonOf } from '../pages/error.ts'
import { earlierItems, type Feed, openFeed } from '../pages/feed.ts'
import { feedView, homePage, listingPage } from '../pages/feed-pages.ts'
import { feedsPage } from '../pages/feeds.ts'
import { LISTS, listPage } from '../pages/lists.ts'
import { blogroll, opml } from '../pages/opml.ts'
import { postPage } from '../pages/post.ts'
import { here, type SiteNow, siteAt } from '../pages/site.ts'
import { stylesheet } from '../pages/style.ts'
import type { DocumentIndex, Edition, Page } from '../snapshot/snapshot.ts'
import { isPublic, visible } from '../snapshot/visibility.ts'
import type { Asked } from './feed.ts'
import { isNavigation } from './negotiation.ts'
import { sendFixed, sendOpml, sendPage, sendPersonally } from './pages.ts'
import { redirect, refuse } from './responses.ts'

type Answer = Eventual<Response | undefined>

/** The pages and lists of the whole site, and the stylesheet. */
export function sitePage(asked: Asked): Answer {
  const { path } = asked.address
  if (path === '/') return home(asked)
  if (path === feedsPage.path) return sendPage(feedsPage.html(siteNow(asked)), asked)
  const { manifest, feeds } = siteNow(asked)
  if (path === stylesheet.path) return sendFixed(stylesheet.text(manifest), 'text/css; charset=utf-8', asked)
  if (path === opml.path) return sendOpml(opml.text(manifest, feeds), opml.type, asked)
  const blogs = path === blogroll.path ? blogroll.text(manifest) : undefined
  if (blogs !== undefined) return sendOpml(blogs, blogroll.type, asked)
  const file = manifest.files?.find((file) => file.path === path)
  return file && sendFixed(fromBase64(file.data), file.type, asked)
}

/** A page above those of feeds and posts. */
export async function list(asked: Asked): Promise<Response | undefined> {
  const { path } = asked.address
  const slashed = path.endsWith('/') ? path : `${path}/`
  if (!Object.hasOwn(LISTS, slashed)) return undefined
  const found = await feedAt('/', asked)
  const page = found && listPage(slashed, found.feed, siteNow(asked), asked.now)
  if (page === undefined) return undefined
  return path === slashed ? sendPage(page, asked) : redirect(here(asked.snapshot.manifest) + slashed)
}

async function home(asked: Asked): Promise<Response | undefined> {
  const found = await feedAt('/', asked)
  return found && sendPage(homePage(siteNow(asked), found.feed), asked)
}

/** The page that a browser gets at the address of a feed. */
export async function view({ path, format }: DocumentIndex, asked: Asked): Promise<Response | undefined> {
  const base = baseOf(path)
  const found = await feedAt(base, asked)
  return found && sendPersonally(feedView({ base, format, feed: found.feed }, siteNow(asked)), asked)
}

/** The page of a feed at its base; a post with the same address comes first. */
export async function listing(asked: Asked): Promise<Response | undefined> {
  const { path } = asked.address
  const isPage = path !== '/' && path.endsWith('/') && (await asked.snapshot.page(path)) === undefined
  const found = isPage ? await feedAt(path, asked) : undefined
  if (found === undefined) return undefined
  const { feed, edition, index } = found
  const listed = { base: path, feed, newer: edition.newer, earlier: earlierItems(index, feed, asked.now) }
  return sendPage(listingPage(listed, siteNow(asked)), asked)
}

/** The base of a feed without its slash. */
export async function listingWithoutSlash({ address, snapshot, now }: Asked): Promise<Response | undefined> {
  const base = `${address.path}/`
  const found = address.path.endsWith('/') ? undefined : await snapshot.document(base + DOCUMENTS.json.file)
  return found && visible(found.index, now) && redirect(here(snapshot.manifest) + encodePage(base))
}

/** The address of a page with a slash at its end, as static hosts make it, redirects to the page. */
export async function post(asked: Asked): Promise<Response | undefined> {
  const { snapshot, address, now } = asked
  const { path } = address
  const exact = await snapshot.page(path)
  const page = exact ?? (path.endsWith('/') ? await snapshot.page(path.slice(0, -1)) : undefined)
  if (page === undefined || !isPublic(page.public, now)) return undefined
  if (page !== exact) return redirect(here(snapshot.manifest) + encodePage(page.path))
  const [older, newer] = await Promise.all([publicPage(page.older, asked), publicPage(page.newer, asked)])
  return sendPage(postPage({ page, older, newer }, siteNow(asked)), asked)
}

async function publicPage(path: string | undefined, { snapshot, now }: Asked): Promise<Page | undefined> {
  const page = path === undefined ? undefined : await snapshot.page(path)
  return page !== undefined && isPublic(page.public, now) ? page : undefined
}

/** An error: a page for a browser, plain text for a program. */
export function refuseKindly(status: number, refusal: Refusal, asked: Asked): Eventual<Response> {
  return isNavigation(asked.headers)
    ? sendPersonally(errorPage(status, refusal, siteNow(asked)), asked, status)
    : refuse(status, reasonOf(refusal))
}

async function feedAt(
  base: string,
  { snapshot, now }: Asked,
): Promise<{ edition: Edition; feed: Feed; index: DocumentIndex } | undefined> {
  const found = await snapshot.document(base + DOCUMENTS.json.file)
  const showing = found && visible(found.index, now)
  if (found === undefined || showing === undefined) return undefined
  const { edition } = showing
  return { edition, feed: await openFeed(found, edition), index: found.index }
}

function siteNow({ snapshot: { manifest }, now, preview }: Asked): SiteNow {
  return siteAt(manifest, now, preview)
}
