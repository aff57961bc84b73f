/** A WordPress export (WXR) as posts. */
import { createReadStream } from 'node:fs'
import type { Root } from 'hast'
import { cleanLine, decoded } from '../base/text.ts'
import { addParagraphs } from './classic-paragraphs.ts'
import { textOf } from './foreign-html.ts'
import type { Export, ImportedPost, Skipped } from './imported-post.ts'
import { ownCopy } from './own-copy.ts'
import { dateOf, later } from './post-dates.ts'
import { type Attachments, withoutShortcodes } from './shortcodes.ts'
import { readWxr, type WxrHead, type WxrItem } from './wxr.ts'

/** Attachments that are remembered: a featured picture is named by a number. */
const MAX_ATTACHMENTS = 200_000

/** The namespace that only a WordPress export declares. */
const SIGN = /xmlns:wp\s*=\s*["']https?:\/\/wordpress\.org\/export\//

export function isWxr(start: string): boolean {
  return SIGN.test(start)
}

/**
 * Reads the file twice: first whether it is well-formed, and where the attachments are, which may come after the posts
 * that show them.
 * @throws {ImportError} before the first post
 */
export async function openWxr(path: string): Promise<Export> {
  const attachments = new Map<string, string>()
  let site: string | undefined
  for await (const { item, head } of readWxr(streamOf(path), path)) {
    site ??= siteOf(head)
    const address = item.fields.get('wp:attachment_url')
    const id = item.fields.get('wp:post_id')
    if (address !== undefined && id !== undefined && attachments.size < MAX_ATTACHMENTS)
      attachments.set(ownCopy(id), ownCopy(address))
  }
  return { kind: 'WordPress export', site, items: itemsOf(path, attachments) }
}

async function* itemsOf(path: string, attachments: Attachments): AsyncGenerator<ImportedPost | Skipped> {
  for await (const { item, head } of readWxr(streamOf(path), path)) yield toPost(item, head, attachments)
}

function streamOf(path: string): AsyncIterable<string> {
  return createReadStream(path, { encoding: 'utf8' })
}

function siteOf({ fields }: WxrHead): string | undefined {
  return fields.get('wp:base_blog_url') || fields.get('link') || undefined
}

const OF_PEOPLE = new Set(['post', 'page'])
/** Statuses of items that are not the publisher's posts any more. */
const NEVER_SHOWN = new Set(['trash', 'auto-draft', 'inherit', 'request-pending'])

function toPost(item: WxrItem, head: WxrHead, attachments: Attachments): ImportedPost | Skipped {
  const get = (name: string) => item.fields.get(name) ?? ''
  const type = get('wp:post_type') || 'post'
  const status = get('wp:status')
  if (!OF_PEOPLE.has(type)) return { skipped: type }
  if (NEVER_SHOWN.has(status)) return { skipped: status }
  const source = get('content:encoded')
  const { html, leftovers, isRestricted } = withoutShortcodes(source, attachments)
  const address = get('link')
  const image = attachments.get(metaOf(item, '_thumbnail_id'))
  return {
    id: get('guid') || address,
    title: cleanLine(textOf(get('title')) ?? get('title')),
    slug: decoded(get('wp:post_name')),
    address,
    site: siteOf(head),
    ...datesOf(get),
    tags: tagsOf(item),
    authors: [head.authors.get(get('dc:creator')) || get('dc:creator')].filter(Boolean),
    description: cleanLine(textOf(get('excerpt:encoded')) ?? ''),
    image,
    enclosures: enclosuresOf(item),
    html,
    base: address || siteOf(head),
    prepare: prepareFor(source),
    held: heldBy(status, get('wp:post_password'), isRestricted),
    isPage: type === 'page',
    leftovers,
  }
}

/** A post of the block editor says where its paragraphs are. */
function prepareFor(source: string): (tree: Root) => void {
  return source.includes('<!-- wp:') ? () => {} : addParagraphs
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

function tagsOf({ categories }: WxrItem): string[] {
  const names = categories.filter(
    ({ domain }) => domain === 'category' || domain === 'post_tag' || domain === '',
  )
  const plain = names.map(({ name }) => cleanLine(textOf(name) ?? name))
  return [...new Set(plain)].filter((name) => name !== '' && name !== 'Uncategorized')
}

function metaOf({ meta }: WxrItem, key: string): string {
  return meta.find((one) => one.key === key)?.value ?? ''
}

/** WordPress notes each sound and film of a post: address, bytes and type on a line each. */
function enclosuresOf({ meta }: WxrItem): ImportedPost['enclosures'] {
  return meta.flatMap(({ key, value }) => {
    const [url = '', length = '', type = ''] = value.split('\n').map((line) => line.trim())
    if (key !== 'enclosure' || !URL.canParse(url) || !/^(?:audio|video)\//.test(type)) return []
    return [{ url, type, length: Number(length) || 0 }]
  })
}
