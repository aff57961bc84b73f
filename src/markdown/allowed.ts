/** Elements and attributes: those that feed readers understand, that hide something, and that load images later. */
import type { Attributes } from 'sanitize-html'

export const TAGS = [
  ...['p', 'br', 'hr', 'div', 'span', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'address'],
  ...['main', 'article', 'section', 'aside', 'nav', 'header', 'footer', 'figure', 'figcaption'],
  ...['details', 'summary', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'a', 'em', 'strong', 'b', 'i', 'u', 's'],
  ...['small', 'sub', 'sup', 'mark', 'del', 'ins', 'q', 'cite', 'abbr', 'dfn', 'time', 'data', 'code', 'kbd'],
  ...['samp', 'var', 'bdi', 'wbr', 'ruby', 'rt', 'rp', 'table', 'caption', 'colgroup', 'col', 'thead'],
  ...['tbody', 'tfoot', 'tr', 'th', 'td', 'img', 'picture', 'source', 'audio', 'video', 'track'],
]

/** HTML parsers ignore these outside a table, and validators complain. */
export const TABLE_PARTS = ['caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td']

export const VOID = ['br', 'hr', 'wbr', 'col', 'img', 'source', 'track']

export const ATTRIBUTES = {
  '*': ['id', 'title', 'lang', 'dir'],
  a: ['href', 'hreflang', 'type'],
  img: ['src', 'srcset', 'sizes', 'alt', 'width', 'height', 'longdesc'],
  source: ['src', 'srcset', 'sizes', 'type', 'media', 'width', 'height'],
  audio: ['src', 'controls', 'loop', 'muted', 'preload'],
  video: ['src', 'controls', 'loop', 'muted', 'preload', 'poster', 'width', 'height', 'playsinline'],
  track: ['src', 'kind', 'srclang', 'label', 'default'],
  blockquote: ['cite'],
  q: ['cite'],
  ins: ['cite', 'datetime'],
  del: ['cite', 'datetime'],
  time: ['datetime'],
  data: ['value'],
  details: ['open'],
  ol: ['start', 'reversed', 'type'],
  li: ['value'],
  col: ['span'],
  colgroup: ['span'],
  td: ['align', 'colspan', 'rowspan'],
  th: ['align', 'colspan', 'rowspan', 'scope', 'abbr'],
}

/** Elements whose content makes no sense without them: code, choices, drawings. */
export const WITHOUT_CONTENT = [
  ...['script', 'style', 'template', 'title', 'svg', 'annotation', 'noembed', 'noframes'],
  ...['textarea', 'select', 'option', 'optgroup', 'datalist', 'button'],
]

const HIDING_STYLE = /(?:^|;)\s*(?:display\s*:\s*none|(?:content-)?visibility\s*:\s*(?:hidden|collapse))\b/i
const STYLE_COMMENT = /\/\*.*?(?:\*\/|$)/gs

/** Whether browsers hide an element with these attributes. Feed readers drop such attributes and would show it. */
export function isConcealed(
  name: string,
  { hidden, open, style = '' }: Readonly<Record<string, string>>,
): boolean {
  const isClosed = name === 'dialog' && open === undefined
  return hidden !== undefined || isClosed || HIDING_STYLE.test(style.replace(STYLE_COMMENT, ''))
}

/** Attributes from which scripts load an image once it scrolls into view. */
const LAZY = /^data-(?:lazy-)?(srcset|src)$|^data-original$/

/** Moves the real address to where readers look for it. */
export function unlazy(attribs: Attributes): Attributes {
  const real = { ...attribs }
  for (const [name, value] of Object.entries(attribs)) {
    const [isLazy, attribute = 'src'] = LAZY.exec(name) ?? []
    if (isLazy && value) real[attribute] = value
  }
  return real
}

/** The addresses that one post has loaded so far, outside and within `<noscript>`. */
export interface Loaded {
  readonly outside: Set<string>
  readonly inside: Set<string>
}

/**
 * Whether an element repeats one that was loaded: the copy in `<noscript>`, or the lazy element after its copy.
 * @param attribs with the addresses where readers look for them, absolute
 */
export function isRepeated(attribs: Attributes, isInside: boolean, { outside, inside }: Loaded): boolean {
  const { src, srcset, data } = attribs
  const candidates = srcset?.split(', ').map((candidate) => candidate.replace(/ .*/, '')) ?? []
  const addresses = [src, data, ...candidates].filter((address) => address !== undefined)
  const isLazy = Object.keys(attribs).some((name) => LAZY.test(name))
  const before = isInside ? outside : inside
  if ((isInside || isLazy) && addresses.some((address) => before.has(address))) return true
  for (const address of addresses) (isInside ? inside : outside).add(address)
  return false
}
