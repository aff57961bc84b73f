/**
 * A post's Markdown becomes HTML for feed readers: safe, every address absolute, ids that cannot collide with
 * those of other posts in one page. What a reader drops is put in words it keeps: boxes of tasks as
 * characters, embeds as links.
 *
 * Blocks without raw HTML are rewritten as tokens. Blocks with raw HTML go through the sanitizer, together with all
 * that stands between their tags.
 */

import type { Token } from 'markdown-it'
import { onlyText } from '../base/text.ts'
import { type Addresses, addressesOf, type RenderContext, rewrite } from './addresses.ts'
import type { Hidden, Removal } from './dialect.ts'
import { letters } from './heading-ids.ts'
import { shieldRaw } from './hidden-remarks.ts'
import { limitHtml, MAX_LENGTH, tooLong } from './limits.ts'
import { type Parsed, parse, write } from './markdown.ts'
import { isComment, outsideCode, type RawHtml, unclosed } from './raw-html.ts'
import { sanitizer } from './sanitize.ts'
import { sectionsOf } from './sections.ts'
import { MORE_MARK, summarize } from './summary.ts'

export type { RenderContext, Syntax } from './addresses.ts'
export type { Hidden, Removal } from './dialect.ts'
export { RenderError } from './limits.ts'
export { lineWithoutRemarks, mayHide, shownLine } from './matter-remarks.ts'
export { letters }

export interface Rendered {
  /** Balanced tags, void tags as `<br>`. */
  readonly html: string
  /** Plain text: what stands before `<!-- more -->`, else the first text; '' if there is none. */
  readonly summary: string
  /** Signs of other systems that are left in the text: `{{< youtube id >}}`, `[[Note]]`. */
  readonly remnants: readonly string[]
  /** Remarks that are in none of the above. */
  readonly hidden: Hidden
  /** Syntax of other systems that is left out, grouped by its kind. */
  readonly removals: readonly Removal[]
  /** Fragments that links of the post lead to, and that are nowhere in it: `pots` of `#pots`. */
  readonly lostFragments: readonly string[]
}

/** U+FFFD, by its number: validators take the character itself for the damage that it stands for. */
const LOST = '&#xFFFD;'

/** A character may be encoded: as a number, or in an address. */
const CODED = /&#|%[\da-f]{2}/i

/** Ids and names in raw HTML. A false match in a code sample is harmless. */
const RAW_ID = /\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi

/**
 * Deterministic: the same text, context and answers of its functions give the same result.
 *
 * @throws RenderError for a body that is too long, nests too deep, or leaves open what hides the rest of it.
 */
export function renderMarkdown(markdown: string, context: RenderContext): Rendered {
  if (markdown.length > MAX_LENGTH) throw tooLong(markdown.length)
  const readable = onlyText(markdown)
  const text = shieldRaw(readable)
  const clean = text !== readable || CODED.test(text) ? onlyText : (decoded: string) => decoded
  const parsed = parse(text, context)
  const { hidden, removals, headings } = parsed.env
  const remnants = remnantsOf(parsed.tokens).map(clean)
  const raw = parsed.html.filter(({ content }) => !isComment(content))
  const ids = new Set([...parsed.ids, ...raw.flatMap(idsIn)])
  const idOf = (fragment: string) => (ids.has(fragment) ? fragment : headings.get(letters(fragment)))
  const addresses = addressesOf(context, idOf)
  const written = htmlOf(parsed, raw, addresses, text.length)
  const summary = clean(summarize(written))
  const html = clean(written.replaceAll(MORE_MARK, '')).replaceAll('\uFFFD', LOST)
  return {
    html,
    summary,
    remnants,
    hidden,
    removals: [...removals.values()],
    lostFragments: [...addresses.lost],
  }
}

function htmlOf(
  { tokens, ids, env }: Parsed,
  raw: readonly RawHtml[],
  addresses: Addresses,
  length: number,
): string {
  if (raw.length === 0) {
    rewrite(tokens, addresses)
    return limitHtml(write(tokens, env), length)
  }
  const sanitize = sanitizer(addresses, env.hidden, () => unclosed(raw))
  // footnotes have ids that raw HTML may have, too
  const sections = ids.length > 0 ? [{ tokens, isRaw: true }] : sectionsOf(tokens)
  const written = sections.map((section) => {
    if (section.isRaw) return sanitize(limitHtml(write(section.tokens, env), length))
    rewrite(section.tokens, addresses)
    return write(section.tokens, env)
  })
  return limitHtml(written.join(''), length)
}

function idsIn({ content }: RawHtml): string[] {
  return [...content.matchAll(RAW_ID)].map(([, a, b, c]) => a ?? b ?? c ?? '')
}

/** Reported shortcodes of one post, at most. */
const MAX_REMNANTS = 20

/** Hugo's `{{< youtube id >}}` and `{{% note %}}`, Jekyll's `{% include x %}` and `{{ site.url }}`. */
const SHORTCODE = String.raw`\{\{(?:[<%]|\s|\w+\.)[^{}\n]{1,200}\}\}|\{%[^{}\n]{1,200}%\}`
/** Obsidian's links, but not `[[1]]` or `[[ -f x ]]`. */
const WIKI_LINK = String.raw`!?\[\[(?=[^[\]\n]*\p{L})[^\s[\]\n"'\-][^[\]\n]{0,200}\]\]`
/** Jekyll's `{:toc}` and `{: .center}`, Hugo's `{#part}` behind a heading. */
const ATTRIBUTES = String.raw`\{[:#](?=[ .#\w])[^{}\n]{1,200}\}`
/** Obsidian's callouts. */
const CALLOUT = String.raw`^\[!\p{L}[^\]\n]{0,50}\][+\-]?`
/** Components of MDX in a file that is not MDX. */
const COMPONENT = String.raw`<[A-Z][\w.]{0,60}(?=[\s/>]|$)[^<>\n]{0,100}>?`
/** Boxes and formulas that are never closed. */
const OPEN_BLOCK = String.raw`^(?::{3,}|!!!\s|\?\?\?\+?\s|\$\$).{0,60}`
/** Leaf directives: `::video[Pots]{id=1}`. */
const DIRECTIVE = String.raw`(?<![\w:])::[a-z][\w-]{0,30}\[[^\]\n]{0,100}\]`
/** Each of them contains one of these. */
const SIGN = /[[{<]|^[:!?$]/
const IN_HTML = new RegExp(SHORTCODE, 'gu')
const REMNANT = new RegExp(
  [SHORTCODE, WIKI_LINK, ATTRIBUTES, CALLOUT, COMPONENT, OPEN_BLOCK, DIRECTIVE].join('|'),
  'gu',
)

/** Each as written, once; code is skipped. */
function remnantsOf(tokens: readonly Token[]): string[] {
  const found = new Set<string>()
  const find = (text: string, pattern: RegExp) => {
    if (SIGN.test(text)) for (const sign of text.match(pattern) ?? []) found.add(sign)
    return text
  }
  for (const { type, content } of tokens.flatMap((token) => token.children ?? token)) {
    if (type === 'text') find(content, REMNANT)
    else if (type.startsWith('html_')) outsideCode(content, (part) => find(part, IN_HTML))
  }
  return found.size === 0 ? [] : [...found].slice(0, MAX_REMNANTS)
}
