/** Where posts and media live: the path or web address of each. */
import { calendar } from '../base/dates.ts'
import { folderSlugs } from '../base/folders.ts'
import { isOwnAddress, MEDIA_BASE, ROOTS } from '../base/paths.ts'
import { encodePath } from '../base/text.ts'
import type { Hash, Identity, PostHead, Problem, Site } from '../model.ts'

export interface Addressed<P extends PostHead = PostHead> {
  readonly post: P
  readonly identity: Identity
  /** The slugs of its folder and of those above it: `travel/c-sharp`; `''` at the top. */
  readonly folder: string
  readonly url: string
}

interface Ground {
  readonly site: Site
  readonly hash: Hash
}

/** What comes of giving posts their addresses. */
export interface Assigned<P extends PostHead> {
  /** By address, the oldest first. */
  readonly owners: Map<string, Addressed<P>>
  /** The slugs of the folders, by path. */
  readonly folders: ReadonlyMap<string, string>
  readonly problems: readonly Problem[]
}

/** Gives each post that has an id its own address: see {@link shareAddresses}. */
export function assignAddresses<P extends PostHead>(
  posts: readonly P[],
  ids: ReadonlyMap<string, Identity>,
  { site, hash }: Ground,
): Assigned<P> {
  const inOrder = identified(posts, ids).sort(oldestFirst)
  const folders = slugsOf(
    inOrder.map(({ post }) => post.folder),
    hash,
  )
  return { folders, ...shareAddresses(inOrder, folders, { site, hash }) }
}

/** The slug path of each folder. @param folders in the order of their oldest posts */
export function slugsOf(folders: Iterable<string>, hash: Hash): ReadonlyMap<string, string> {
  return folderSlugs(new Set(folders), (name) => hash(name).slice(0, 6))
}

/**
 * Gives posts their addresses. Of two posts that ask for one, the older keeps it; of two that are equally old, the one
 * with the smaller id counts as older, so neither texts nor paths decide. The other, and a post that asks for an address
 * of the site's own, get the first of their {@link alternatives} that is free. This is reported.
 * @param inOrder the oldest first; with each post all others that ask for an address it may get
 */
export function shareAddresses<P extends PostHead>(
  inOrder: readonly { readonly post: P; readonly identity: Identity }[],
  folders: ReadonlyMap<string, string>,
  { site, hash }: Ground,
): Omit<Assigned<P>, 'folders'> {
  const owners = new Map<string, Addressed<P>>()
  const problems: Problem[] = []
  const addressOf = addressing(site)
  const isFree = (url: string) => !owners.has(url) && !isOwn(url, site)
  for (const { post, identity } of inOrder) {
    const { slug, published } = post
    const folder = folders.get(post.folder) ?? ''
    const placed = { slug, published, folder }
    const wanted = addressOf(placed)
    const others = () => alternatives(placed, identity, { site, hash })
    const url = isFree(wanted) ? wanted : others().find(isFree)
    if (url !== wanted) problems.push(takenAddress(post, wanted, owners.get(wanted)?.post.path, url))
    if (url !== undefined) owners.set(url, { post, identity, folder, url })
  }
  return { owners, problems }
}

/** Whether something of the site's own is at an address, or would be if a post did not have it. */
export function isOwn(url: string, site: Site): boolean {
  return isHere(site) && isOwnAddress(decodeURI(url.slice(site.url.length)))
}

function isHere({ links }: Site): boolean {
  return links.startsWith('/')
}

/**
 * The addresses for a post that cannot have the one that it asks for: with its date, and with a suffix of its own as
 * well; then the same below the root of folders, for posts in a folder that is called as one of the site's own.
 */
export function alternatives(post: Placed, { id }: Identity, { site, hash }: Ground): string[] {
  const addressOf = addressing(site)
  const { year, month, day } = calendar(post.published, site.timeZone)
  const dated = `${post.slug}-${year}-${month}-${day}`
  const slugs = [dated, `${dated}-${hash(id).slice(0, 6)}`]
  const urls = slugs.map((slug) => addressOf({ ...post, slug }))
  if (!isHere(site)) return urls
  const root = site.url + ROOTS.folder.replace(/\/$/, '')
  const below = [post.slug, ...slugs].map(
    (slug) => root + addressOf({ ...post, slug }).slice(site.url.length),
  )
  return [...urls, ...below]
}

function identified<P extends PostHead>(
  posts: readonly P[],
  ids: ReadonlyMap<string, Identity>,
): { post: P; identity: Identity }[] {
  return posts.flatMap((post) => {
    const named = ids.get(post.path)
    return named === undefined ? [] : { post, identity: identityOf(named) }
  })
}

/** Of what has an identity, that alone. */
export function identityOf({ id, iri }: Identity): Identity {
  return iri === undefined ? { id } : { id, iri }
}

type Placed = Pick<PostHead, 'folder' | 'slug' | 'published'>

/** What may stand in the template of an address. */
const VARIABLES = new Map<string, (post: Placed, site: Site) => string>([
  [':slug', ({ slug }) => encodeURIComponent(slug)],
  [':folder', ({ folder }) => encodePath(folder)],
  [':year', ({ published }, { timeZone }) => calendar(published, timeZone).year],
  [':month', ({ published }, { timeZone }) => calendar(published, timeZone).month],
  [':day', ({ published }, { timeZone }) => calendar(published, timeZone).day],
])

/** Fills in the template of a site: a path of this service or an address of the publisher's own site. */
export function addressing(site: Site): (post: Placed) => string {
  const parts = site.links
    .split(/(:slug|:folder|:year|:month|:day)/)
    .map((part) => VARIABLES.get(part) ?? (() => part))
  const start = isHere(site) ? site.url : ''
  return (post) => {
    let url = start
    for (const part of parts) url += part(post, site)
    return url.replace(/([^:/])\/{2,}/g, '$1/')
  }
}

export function mediaAddress(path: string, site: Site): string {
  return site.url + MEDIA_BASE + encodePath(path)
}

type IdentifiedPost = Pick<Addressed, 'post' | 'identity'>

/** By publication; of two at once, in the order of their ids. */
export function oldestFirst(a: IdentifiedPost, b: IdentifiedPost): number {
  return a.post.published - b.post.published || (a.identity.id < b.identity.id ? -1 : 1)
}

function takenAddress(
  { path }: PostHead,
  wanted: string,
  owner: string | undefined,
  url: string | undefined,
): Problem {
  return {
    severity: url === undefined ? 'error' : 'warning',
    path,
    what:
      owner === undefined
        ? `The post asks for ${wanted}, which is an address of the site itself.`
        : `The post has the same address as "${owner}", which is older and keeps it.`,
    why: url === undefined ? 'This one is not published.' : `This one is at ${url} instead.`,
    fix: 'Give it a name of its own with "slug: …".',
  }
}
