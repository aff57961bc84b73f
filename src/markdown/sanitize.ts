/** Raw HTML in posts: what feed readers understand stays, by a list; everything else goes. */

import { parseFragment, serialize } from 'parse5'
import sanitizeHtml, { type Attributes, type Tag } from 'sanitize-html'
import { type Addresses, LINK_SCHEMES } from './addresses.ts'
import {
  ATTRIBUTES,
  isConcealed,
  isRepeated,
  type Loaded,
  TABLE_PARTS,
  TAGS,
  unlazy,
  VOID,
  WITHOUT_CONTENT,
} from './allowed.ts'
import type { Hidden } from './dialect.ts'
import { MAX_NESTING, type RenderError, tooDeep } from './limits.ts'
import { BOX } from './markdown.ts'

/** How attributes are rewritten; others stay as they are if the list allows them. */
const CHANGES = new Map<string, 'link' | 'media' | 'candidates'>([
  ['href', 'link'],
  ['cite', 'link'],
  ['longdesc', 'link'],
  ['src', 'media'],
  ['poster', 'media'],
  ['data', 'media'],
  ['srcset', 'candidates'],
])

/** A noncharacter: it is removed from every text before it is parsed, so a post cannot write a tag of this name. */
const OURS = '\uFDD0'

/**
 * A tag that is removed at the end while its content stays. A name that is not allowed would do so at
 * once, but a transformation to such a name makes sanitize-html 2.17 close a later tag by that name.
 */
const DROPPED = `dropped${OURS}`
const DROPPED_TAG = new RegExp(`</?${DROPPED}>`, 'g')

/** A tag that is removed at the end with its content; none is in another. The library's own filter takes quadratic time. */
const CONCEALED = `concealed${OURS}`
const CONCEALED_ELEMENT = new RegExp(`<${CONCEALED}>[^]*?</${CONCEALED}>`, 'g')

/** Elements that become links. An unclosed frame would swallow the rest of the post. */
const FRAMES = ['iframe', 'object']
const LINKS = ['a', 'embed', ...FRAMES]

/** If one of these stays open, it hides the rest of the post. */
const ENDLESS = [...WITHOUT_CONTENT, ...FRAMES, CONCEALED]

/** Follows the post. If the parser does not see it, something swallowed the end of the post. */
const END = `end${OURS}`

/** The parts of one post share the ids and the addresses that are loaded. */
interface Pass {
  readonly to: Addresses
  /** Names of the open tags, outermost first, the current one last. */
  readonly open: string[]
  /** Ids in use; of two elements with the same id the first keeps it. */
  readonly ids: Set<string>
  readonly loaded: Loaded
  complete: boolean
  readonly hidden: Hidden
}

/** `text` is for void tags only: the library repeats it for each piece of text within. */
type Rule = (attribs: Attributes, pass: Pass) => Tag

const RULES = new Map<string, Rule>([
  ...TAGS.map((tagName): [string, Rule] => [tagName, (attribs) => ({ tagName, attribs })]),
  ...TABLE_PARTS.map((tagName): [string, Rule] => [tagName, (attribs, pass) => part(tagName, attribs, pass)]),
  ['a', link],
  // Readers that know no <bdo> drop its text with it; the direction is kept.
  ['bdo', (attribs) => ({ tagName: 'span', attribs })],
  ['strike', (attribs) => ({ tagName: 's', attribs })],
  ['img', (attribs) => (attribs.src || attribs.srcset ? { tagName: 'img', attribs } : dropped(attribs.alt))],
  ['source', (attribs) => (attribs.src || attribs.srcset ? { tagName: 'source', attribs } : dropped())],
  ['track', (attribs) => (attribs.src ? { tagName: 'track', attribs } : dropped())],
  // Without controls they cannot be played: feed readers run no scripts.
  ['audio', (attribs) => ({ tagName: 'audio', attribs: { ...attribs, controls: '' } })],
  ['video', (attribs) => ({ tagName: 'video', attribs: { ...attribs, controls: '' } })],
  ['input', checkbox],
  ['iframe', embed],
  ['embed', embed],
  ['object', embed],
])

/**
 * Makes a function that sanitizes parts of one post: addresses and ids in them are rewritten, those of Markdown too.
 * @param hidden takes the first element that no browser would show
 * @param unclosed makes the error for a part that leaves something open
 * @throws RenderError if a part nests too deep, or leaves something open that hides the rest of the post.
 */
export function sanitizer(
  to: Addresses,
  hidden: Hidden,
  unclosed: () => RenderError,
): (html: string) => string {
  const pass: Pass = {
    to,
    open: [],
    ids: new Set(),
    loaded: { outside: new Set(), inside: new Set() },
    complete: false,
    hidden,
  }
  const options = {
    allowedTags: [...TAGS, DROPPED, CONCEALED],
    allowedAttributes: ATTRIBUTES,
    allowedClasses: { code: ['language-*'] },
    allowedSchemes: LINK_SCHEMES,
    allowProtocolRelative: false,
    selfClosing: VOID,
    nonTextTags: WITHOUT_CONTENT,
    onOpenTag: (name: string) => enter(name, pass),
    onCloseTag: () => void pass.open.pop(),
    transformTags: transforms(pass),
  }
  return (html) => {
    pass.complete = false
    pass.open.length = 0
    const clean = sanitizeHtml(`${html}<${END}>`, options)
    if (!pass.complete) throw unclosed()
    return finished(clean)
  }
}

