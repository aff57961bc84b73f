/** JSON Feed 1.1. https://www.jsonfeed.org/version/1.1/ */
import type { Extension, Feed } from 'feed'
import { formatInstant } from '../../base/dates.ts'
import { defined } from '../../base/defined.ts'
import { DOCUMENTS } from '../../base/paths.ts'
import type { Author, Enclosure, Entry, FeedHead, Format, Frame, Site } from '../../model.ts'
import { assembler, Holes, optional } from './assemble.ts'
import { STAMP, toFrame } from './frame.ts'

const VERSION = 'https://jsonfeed.org/version/1.1'

export const json: Format = {
  name: 'json',
  ...DOCUMENTS.json,
  separator: ',\n',
  entry: writeItem,
  frame: writeFeed,
}

const assembleItem = assembler((feed) => openHoles(compact(feed, (document) => document.items[0])))

/** The stamp is the whole member `next_url`, with its comma, or nothing. */
const assembleFeed = assembler((feed) =>
  openHoles(compact(feed, (document) => document)).replace(/"next_url":(urn:hole:\d+:),/, '$1'),
)

interface FeedJson {
  readonly items: readonly unknown[]
}

/** `feed` prints for people; and an extension of one name is `feed`'s way to override an element. */
function compact(feed: Feed, pick: (document: FeedJson) => unknown): string {
  const document: FeedJson = JSON.parse(feed.json1())
  return JSON.stringify(pick(document))
}

/** Texts bring their own quotation marks, numbers have none. */
function openHoles(skeleton: string): string {
  return skeleton.replace(/"(urn:hole:\d+:)"/g, '$1')
}

function writeItem(entry: Entry, site: Site): string {
  const holes = new Holes(JSON.stringify)
  const item = {
    id: holes.text(entry.id),
    link: holes.text(entry.url),
    title: entry.title === undefined ? '' : holes.text(entry.title),
    date: holes.date(JSON.stringify(formatInstant(entry.updated, site.timeZone))),
    published: holes.date(JSON.stringify(formatInstant(entry.published, site.timeZone))),
    extensions: extensions({
      content_html: entry.content === 'summary' ? undefined : holes.text(entry.html),
      // every item needs one of the two contents
      content_text: entry.content === 'summary' ? holes.text(entry.summary) : undefined,
      summary: optional(entry.summary, holes),
      external_url: optional(entry.externalUrl, holes),
      image: optional(entry.image?.url, holes),
      // "wouldn't otherwise appear in the content_html": a reader may show it above the text
      banner_image: isInText(entry) ? undefined : optional(entry.image?.url, holes),
      language: optional(entry.language, holes),
      authors: listed(entry.authors, (author) => person(author, holes)),
      tags: listed(entry.tags, (tag) => holes.text(tag)),
      attachments: listed(entry.enclosures, (enclosure) => attachment(enclosure, holes)),
      _dropfeed: own(entry, holes),
    }),
  }
  return assembleItem({ options: { title: '' }, item }, holes)
}

/** "Custom objects": what the format has no member for. */
function own(
  { comments, license, markdown }: Pick<Entry, 'comments' | 'license' | 'markdown'>,
  holes: Holes,
) {
  if (comments === undefined && license === undefined && markdown === undefined) return undefined
  return {
    comments: optional(comments, holes),
    license: license && { name: holes.text(license.name), url: optional(license.url, holes) },
    markdown: optional(markdown, holes),
  }
}

function isInText({ image, html, content }: Entry): boolean {
  return content === 'full' && image !== undefined && html.includes(image.url.replaceAll('&', '&amp;'))
}

function writeFeed(head: FeedHead, site: Site): Frame {
  const holes = new Holes(JSON.stringify)
  const layout = {
    options: defined({
      title: holes.text(head.title),
      link: holes.text(head.home),
      feedLinks: { json: holes.text(head.self.json) },
      description: optional(head.description, holes),
    }),
    extensions: extensions({
      version: VERSION,
      language: holes.text(head.language),
      icon: optional(site.image, holes),
      favicon: optional(site.icon, holes),
      authors: listed(site.author, (author) => person(author, holes)),
      // "whether or not it will ever update again": readers may stop asking
      expired: site.expired || undefined,
      next_url: holes.raw(STAMP),
      hubs: listed(site.hubs, (hub) => ({ type: 'WebSub', url: holes.text(hub) })),
      _dropfeed: site.license && own({ license: site.license }, holes),
    }),
  }
  return toFrame(assembleFeed(layout, holes), ']}', (between, { older }) => {
    // https://www.jsonfeed.org/version/1.1/#top-level: where the next older items are
    const next = older === undefined ? '' : `"next_url":${JSON.stringify(older.json)},`
    return next + between
  })
}

/** Elements that `feed` does not know or writes as JSON Feed 1.0 had them. */
function extensions(elements: Record<string, unknown>): Extension[] {
  return (
    Object.entries(elements)
      .filter(([, value]) => value !== undefined)
      // `feed` types an extension as a table, though it writes any value
      .map(([name, value]) => ({ name, objects: value as Extension['objects'] }))
  )
}

function listed<T>(values: readonly T[], write: (value: T) => unknown): unknown[] | undefined {
  return values.length === 0 ? undefined : values.map(write)
}

function person({ name, url, avatar }: Author, holes: Holes) {
  return { name: holes.text(name), url: optional(url, holes), avatar: optional(avatar, holes) }
}

function attachment({ url, type, length, duration, title }: Enclosure, holes: Holes) {
  return {
    url: holes.text(url),
    mime_type: holes.text(type),
    title: optional(title, holes),
    size_in_bytes: length === 0 ? undefined : holes.text(length),
    duration_in_seconds: optional(duration, holes),
  }
}
