/** HTML of another system as Markdown. The sole user of the libraries that turn one into the other. */
import type { Element, Nodes, Root } from 'hast'
import { fromParse5 } from 'hast-util-from-parse5'
import { toHtml } from 'hast-util-to-html'
import { defaultHandlers, type Handle, type Options, type State, toMdast } from 'hast-util-to-mdast'
import type { Html, InlineCode, Nodes as MarkdownNodes, PhrasingContent } from 'mdast'
import { gfmStrikethroughToMarkdown } from 'mdast-util-gfm-strikethrough'
import { gfmTableToMarkdown } from 'mdast-util-gfm-table'
import { toMarkdown, type Unsafe, type Options as Writing } from 'mdast-util-to-markdown'
import { fragmentOf } from './foreign-html.ts'
import { absolute, mediaOf, replaceMedia } from './html-addresses.ts'
import { writable } from './plain-text.ts'

/** The HTML of a post, taken to pieces. */
export interface ForeignPost {
  /** Absolute addresses of the pictures, sounds and films that it shows, and of the files of those kinds that it links to. */
  readonly media: readonly string[]
  /** @param places paths that take the place of addresses of media */
  readonly toMarkdown: (places: ReadonlyMap<string, string>) => string
}

/** The libraries recurse, and no person nests this deep. */
const MAX_NESTING = 100

/** Elements without Markdown syntax that feed readers show: kept as HTML. */
const KEPT_BLOCKS = ['audio', 'video']
const KEPT_SPANS = ['sup', 'sub', 'mark', 'ins', 'abbr', 'kbd', 'small', 'cite']

/** Syntax of Markdown dialects, escaped in text. */
const DIALECTS: readonly Unsafe[] = [
  { character: '{', inConstruct: 'phrasing' },
  { character: '%', after: '(?=%)', inConstruct: 'phrasing' },
  { character: '$', inConstruct: 'phrasing' },
  { character: '=', after: '(?==)', inConstruct: 'phrasing' },
  { character: '^', after: '(?=[A-Za-z0-9-])', inConstruct: 'phrasing' },
  { character: ':', after: '(?=[a-z+-][a-z0-9_+-]{0,40}:)', inConstruct: 'phrasing' },
  { atBreak: true, character: ':', after: '(?=::|[ \\t])' },
  { atBreak: true, character: '!', after: '(?=!!)' },
  { atBreak: true, character: '?', after: '(?=[?][?])' },
  { atBreak: true, character: 'i', after: '(?=mport\\b)' },
  { atBreak: true, character: 'e', after: '(?=xport\\b)' },
]

const READING: Options = {
  document: true,
  nodeHandlers: { comment: (_, { value }: { value: string }) => summaryBreak(value) },
  handlers: {
    ...Object.fromEntries(
      KEPT_BLOCKS.map((name): [string, Handle] => [name, (_, node) => html(toHtml(node))]),
    ),
    ...Object.fromEntries(KEPT_SPANS.map((name): [string, Handle] => [name, keepSpan])),
    pre: (state, node) => withLanguage(defaultHandlers.pre?.(state, node), node),
    iframe: (_, node) => embedLink(node),
    figcaption: (state, node) => emphasized(state.all(node)),
    noscript: () => undefined,
  },
}

const tables = gfmTableToMarkdown()

const WRITING: Writing = {
  bullet: '-',
  emphasis: '_',
  rule: '-',
  extensions: [tables, gfmStrikethroughToMarkdown(), { unsafe: [...DIALECTS] }],
  handlers: {
    inlineCode: (node: InlineCode, ...more) =>
      node.data?.tag ?? tables.handlers?.inlineCode?.(node, ...more) ?? '',
  },
}

/** Tags around text are no `html` nodes: the library would take those out of the paragraph. */
declare module 'mdast' {
  interface InlineCodeData {
    tag?: string
  }
}

/**
 * @param base relative addresses are resolved against it; where it is unknown, they stay
 * @returns undefined for HTML that is too long or nested too deep to be taken to pieces
 */
export function readHtml(source: string, base?: string): ForeignPost | undefined {
  const fragment = fragmentOf(source, MAX_NESTING)
  if (fragment === undefined) return undefined
  const tree = rootOf(fromParse5(fragment))
  absolute(tree, base)
  return {
    media: mediaOf(tree),
    toMarkdown: (places) => {
      const placed = toMdast(replaceMedia(structuredClone(tree), places), READING)
      return toMarkdown(writable(placed), WRITING)
    },
  }
}

function rootOf(node: Nodes): Root {
  return node.type === 'root' ? node : { type: 'root', children: [] }
}

/** WordPress's mark between the summary and the rest; other comments are not for readers. */
function summaryBreak(comment: string): Html | undefined {
  return comment.trim() === 'more' ? html('<!-- more -->') : undefined
}

/** An element around paragraphs is left out: its tags cannot stand in a line. */
function keepSpan(state: State, node: Element): ReturnType<State['all']> {
  const content = state.all(node)
  if (!content.every(isSpan)) return content
  const close = `</${node.tagName}>`
  const open = toHtml({ ...node, children: [] }).slice(0, -close.length)
  return [tag(open), ...content, tag(close)]
}

/** How highlighters name a language on the `pre` itself: `brush: php`, `lang:js`, `language-css`. */
const LANGUAGE = /(?:brush|lang(?:uage)?)[:-] *([\w+#-]+)/

function withLanguage(code: ReturnType<Handle>, { properties }: Element): ReturnType<Handle> {
  if (typeof code !== 'object' || !('type' in code) || code.type !== 'code' || code.lang) return code
  const names = [properties.className].flat().join(' ')
  return { ...code, lang: LANGUAGE.exec(names)?.[1] ?? null }
}

/** Feed readers show no frames of other sites. */
function embedLink({ properties: { src, title } }: Element): PhrasingContent | undefined {
  const url = typeof src === 'string' ? src : ''
  if (!/^https?:/i.test(url)) return undefined
  return { type: 'link', url, children: [{ type: 'text', value: String(title || url) }] }
}

const BLOCKS = new Set(['paragraph', 'heading', 'list', 'blockquote', 'code', 'table', 'thematicBreak'])

/** A caption of one line as emphasized text; a longer one stays as it is. */
function emphasized(content: ReturnType<State['all']>) {
  const spans = content.filter(isSpan)
  if (spans.length < content.length) return content
  return { type: 'paragraph' as const, children: [{ type: 'emphasis' as const, children: spans }] }
}

function isSpan(node: MarkdownNodes): node is PhrasingContent {
  return !BLOCKS.has(node.type)
}

function tag(text: string): InlineCode {
  return { type: 'inlineCode', value: '', data: { tag: text } }
}

function html(value: string): Html {
  return { type: 'html', value }
}
