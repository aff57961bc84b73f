/** Atom 1.0 (RFC 4287). */
import { rfc3339 } from '../../base/dates.ts'
import { defined } from '../../base/defined.ts'
import { DOCUMENTS } from '../../base/paths.ts'
import { shorten } from '../../base/text.ts'
import type {
  Author,
  Enclosure,
  Entry,
  FeedHead,
  Format,
  Frame,
  Instant,
  License,
  Site,
} from '../../model.ts'
import { assembler, Holes, optional } from './assemble.ts'
import {
  archiveLinks,
  archiveMark,
  blogrollElement,
  formatLinks,
  GENERATOR,
  imageElements,
  STAMP,
  textElement,
  toFrame,
} from './frame.ts'
import { cut, element, escapeHtml, escapeMarkup, escapeText, lines, plainOrHtml, tidy } from './xml.ts'

/** Section 4.2.15 wants a date even of a feed that never had an entry: the month of RFC 4287. */
const NEVER: Instant = Date.UTC(2005, 11, 1)

/** Longest title that is made of a text, in characters. */
const MAX_STAND_IN = 80

/** Every feed names them. */
const MAX_CONTRIBUTORS = 100

export const atom: Format = {
  name: 'atom',
  ...DOCUMENTS.atom,
  separator: '\n',
  entry: writeEntry,
  frame: writeFeed,
}

/**
 * `feed` calls every text HTML, whatever it is, and gives its links no type; ours lead to a page. The link to the
 * post is the last one: feed2imap takes the last for the post's address.
 */
const assembleEntry = assembler((feed, { attributes = '', elements = '', types = [] }) => {
  const entry = cut(tidy(feed.atom1()), '<entry>', '</entry>')
  const [link = '', rest = ''] = /<link( href="[^"]*"\/>\n)/.exec(entry) ?? []
  return entry
    .replace(link, '')
    .replace('<entry>', `<entry${attributes}>`)
    .replace('<title type="html">', `<title${types[0]}>`)
    .replace('</entry>', `${elements}<link rel="alternate" type="text/html"${rest}</entry>`)
})

const assembleFeed = assembler((feed, { attributes = '', elements = '', types = [] }) =>
  tidy(feed.atom1())
    .replace('<feed ', `<feed${STAMP}${attributes} `)
    .replace('<title>', `<title${types[0]}>`)
    .replace('<subtitle>', `<subtitle${types[1]}>`)
    .replace('<rights>', `<rights${types[2]}>`)
    .replace('<link rel="alternate" href', '<link rel="alternate" type="text/html" href')
    .replace(/<updated>(.*?)<\/updated>\n/, '$1')
    .replace('</feed>', `${elements}</feed>`),
)

function writeEntry(entry: Entry, site: Site): string {
  const holes = new Holes(escapeText)
  const name = entry.title ?? standIn(entry)
  const title = plainOrHtml(name)
  // Section 4.1.1.1: an entry needs a text of its own, so one without any says its title again
  const needsSummary = entry.summary === '' && entry.content === 'summary'
  // rss2email shows a summary of type text instead of the content
  const summary = escapeMarkup(needsSummary ? name : entry.summary)
  const item = defined({
    title: holes.text(title.text),
    id: holes.text(entry.iri ?? entry.id),
    link: holes.text(entry.url),
    date: holes.date(rfc3339(entry.updated)),
    published: holes.date(rfc3339(entry.published)),
    description: optional(summary, holes),
    content: entry.content === 'summary' ? undefined : holes.raw(escapeHtml(entry.html)),
    author: entry.authors.map((author) => person(author, holes)),
    category: entry.tags.map((tag) => ({ term: holes.text(tag), name: holes.text(tag) })),
  })
  const layout = {
    options: { title: '', id: '' },
    item,
    attributes: language(entry.language === site.language ? undefined : entry.language, holes),
    types: [holes.raw(title.type)],
    elements: lines([
      ...entryLinks(entry, holes),
      ...imageElements(entry, holes),
      ...rightsElement(entry.license, holes),
      ...textElement('source:markdown', entry.markdown, holes),
    ]),
  }
  return assembleEntry(layout, holes)
}

/** Section 4.1.2 requires a title, and validators one that is not empty. */
function standIn({ summary, published }: Entry): string {
  return summary === '' ? rfc3339(published).slice(0, 10) : shorten(summary, MAX_STAND_IN)
}

