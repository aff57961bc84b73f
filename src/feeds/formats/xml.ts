/** Writing XML 1.0 that stays well-formed whatever the texts hold. */

/**
 * The RSS profile's way to say that a text is plain and means its `&` and `<`; validators look for it. `>` for the sake
 * of `]]>` (XML 1.0, section 2.4); a reader would take a bare `\r` for a line end.
 */
const TEXT_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&#x26;',
  '<': '&#x3C;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
}

/** Validators take U+FFFD for the damage that it stands for; in HTML it can be named instead. */
const LOST = '&#xFFFD;'

/**
 * A text as element content or as a double-quoted attribute value (XML 1.0, section 2.4). The text holds
 * only characters that XML allows: see text.ts, which every text has passed.
 */
export function escapeText(value: unknown): string {
  return String(value).replace(/[&<>"\r]/g, (sign) => TEXT_ESCAPES[sign] ?? sign)
}

/** A post's HTML as XML text. Constant replacements are faster than a function call for each character. */
export function escapeHtml(html: string): string {
  return html.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\r/g, '&#13;')
}

/** Plain text as the HTML that shows it. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\uFFFD', LOST)
}

/**
 * A text for an element that may hold plain text or HTML. gPodder, sfeed and others show a title of type HTML as it is
 * written, so a text is plain unless it holds an end tag: then readers and validators take it for HTML whatever
 * the element says, and it is written as the HTML that shows it.
 */
export function plainOrHtml(text: string): { type: string; text: string } {
  return /<\/\w+>/.test(text) ? { type: ' type="html"', text: escapeMarkup(text) } : { type: '', text }
}

/** `<name a="…">text</name>`, or the empty element without a text. Values are tokens or already escaped. */
export function element(name: string, attributes: Record<string, string | undefined>, text?: string): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${value}"`)
    .join('')
  return text === undefined ? `<${name}${written}/>` : `<${name}${written}>${text}</${name}>`
}

/** Each on a line of its own. */
export function lines(elements: readonly string[]): string {
  return elements.map((written) => `${written}\n`).join('')
}

/** Removes xml-js's indentation, and turns CDATA sections into plain text. */
export function tidy(skeleton: string): string {
  return skeleton.replace(/<!\[CDATA\[(.*?)\]\]>/gs, '$1').replace(/>\s+</g, '>\n<')
}

/** The part of a document from `from` up to and including `to`; both occur exactly once in a skeleton. */
export function cut(document: string, from: string, to: string): string {
  const start = document.indexOf(from)
  const end = document.lastIndexOf(to)
  if (start === -1 || end === -1) throw new Error(`npm feed wrote no ${from}…${to}`)
  return document.slice(start, end + to.length)
}

/** `feed` declares `content`, `dc` and `atom` by rules of its own; so all are declared here. */
const NAMESPACES = {
  atom: 'http://www.w3.org/2005/Atom',
  content: 'http://purl.org/rss/1.0/modules/content/',
  dc: 'http://purl.org/dc/elements/1.1/',
  // RFC 5005, section 4
  fh: 'http://purl.org/syndication/history/1.0',
  itunes: 'http://www.itunes.com/dtds/podcast-1.0.dtd',
  media: 'http://search.yahoo.com/mrss/',
  podcast: 'https://podcastindex.org/namespace/1.0',
  // https://www.rssboard.org/creative-commons
  creativeCommons: 'http://backend.userland.com/creativeCommonsRssModule',
  // https://source.scripting.com
  source: 'http://source.scripting.com/',
}

const PREFIX = new RegExp(`<(${Object.keys(NAMESPACES).join('|')}):`, 'g')

/** The prefixes of the elements in a text; in texts of posts `<` is escaped. */
export function prefixesIn(written: string): string[] {
  return [...new Set(Array.from(written.matchAll(PREFIX), ([, prefix = '']) => prefix))]
}

/** The attributes of a root element that declare prefixes. */
export function declarations(prefixes: ReadonlySet<string>): string {
  return Object.entries(NAMESPACES)
    .filter(([prefix]) => prefixes.has(prefix))
    .map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`)
    .join('')
}
