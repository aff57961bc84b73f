/** An imported post as a file of the posts folder. */

import { slugify, slugifyFileName } from '../base/slug.ts'
import { decoded } from '../base/text.ts'
import type { Hash } from '../model.ts'
import type { ImportedPost } from './imported-post.ts'

/** The path of its file. `other` is for where the first one is another post's: no third post can have it. */
export function fileNames(post: ImportedPost, hash: Hash): Readonly<Record<'first' | 'other', string>> {
  const [day = '', time = ''] = (post.date ?? '').split('T')
  const own = hash(post.id).slice(0, 8)
  const name =
    slugifyFileName(slugOf(post)) || slugify(post.title) || time.slice(0, 5).replace(':', '') || own
  const first = post.isPage || day === '' ? name : `${day}-${name}`
  return { first: `${first}.md`, other: `${first}-${own}.md` }
}

/** @param body Markdown @param places paths that take the place of addresses of media */
export function postText(post: ImportedPost, body: string, places: ReadonlyMap<string, string>): string {
  const { title, date, updated, tags, authors, description, image, enclosures, held } = post
  const slug = slugOf(post)
  const fields: readonly (readonly [key: string, value: unknown])[] = [
    ['title', title],
    ['date', date],
    ['updated', updated],
    ['id', isPermanentId(post.id) ? post.id : ''],
    ['slug', slug],
    ['permalink', permalinkOf(post)],
    ['link', linkOf(post)],
    ['tags', tags],
    ['authors', authors],
    ['description', description],
    ['image', image && (places.get(image) ?? image)],
    ['enclosures', enclosures.map((one) => ({ ...one, url: places.get(one.url) ?? one.url }))],
    ...(post.isPage ? [['feed', false] as const] : []),
    ...(held === undefined ? [] : [['draft', true] as const, held]),
  ]
  const lines = fields
    .filter(([, value]) => !isEmpty(value))
    .map(([key, value]) => `${key}: ${written(value)}`)
  return `---\n${lines.join('\n')}\n---\n\n${body.trim()}\n`
}

/** The front matter takes no number for an id, and none with spaces: these stand in the ledger alone. */
export function isPermanentId(id: string): boolean {
  return /^\S+$/.test(id) && !/^\d+$/.test(id)
}

/** The path of the old address on its own site; undefined where a page cannot be at it: `/?p=12`, another site. */
export function permalinkOf({ address, site }: ImportedPost): string | undefined {
  const url = URL.parse(address ?? '')
  const root = URL.parse(site ?? '')
  if (url === null || root === null || hostOf(url) !== hostOf(root) || url.search !== '') return undefined
  const base = root.pathname.replace(/\/[^/]*$/, '/')
  const path = url.pathname.startsWith(base) ? url.pathname.slice(base.length - 1) : url.pathname
  return path === '/' ? undefined : path
}

/** The address of an entry that links to another site. */
export function linkOf({ address, site }: ImportedPost): string | undefined {
  const [url, root] = [URL.parse(address ?? ''), URL.parse(site ?? '')]
  const isElsewhere =
    url !== null && root !== null && /^https?:$/.test(url.protocol) && hostOf(url) !== hostOf(root)
  return isElsewhere ? url.href : undefined
}

function slugOf(post: ImportedPost): string {
  if (post.slug !== '') return post.slug
  const [part = ''] = /[^/]+(?=\/?$)/.exec(permalinkOf(post) ?? '') ?? []
  return decoded(part.replace(/\.(?:html?|php|aspx?)$/i, ''))
}

function hostOf({ host }: URL): string {
  return host.replace(/^www\./, '')
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

/** YAML 1.2 reads JSON; dates are plainer without quotation marks. */
function written(value: unknown): string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? value : JSON.stringify(value)
}
