/** Where posts and media live: the path or web address of each. */
import { calendar } from './dates.ts'
import { folderSlugs } from './folders.ts'
import type { Hash, Identity, PostHead, Problem, Site } from './model.ts'
import { MEDIA_BASE } from './paths.ts'
import { encodePath } from './text.ts'

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

/**
 * Gives each post that has an id its own address. Of two posts that ask for one, the older keeps it and the
 * other gets its date behind the slug; where that is taken as well, the post is left out. Both cases are
 * reported. Of two that are equally old, the one with the smaller id counts as older: neither their texts nor
 * their paths decide.
 */
export function assignAddresses<P extends PostHead>(
  posts: readonly P[],
  ids: ReadonlyMap<string, Identity>,
  { site, hash }: Ground,
): Assigned<P> {
  const owners = new Map<string, Addressed<P>>()
  const problems: Problem[] = []
  const addressOf = addressing(site)
  const inOrder = identified(posts, ids).sort(oldestFirst)
  const paths = new Set(inOrder.map(({ post }) => post.folder))
  const folders = folderSlugs(paths, (name) => hash(name).slice(0, 6))
  for (const { post, identity } of inOrder) {
    const folder = folders.get(post.folder) ?? ''
    const { slug, published } = post
    const wanted = addressOf({ slug, published, folder })
    const owner = owners.get(wanted)?.post
    const url = owner === undefined ? wanted : addressOf({ ...withDate(post, site), folder })
    if (owner !== undefined) problems.push(sharedAddress(post, owner, url, !owners.has(url)))
    if (!owners.has(url)) owners.set(url, { post, identity, folder, url })
  }
  return { owners, folders, problems }
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
  const start = site.links.startsWith('/') ? site.url : ''
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

function withDate(post: PostHead, site: Site): PostHead {
  const { year, month, day } = calendar(post.published, site.timeZone)
  return { ...post, slug: `${post.slug}-${year}-${month}-${day}` }
}

function sharedAddress(post: PostHead, owner: PostHead, url: string, published: boolean): Problem {
  return {
    severity: published ? 'warning' : 'error',
    path: post.path,
    what: `The post has the same address as "${owner.path}", which is older and keeps it.`,
    why: published ? `This one is at ${url} instead.` : 'This one is left out.',
    fix: 'Give it a name of its own with "slug: …".',
  }
}
