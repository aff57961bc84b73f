/** Reads untrusted HTML of other systems as browsers do. */
import { type DefaultTreeAdapterTypes, parse, parseFragment } from 'parse5'
import { DOCUMENTS } from '../base/paths.ts'

type Node = DefaultTreeAdapterTypes.Node
type Element = DefaultTreeAdapterTypes.Element

/** Characters that are read of a page or an entry: the head comes first, and hostile HTML takes time. */
const MAX_LENGTH = 512 * 1024

const FEED_TYPES: ReadonlySet<string> = new Set(Object.values(DOCUMENTS).map(({ type }) => type))

/** Elements without text for people. */
const HIDDEN = new Set(['script', 'style'])

/**
 * The address of the first feed that a page names with `<link rel="alternate">`.
 * https://html.spec.whatwg.org/multipage/links.html#rel-alternate
 */
export function namedFeed(html: string, address: string): string | undefined {
  const elements = [...walk(parse(html.slice(0, MAX_LENGTH)))].filter(isElement)
  const base = elements.find(({ tagName }) => tagName === 'base')
  const from = (base && target(base, address)) ?? address
  for (const link of elements.filter(isFeedLink)) {
    const found = target(link, from)
    if (found !== undefined) return found
  }
  return undefined
}

/** The visible text; undefined if the HTML is too long. */
export function textOf(html: string): string | undefined {
  if (html.length > MAX_LENGTH) return undefined
  return [...walk(parseFragment(html))].map((node) => ('value' in node ? node.value : '')).join('')
}

/**
 * A piece of HTML as a tree.
 * @returns undefined where it is too long, or nests deeper than so many elements
 */
export function fragmentOf(
  html: string,
  maxNesting: number,
): DefaultTreeAdapterTypes.DocumentFragment | undefined {
  if (html.length > MAX_LENGTH) return undefined
  const fragment = parseFragment(html, { scriptingEnabled: false })
  let level: Node[] = fragment.childNodes
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxNesting) return undefined
    level = level.flatMap((node) => ('childNodes' in node ? node.childNodes : []))
  }
  return fragment
}

/** Plain text as HTML: blank lines part paragraphs. */
export function paragraphsOf(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`)
    .join('\n')
}

/** In document order; without recursion, since hostile HTML is deep. */
function* walk(root: Node): Generator<Node> {
  const ahead: Node[] = [root]
  for (let node = ahead.pop(); node !== undefined; node = ahead.pop()) {
    yield node
    if ('childNodes' in node && !HIDDEN.has(node.nodeName))
      for (const child of node.childNodes.toReversed()) ahead.push(child)
  }
}

function isElement(node: Node): node is Element {
  return 'tagName' in node
}

function isFeedLink(element: Element): boolean {
  if (element.tagName !== 'link') return false
  const [type = ''] = attribute(element, 'type').split(';')
  const rels = attribute(element, 'rel').toLowerCase().split(/\s+/)
  return rels.includes('alternate') && FEED_TYPES.has(type.trim().toLowerCase())
}

/** The address of a link, if it is a web address. */
function target(element: Element, base: string): string | undefined {
  const url = URL.parse(attribute(element, 'href'), base)
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : undefined
}

function attribute({ attrs }: Element, name: string): string {
  return attrs.find((attr) => attr.name === name)?.value ?? ''
}
