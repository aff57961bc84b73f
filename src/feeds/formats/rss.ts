/**
 * RSS 2.0 as the RSS Advisory Board's best practices profile wants it.
 * https://www.rssboard.org/rss-profile
 */

import { rfc822, rfc3339 } from '../../base/dates.ts'
import { defined } from '../../base/defined.ts'
import { DOCUMENTS } from '../../base/paths.ts'
import type { Enclosure, Entry, FeedHead, Format, Frame, Site } from '../../model.ts'
import { assembler, Holes, optional } from './assemble.ts'
import {
  archiveLinks,
  archiveMark,
  blogrollElement,
  fileElement,
  formatLinks,
  GENERATOR,
  imageElements,
  isMain,
  STAMP,
  textElement,
  toFrame,
} from './frame.ts'
import { episodeElements, showElements } from './podcast.ts'
import { cut, element, escapeHtml, escapeMarkup, escapeText, lines, tidy } from './xml.ts'

const DOCS = 'https://www.rssboard.org/rss-specification'

export const rss: Format = {
  name: 'rss',
  ...DOCUMENTS.rss,
  separator: '\n',
  entry: writeItem,
  frame: writeChannel,
}

const assembleItem = assembler((feed, { elements = '' }) =>
  cut(tidy(feed.rss2()), '<item>', '</item>').replace('</item>', `${elements}</item>`),
)

const assembleChannel = assembler((feed, { elements = '' }) =>
  tidy(feed.rss2())
    .replace(/<rss[^>]*>/, `<rss version="2.0"${STAMP}>`)
    .replace(/<lastBuildDate>(.*?)<\/lastBuildDate>\n/, '$1')
    .replace('</channel>', `${elements}</channel>`),
)

function writeItem(entry: Entry, site: Site): string {
  const holes = new Holes(escapeText)
  const item = defined({
    title: optional(entry.title, holes) ?? '',
    link: holes.text(entry.url),
    guid: holes.text(entry.id),
    date: holes.date(rfc822(entry.published)),
    // HTML by custom; and it is always there, for the profile wants one before each content:encoded
    description: holes.text(escapeMarkup(entry.summary)),
    content: entry.content === 'summary' ? undefined : holes.raw(escapeHtml(entry.html)),
    category: entry.tags.map((tag) => ({ name: holes.text(tag) })),
  })
  return assembleItem(
    { options: { title: '', link: 'urn:channel:' }, item, elements: itemElements(entry, site, holes) },
    holes,
  )
}

/** Elements that `feed` cannot write: creators, language, enclosures with their true type and length, the update. */
function itemElements(entry: Entry, site: Site, holes: Holes): string {
  // The profile: readers disagree on what a second enclosure means. Media RSS is clear about it.
  const [enclosure, ...files] = entry.enclosures
  const { comments = '' } = entry
  return lines([
    ...entry.authors.map((author) => element('dc:creator', {}, holes.text(author.name))),
    ...textElement('dc:language', entry.language, holes),
    ...(enclosure === undefined ? [] : [enclosureElement(enclosure, holes)]),
    ...files.map((file) => fileElement(file, holes)),
    ...imageElements(entry, holes),
    ...(entry.updated > entry.published
      ? [element('atom:updated', {}, holes.raw(rfc3339(entry.updated)))]
      : []),
    ...episodeElements(entry, site, holes),
    // "URL of a page for comments": an address of mail is none
    ...(/^https?:/i.test(comments) ? [element('comments', {}, holes.text(comments))] : []),
    ...textElement('creativeCommons:license', entry.license?.url, holes),
    // for systems that show Markdown by themselves
    ...textElement('source:markdown', entry.markdown, holes),
  ])
}

function enclosureElement({ url, length, type }: Enclosure, holes: Holes): string {
  return element('enclosure', { url: holes.text(url), length: holes.text(length), type: holes.text(type) })
}

function writeChannel(head: FeedHead, site: Site): Frame {
  const holes = new Holes(escapeText)
  const options = defined({
    title: holes.text(head.title),
    link: holes.text(head.home),
    description: holes.text(head.description || head.title),
    language: holes.text(head.language),
    updated: holes.date(STAMP),
    generator: holes.text(GENERATOR),
    docs: DOCS,
    ttl: Math.round(site.http.maxAge / 60),
    copyright: optional(site.copyright, holes),
    image: isChannelImage(site.image) ? optional(site.image, holes) : undefined,
  })
  const document = assembleChannel({ options, elements: channelElements(head, site, holes) }, holes)
  return toFrame(document, '</channel>', (between, state, namespaces) => {
    const date = state.updated === undefined ? [] : [element('lastBuildDate', {}, rfc822(state.updated))]
    const links = archiveLinks('rss', 'atom:link', state)
    // RSS needs no date where there is nothing to date
    return namespaces + between + lines([...date, ...links])
  })
}

/** RSS 2.0: "the URL of a GIF, JPEG or PNG image". An address without an ending may be one. */
function isChannelImage(image: string | undefined): boolean {
  const ending = /\.(\w+)$/.exec(image ?? '')?.[1]?.toLowerCase() ?? 'png'
  return ['gif', 'jpg', 'jpeg', 'png'].includes(ending)
}

function channelElements(head: FeedHead, site: Site, holes: Holes): string {
  const editor = site.author.find((author) => author.email !== undefined)
  return lines([
    ...archiveMark('rss', 'atom:link', head, holes),
    // SimplePie takes the first alternate for the site's page
    element('atom:link', { rel: 'alternate', type: 'text/html', href: holes.text(head.home) }),
    ...formatLinks('rss', head, site, holes).map((link) => element('atom:link', link)),
    ...(editor === undefined
      ? []
      : [element('managingEditor', {}, `${holes.text(editor.email ?? '')} (${holes.text(editor.name)})`)]),
    ...showElements(site, isMain(head, site), holes),
    ...textElement('creativeCommons:license', site.license?.url, holes),
    ...blogrollElement(head, site, holes),
  ])
}
