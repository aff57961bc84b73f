/** Shortcodes of other systems, which readers see as text. */
import type { Token } from 'markdown-it'
import { outsideCode } from './raw-code.ts'

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
export function remnantsOf(tokens: readonly Token[]): string[] {
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