function person({ name, email, url }: Author, holes: Holes) {
  return defined({ name: holes.text(name), email: optional(email, holes), link: optional(url, holes) })
}

/** Section 2: the language of an element and all within it. */
function language(tag: string | undefined, holes: Holes): string {
  return tag === undefined ? '' : ` xml:lang="${holes.text(tag)}"`
}

function entryLinks(entry: Entry, holes: Holes): string[] {
  const { externalUrl, enclosures, license, comments } = entry
  return [
    ...(externalUrl === undefined ? [] : [{ rel: 'related', href: holes.text(externalUrl) }]),
    ...enclosures.map((enclosure) => enclosureLink(enclosure, holes)),
    ...licenseLink(license, holes),
    // RFC 4685, section 4
    ...(comments === undefined ? [] : [{ rel: 'replies', href: holes.text(comments) }]),
  ].map((attributes) => element('link', attributes))
}

/** RFC 4946, section 2. */
function licenseLink(license: License | undefined, holes: Holes): Record<string, string>[] {
  return license?.url === undefined ? [] : [{ rel: 'license', href: holes.text(license.url) }]
}

/** Section 4.2.10. */
function rightsElement(license: License | undefined, holes: Holes): string[] {
  if (license === undefined) return []
  const { type, text } = plainOrHtml(license.name)
  return [`<rights${holes.raw(type)}>${holes.text(text)}</rights>`]
}

/**
 * Section 4.2.7.6: `length` is a hint, and is left out where nobody knows it. A title that looks like HTML is left
 * out, too: an attribute cannot say that it is none.
 */
function enclosureLink(
  { url, type, length, title }: Enclosure,
  holes: Holes,
): Record<string, string | undefined> {
  return {
    rel: 'enclosure',
    type: holes.text(type),
    length: length === 0 ? undefined : holes.text(length),
    title: title === undefined || plainOrHtml(title).type !== '' ? undefined : holes.text(title),
    href: holes.text(url),
  }
}

function writeFeed(head: FeedHead, site: Site): Frame {
  const holes = new Holes(escapeText)
  // Section 4.1.1: without an author of the feed every entry would need one
  const [author = { name: site.title }, ...authors] = site.author
  const title = plainOrHtml(head.title)
  const subtitle = plainOrHtml(head.description)
  const rights = plainOrHtml(site.copyright ?? site.license?.name ?? '')
  const layout = {
    options: defined({
      id: holes.text(head.id),
      title: holes.text(title.text),
      link: holes.text(head.home),
      updated: holes.date(STAMP),
      generator: holes.text(GENERATOR),
      author: person(author, holes),
      description: optional(subtitle.text, holes),
      image: optional(site.image, holes),
      favicon: optional(site.icon, holes),
      copyright: optional(rights.text, holes),
    }),
    contributors: contributors(site).map((contributor) => person(contributor, holes)),
    attributes: language(head.language, holes),
    types: [title, subtitle, rights].map(({ type }) => holes.raw(type)),
    elements: lines([
      ...archiveMark('atom', 'link', head, holes),
      ...authors.map((author) => personElement('author', author, holes)),
      ...[...formatLinks('atom', head, site, holes), ...licenseLink(site.license, holes)].map((link) =>
        element('link', link),
      ),
      ...blogrollElement(head, site, holes),
    ]),
  }
  return toFrame(assembleFeed(layout, holes), '</feed>', (between, state, namespaces) => {
    const date = element('updated', {}, rfc3339(state.updated ?? NEVER))
    return namespaces + between + lines([date, ...archiveLinks('atom', 'link', state)])
  })
}

/** The site's people who are not its authors; without email addresses, which their own posts carry. */
function contributors(site: Site): Author[] {
  const authors = new Set(site.author.map(({ name }) => name))
  return Object.values(site.authors)
    .filter(({ name }) => !authors.has(name))
    .slice(0, MAX_CONTRIBUTORS)
    .map(({ name, url }) => (url === undefined ? { name } : { name, url }))
}

function personElement(role: string, author: Author, holes: Holes): string {
  const { name, email, link } = person(author, holes)
  const parts = { name, email, uri: link }
  const elements = Object.entries(parts).flatMap(([part, text]) =>
    text === undefined ? [] : element(part, {}, text),
  )
  return element(role, {}, elements.join(''))
}
