/**
 * RSS 2.0 as the RSS Advisory Board's best practices profile wants it.
 * https://www.rssboard.org/rss-profile
 */

import { rfc822, rfc3339 } from '../dates.ts'
import type { Enclosure, Entry, FeedHead, Format, Frame, Image, Instant, Site } from '../model.ts'
import { assembler, Holes } from './assemble.ts'
import { formatLinks, GENERATOR, STAMP, toFrame } from './frame.ts'
import { cut, element, escapeHtmlOnce, escapeMarkup, escapeXml, tidy } from './xml.ts'

const DOCS = 'https://www.rssboard.org/rss-specification'

type Prefix = 'atom' | 'content' | 'dc' | 'media'

/** `feed` declares `content`, `dc` and `atom` by rules of its own; so all are declared here. */
const NAMESPACES: Readonly<Record<Prefix, string>> = {
  atom: 'http://www.w3.org/2005/Atom',
  content: 'http://purl.org/rss/1.0/modules/content/',
  dc: 'http://purl.org/dc/elements/1.1/',
  media: 'http://search.yahoo.com/mrss/',
}

export const rss: Format = {
  name: 'rss',
  file: 'rss.xml',
  type: 'application/rss+xml',
  separator: '\n',
  entry: writeItem,
  frame: writeChannel,
}

const assembleItem = assembler((feed, { elements = '' }) =>
  cut(tidy(feed.rss2()), '<item>', '</item>').replace('</item>', `${elements}</item>`),
)

const assembleChannel = assembler((feed, { attributes = '', elements = '' }) =>
  tidy(feed.rss2())
    .replace(/<rss[^>]*>/, `<rss version="2.0"${attributes}>`)
    .replace(/<lastBuildDate>(.*?)<\/lastBuildDate>/, '$1')
    .replace('</channel>', `${elements}\n</channel>`),
)

function writeItem(entry: Entry, _site: Site): string {
  const holes = new Holes(escapeXml)
  const item = {
    title: entry.title === undefined ? '' : holes.text(entry.title),
    link: holes.text(entry.url),
    guid: holes.text(entry.id),
    date: holes.date(rfc822(entry.published)),
    ...(entry.summary === '' ? {} : { description: holes.text(escapeMarkup(entry.summary)) }),
    ...(entry.content === 'summary' ? {} : { content: holes.raw(escapeHtmlOnce(entry.html)) }),
    category: entry.tags.map((tag) => ({ name: holes.text(tag) })),
  }
  return assembleItem(
    { options: { title: '', link: 'urn:channel:' }, item, elements: itemElements(entry, holes) },
    holes,
  )
}

/** What `feed` has no words for: creators, enclosures with their true type and length, media, the update. */
function itemElements(entry: Entry, holes: Holes): string {
  return [
    ...entry.authors.map((author) => element('dc:creator', {}, holes.text(author.name))),
    ...entry.enclosures.map((enclosure) => enclosureElement(enclosure, holes)),
    ...(entry.image === undefined ? [] : mediaElements(entry.image, holes)),
    ...(entry.updated > entry.published
      ? [element('atom:updated', {}, holes.raw(rfc3339(entry.updated)))]
      : []),
  ].join('\n')
}

function enclosureElement({ url, length, type }: Enclosure, holes: Holes): string {
  return element('enclosure', { url: holes.text(url), length: holes.text(length), type: holes.text(type) })
}

/** https://www.rssboard.org/media-rss */
function mediaElements({ url, alt }: Image, holes: Holes): string[] {
  const description = alt === undefined ? '' : element('media:description', {}, holes.text(alt))
  const attributes = { url: holes.text(url), medium: 'image' }
  return [
    element('media:content', attributes, description),
    element('media:thumbnail', { url: holes.text(url) }),
  ]
}

function writeChannel(head: FeedHead, site: Site, entries: readonly Entry[]): Frame {
  const holes = new Holes(escapeXml)
  const options = {
    title: holes.text(head.title),
    link: holes.text(head.home),
    description: holes.text(head.description || head.title),
    language: holes.text(head.language),
    updated: holes.date(STAMP),
    generator: holes.text(GENERATOR),
    docs: DOCS,
    ttl: Math.round(site.http.maxAge / 60),
    ...(site.copyright === undefined ? {} : { copyright: holes.text(site.copyright) }),
    ...(site.image === undefined ? {} : { image: holes.text(site.image) }),
  }
  const elements = channelElements(head, site, holes)
  const document = assembleChannel({ options, attributes: declarations(entries), elements }, holes)
  return toFrame(document, '</channel>', stamp)
}

/** RSS needs no date where there is nothing to date. */
function stamp(updated: Instant | undefined): string {
  return updated === undefined ? '' : element('lastBuildDate', {}, rfc822(updated))
}

function channelElements(head: FeedHead, site: Site, holes: Holes): string {
  const editor = site.author.find((author) => author.email !== undefined)
  return [
    ...formatLinks('rss', head, site, holes).map((link) => element('atom:link', link)),
    ...(editor === undefined
      ? []
      : [element('managingEditor', {}, `${holes.text(editor.email ?? '')} (${holes.text(editor.name)})`)]),
  ].join('\n')
}

/** Namespace declarations for the elements that the entries use; `atom:link` is always there. */
function declarations(entries: readonly Entry[]): string {
  const used: Readonly<Record<Prefix, boolean>> = {
    atom: true,
    content: entries.some((entry) => entry.content === 'full'),
    dc: entries.some((entry) => entry.authors.length > 0),
    media: entries.some((entry) => entry.image !== undefined),
  }
  const prefixes: readonly Prefix[] = ['atom', 'content', 'dc', 'media']
  return prefixes
    .filter((prefix) => used[prefix])
    .map((prefix) => ` xmlns:${prefix}="${NAMESPACES[prefix]}"`)
    .join('')
}
