/** Writing XML 1.0 that stays well-formed whatever the texts hold. */

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
}

/**
 * A text as element content or as a double-quoted attribute value (XML 1.0, section 2.4). The text holds
 * only characters that XML allows: see text.ts, which every text has passed.
 */
export function escapeXml(value: unknown): string {
  return String(value).replace(/[&<>"\r]/g, (sign) => ESCAPES[sign] ?? sign)
}

let last = { html: '', escaped: '' }

/** The HTML of a post, which RSS and Atom write one after the other: the second finds it done. */
export function escapeHtmlOnce(html: string): string {
  if (html !== last.html) last = { html, escaped: escapeXml(html) }
  return last.escaped
}

/** Plain text as the HTML that RSS takes a description for. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/** `<name a="…">text</name>`, or the empty element without a text. Values are tokens or already escaped. */
export function element(name: string, attributes: Record<string, string | undefined>, text?: string): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${value}"`)
    .join('')
  return text === undefined ? `<${name}${written}/>` : `<${name}${written}>${text}</${name}>`
}

/** What xml-js printed for people, without its indentation, and with CDATA sections as plain text. */
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
