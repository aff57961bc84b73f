/** Where posts and media live: the path or web address of each. */
import { calendar } from './dates.ts'
import { folderSlugs } from './folders.ts'
import type { Hash, Identity, PostHead, Problem, Site } from './model.ts'
import { MEDIA_BASE } from './paths.ts'

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

/**
 * Gives each post that has an id its own address. Of two posts that ask for one, the older keeps it and the
 * other gets its date behind the slug; where that is taken as well, the post is left out. Both cases are
 * reported. Of two that are equally old, the one with the smaller id counts as older: neither their texts nor
 * their paths decide. `folders` are the slugs of the folders, by path.
 */
export function assignAddresses<P extends PostHead>(
  posts: readonly P[],
  ids: ReadonlyMap<string, Identity>,
  { site, hash }: Ground,
): { addressed: Addressed<P>[]; folders: ReadonlyMap<string, string>; problems: Problem[] } {
  const owners = new Map<string, P>()
  const problems: Problem[] = []
  const addressed: Addressed<P>[] = []
  const identified = posts.flatMap((post) => {
    const identity = ids.get(post.path)
    return identity === undefined ? [] : { post, identity }
  })
  const inOrder = identified.sort(oldestFirst)
  const paths = new Set(inOrder.map(({ post }) => post.folder))
  const folders = folderSlugs(paths, (name) => hash(name).slice(0, 6))
  for (const { post, identity } of inOrder) {
    const folder = folders.get(post.folder) ?? ''
    const wanted = postAddress({ slug: post.slug, published: post.published, folder }, site)
    const owner = owners.get(wanted)
    const url = owner === undefined ? wanted : postAddress({ ...withDate(post, site), folder }, site)
    if (owner !== undefined) problems.push(sharedAddress(post, owner, url, !owners.has(url)))
    if (owners.has(url)) continue
    owners.set(url, post)
    addressed.push({ post, identity, folder, url })
  }
  return { addressed, folders, problems }
}

/** The template of the site filled in: a path of this service or an address of the publisher's own site. */
export function postAddress(post: Placed, site: Site): string {
  const path = site.links.replace(/:(slug|folder|year|month|day)/g, (_, key: Variable) =>
    filledIn(key, post, site),
  )
  const url = path.startsWith('/') ? site.url + path : path
  return url.replace(/([^:/])\/{2,}/g, '$1/')
}

type Variable = 'slug' | 'folder' | 'year' | 'month' | 'day'

function filledIn(key: Variable, { slug, folder, published }: Placed, site: Site): string {
  if (key === 'slug') return encodeURIComponent(slug)
  if (key === 'folder') return folder.split('/').map(encodeURIComponent).join('/')
  return calendar(published, site.timeZone)[key]
}

export function mediaAddress(path: string, site: Site): string {
  return site.url + MEDIA_BASE + path.split('/').map(encodeURIComponent).join('/')
}

type Placed = Pick<PostHead, 'folder' | 'slug' | 'published'>
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