/** In text and attributes `<` and `>` are escaped by now, so what looks like a tag is one. */
function finished(html: string): string {
  const written = html
    .replace(CONCEALED_ELEMENT, '')
    .replace(DROPPED_TAG, '')
    .replaceAll(' />', '>')
    // nobody can see or follow a link without content, such as that to an embed
    .replace(EMPTY_LINK, (_, tag: string, address: string, title = '') => `${tag}${title || address}`)
  return arrange(written)
}

const EMPTY_LINK = /(<a href="(?:https?:\/\/)?([^"]*)"(?: title="([^"]*)")?>)(?=\s*<\/a>)/g

/** All but `tbody`, which the standard adds wherever it is left out. */
const TAG_NAMES = /<\/?(?!tbody)[a-z][a-z0-9]*/g

/**
 * The same HTML, with the tags where the HTML standard puts them: a paragraph ends before a table, text in a table
 * stands before it. Parsers that are not the standard's leave that to readers, who then each see another text.
 * What is in order stays as it is.
 */
function arrange(html: string): string {
  const arranged = serialize(parseFragment(html))
  return tagsOf(arranged) === tagsOf(html) ? html : arranged.replaceAll('&nbsp;', '\u00A0')
}

function tagsOf(html: string): string {
  return html.match(TAG_NAMES)?.join('') ?? ''
}

function enter(name: string, pass: Pass): void {
  if (name === END) pass.complete = !pass.open.some((tag) => ENDLESS.includes(tag))
  if (pass.open.push(name) > MAX_NESTING) throw tooDeep()
}

function transforms(pass: Pass): Record<string, (name: string, attribs: Attributes) => Tag> {
  const transform = (rule: Rule) => (name: string, attribs: Attributes) => {
    if (pass.open.includes(CONCEALED)) return dropped()
    if (isConcealed(name, attribs)) return conceal(pass)
    const known = changed(attribs, pass)
    const isInside = pass.open.includes('noscript')
    return isRepeated(known, isInside, pass.loaded) ? drop(pass) : rule(known, pass)
  }
  const rules = Object.fromEntries([...RULES].map(([name, rule]) => [name, transform(rule)]))
  return { ...rules, '*': (tagName, attribs) => unknown(tagName, attribs, pass) }
}

/** Elements that are not allowed lose their tags, but for those that conceal what is in them. */
function unknown(tagName: string, attribs: Attributes, pass: Pass): Tag {
  const isKnown = RULES.has(tagName) || tagName.endsWith(OURS) || WITHOUT_CONTENT.includes(tagName)
  return !isKnown && isConcealed(tagName, attribs) ? conceal(pass) : { tagName, attribs }
}

function conceal({ open, hidden }: Pass): Tag {
  const name = open.at(-1) ?? ''
  const notation = `<${name} hidden>`
  if (!VOID.includes(name) && !hidden.has(notation)) hidden.set(notation, `<${name}`)
  open[open.length - 1] = CONCEALED
  return { tagName: CONCEALED, attribs: {} }
}

function changed(attribs: Attributes, pass: Pass): Attributes {
  const result: Attributes = {}
  for (const [name, value] of Object.entries(unlazy(attribs))) {
    const change = CHANGES.get(name)
    const kept = name === 'id' ? claim(value, pass) : change ? pass.to[change](value) : value
    if (kept !== undefined) result[name] = kept
  }
  return result
}

function claim(name: string, { to, ids }: Pass): string | undefined {
  const id = to.id(name)
  if (id === undefined || ids.has(id)) return undefined
  ids.add(id)
  return id
}

/** Links do not nest. `name` is how anchors were written before `id`. */
function link({ name = '', ...attribs }: Attributes, pass: Pass): Tag {
  const id = attribs.id ?? claim(name, pass)
  const anchor = id === undefined ? attribs : { ...attribs, id }
  const nested = pass.open.slice(0, -1).some((tag) => LINKS.includes(tag))
  if (anchor.href !== undefined && !nested) return { tagName: 'a', attribs: anchor }
  const gone = drop(pass)
  return id === undefined ? gone : { tagName: 'span', attribs: { id } }
}

function part(tagName: string, attribs: Attributes, pass: Pass): Tag {
  if (pass.open.includes('table')) return { tagName, attribs }
  return drop(pass)
}

/** Drops a tag; its name no longer counts as open. */
function drop(pass: Pass): Tag {
  pass.open[pass.open.length - 1] = DROPPED
  return dropped()
}

function dropped(text?: string): Tag {
  return { tagName: DROPPED, attribs: {}, ...(text && { text }) }
}

function checkbox({ type, checked }: Attributes): Tag {
  if (type?.toLowerCase() !== 'checkbox') return dropped()
  return dropped(checked === undefined ? BOX.empty : BOX.checked)
}

/** Readers show no frames or plug-ins: they get a link to the content, around the fallback. */
function embed({ src, data, title }: Attributes, pass: Pass): Tag {
  const href = src ?? data
  return link({ ...(href && { href }), ...(title && { title }) }, pass)
}
