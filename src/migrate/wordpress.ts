/** A WordPress export (WXR) as posts. */
import { createReadStream } from 'node:fs'
import { cleanLine, decoded } from '../base/text.ts'
import { textOf } from './foreign-html.ts'
import { dateOf, type Export, type ImportedPost, later, ownCopy, type Skipped } from './imported-post.ts'
import { withoutShortcodes, withParagraphs } from './wordpress-html.ts'
import { fieldOf, readWxr, type WxrElement } from './wxr.ts'

/** Attachments that are remembered: a featured picture is named by a number. */
const MAX_ATTACHMENTS = 200_000

/** The namespace that only a WordPress export declares. */
const SIGN = /xmlns:wp\s*=\s*["']https?:\/\/wordpress\.org\/export\//

export function isWxr(start: string): boolean {
  return SIGN.test(start)
}

/** What posts refer to, which may come after them in the export. */
interface Context {
  site: string | undefined
  readonly attachments: Map<string, string>
  /** Display names by login. */
  readonly authors: Map<string, string>
}

/**
 * Reads the file twice: first whether it is well-formed, and what its posts refer to.
 * @throws {ImportError} before the first post
 */
export async function openWxr(path: string): Promise<Export> {
  const context: Context = { site: undefined, attachments: new Map(), authors: new Map() }
  for await (const element of readWxr(streamOf(path), path)) note(element, context)
  return { kind: 'WordPress export', site: context.site, items: itemsOf(path, context) }
}

function note(element: WxrElement, context: Context): void {
  const get = (name: string) => ownCopy(fieldOf(element, name))
  if (element.name === 'item' && context.attachments.size < MAX_ATTACHMENTS) {
    const address = get('wp:attachment_url')
    if (address !== '') context.attachments.set(get('wp:post_id'), address)
  } else if (element.name === 'wp:author')
    context.authors.set(get('wp:author_login'), get('wp:author_display_name'))
  else if (element.name === 'wp:base_blog_url') context.site = ownCopy(element.text.trim()) || context.site
  else if (element.name === 'link') context.site ??= ownCopy(element.text.trim()) || undefined
}

async function* itemsOf(path: string, context: Context): AsyncGenerator<ImportedPost | Skipped> {
  for await (const element of readWxr(streamOf(path), path))
    if (element.name === 'item') yield toPost(element, context)
}

function streamOf(path: string): AsyncIterable<string> {
  return createReadStream(path, { encoding: 'utf8' })
}

const OF_PEOPLE = new Set(['post', 'page'])
/** Statuses of items that are not the publisher's posts any more. */
const NEVER_SHOWN = new Set(['trash', 'auto-draft', 'inherit', 'request-pending'])

function toPost(item: WxrElement, { site, attachments, authors }: Context): ImportedPost | Skipped {
  const get = (name: string) => fieldOf(item, name)
  const type = get('wp:post_type') || 'post'
  const status = get('wp:status')
  if (!OF_PEOPLE.has(type)) return { skipped: type }
  if (NEVER_SHOWN.has(status)) return { skipped: status }
  const source = get('content:encoded')
  const { html, leftovers, isRestricted } = withoutShortcodes(source, attachments)
  const address = get('link')
  const image = attachments.get(metaOf(item, '_thumbnail_id')[0] ?? '')
  return {
    id: get('guid') || address,
    title: cleanLine(textOf(get('title')) ?? get('title')),
    slug: decoded(get('wp:post_name')),
    address,
    site,
    ...datesOf(get),
    tags: tagsOf(item),
    authors: [authors.get(get('dc:creator')) || get('dc:creator')].filter(Boolean),
    description: cleanLine(textOf(get('excerpt:encoded')) ?? ''),
    image,
    enclosures: enclosuresOf(item),
    // a post of the block editor says where its paragraphs are
    html: source.includes('<!-- wp:') ? html : withParagraphs(html),
    base: address || site,
    held: heldBy(status, get('wp:post_password'), isRestricted),
    isPage: type === 'page',
    leftovers,
  }
}

/** Everything but a plain yes holds the post back. `future` is a post that appears at its date, here too. */
function heldBy(status: string, password: string, isRestricted: boolean): ImportedPost['held'] {
  if (password !== '') return ['status', 'password']
  if (status !== 'publish' && status !== 'future') return ['status', status || 'draft']
  return isRestricted ? ['status', 'restricted'] : undefined
}

/** Drafts have zeros for a date. */
function datesOf(get: (name: string) => string): Pick<ImportedPost, 'date' | 'updated'> {
  const date = dateOf(get('wp:post_date_gmt')) ?? dateOf(get('pubDate'))
  const changed = dateOf(get('wp:post_modified_gmt'))
  return { date, updated: later(changed, date) }
}

function tagsOf({ children }: WxrElement): string[] {
  const names = children.filter(
    ({ name, domain }) => name === 'category' && ['category', 'post_tag', ''].includes(domain),
  )
  const plain = names.map(({ text }) => cleanLine(textOf(text) ?? text))
  return [...new Set(plain)].filter((name) => name !== '' && name !== 'Uncategorized')
}

/** The values that WordPress or a plugin notes under a key. */
function metaOf({ children }: WxrElement, key: string): string[] {
  return children
    .filter((child) => child.name === 'wp:postmeta' && fieldOf(child, 'wp:meta_key') === key)
    .map((child) => fieldOf(child, 'wp:meta_value'))
}

/** WordPress notes each sound and film of a post: address, bytes and type on a line each. */
function enclosuresOf(item: WxrElement): ImportedPost['enclosures'] {
  return metaOf(item, 'enclosure').flatMap((value) => {
    const [url = '', length = '', type = ''] = value.split('\n').map((line) => line.trim())
    if (!URL.canParse(url) || !/^(?:audio|video)\//.test(type)) return []
    return [{ url, type, length: Number(length) || 0 }]
  })
}
