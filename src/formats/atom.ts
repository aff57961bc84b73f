/** Atom 1.0 (RFC 4287). */
import { rfc3339 } from '../dates.ts'
import type { Author, Enclosure, Entry, FeedHead, Format, Frame, Instant, Site } from '../model.ts'
import { assembler, Holes } from './assemble.ts'
import { formatLinks, GENERATOR, STAMP, toFrame } from './frame.ts'
import { cut, element, escapeHtmlOnce, escapeXml, tidy } from './xml.ts'

/** Section 4.2.15 wants a date even of a feed that never had an entry. */
const NEVER: Instant = 0

export const atom: Format = {
  name: 'atom',
  file: 'atom.xml',
  type: 'application/atom+xml',
  separator: '\n',
  entry: writeEntry,
  frame: writeFeed,
}

/** `feed` calls every text HTML and its links nothing; ours are plain text, and the link leads to a page. */
const assembleEntry = assembler((feed, { attributes = '', elements = '' }) =>
  cut(tidy(feed.atom1()), '<entry>', '</entry>')
    .replace('<entry>', `<entry${attributes}>`)
    .replace('<title type="html">', '<title>')
    .replace('<summary type="html">', '<summary>')
    .replace('<link href', '<link rel="alternate" type="text/html" href')
    .replace('</entry>', `${elements}</entry>`),
)

const assembleFeed = assembler((feed, { attributes = '', elements = '' }) =>
  tidy(feed.atom1())
    .replace('<feed ', `<feed${attributes} `)
    .replace('<link rel="alternate" href', '<link rel="alternate" type="text/html" href')
    .replace(/<updated>(.*?)<\/updated>/, '$1')
    .replace('</feed>', `${elements}\n</feed>`),
)

function writeEntry(entry: Entry, site: Site): string {
  const holes = new Holes(escapeXml)
  const item = {
    title: holes.text(entry.title ?? ''),
    id: holes.text(entry.id),
    link: holes.text(entry.url),
    date: holes.date(rfc3339(entry.updated)),
    published: holes.date(rfc3339(entry.published)),
    ...(entry.summary === '' ? {} : { description: holes.text(entry.summary) }),
    ...(entry.content === 'summary' ? {} : { content: holes.raw(escapeHtmlOnce(entry.html)) }),
    author: entry.authors.map((author) => person(author, holes)),
    category: entry.tags.map((tag) => ({ term: holes.text(tag), name: holes.text(tag) })),
  }
  const attributes = language(entry.language === site.language ? undefined : entry.language, holes)
  const elements = entryLinks(entry, holes).join('\n')
  return assembleEntry({ options: { title: '', id: '' }, item, attributes, elements }, holes)
}

function person({ name, email, url }: Author, holes: Holes) {
  return {
    name: holes.text(name),
    ...(email === undefined ? {} : { email: holes.text(email) }),
    ...(url === undefined ? {} : { link: holes.text(url) }),
  }
}

/** Section 2: the language of an element and all within it. */
function language(tag: string | undefined, holes: Holes): string {
  return tag === undefined ? '' : ` xml:lang="${holes.text(tag)}"`
}

function entryLinks(entry: Entry, holes: Holes): string[] {
  const related =
    entry.externalUrl === undefined ? [] : [{ rel: 'related', href: holes.text(entry.externalUrl) }]
  const enclosures = entry.enclosures.map((enclosure) => enclosureLink(enclosure, holes))
  return [...related, ...enclosures].map((attributes) => element('link', attributes))
}

/** Section 4.2.7.6: `length` is a hint, and is left out where nobody knows it. */
function enclosureLink(
  { url, type, length, title }: Enclosure,
  holes: Holes,
): Record<string, string | undefined> {
  return {
    rel: 'enclosure',
    type: holes.text(type),
    length: length === 0 ? undefined : holes.text(length),
    title: title === undefined ? undefined : holes.text(title),
    href: holes.text(url),
  }
}

function writeFeed(head: FeedHead, site: Site): Frame {
  const holes = new Holes(escapeXml)
  const options = {
    id: holes.text(head.id),
    title: holes.text(head.title),
    link: holes.text(head.home),
    updated: holes.date(STAMP),
    generator: holes.text(GENERATOR),
    ...(head.description === '' ? {} : { description: holes.text(head.description) }),
    ...(site.image === undefined ? {} : { image: holes.text(site.image) }),
    ...(site.icon === undefined ? {} : { favicon: holes.text(site.icon) }),
    ...(site.copyright === undefined ? {} : { copyright: holes.text(site.copyright) }),
    // Section 4.1.1: without an author of the feed every entry would need one
    author: person(site.author[0] ?? { name: site.title }, holes),
  }
  const attributes = language(head.language, holes)
  const elements = formatLinks('atom', head, site, holes)
    .map((link) => element('link', link))
    .join('\n')
  return toFrame(assembleFeed({ options, attributes, elements }, holes), '</feed>', stamp)
}

function stamp(updated: Instant | undefined): string {
  return element('updated', {}, rfc3339(updated ?? NEVER))
}
