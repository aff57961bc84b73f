/** The paragraphs of WordPress's classic editor: blank lines part them, and a line end is a line end. */
import type { Element, ElementContent, Root, RootContent, Text } from 'hast'

const BLOCKS = setOf(
  `address article aside audio blockquote center dd details div dl dt fieldset figcaption figure footer form
  h1 h2 h3 h4 h5 h6 header hr iframe li main nav ol p pre script section style summary table tbody td tfoot th
  thead tr ul video`,
)

/** In which text stands in paragraphs. */
const HOLDS_PARAGRAPHS = setOf('address article aside blockquote center div main section')

/** In which line ends stay as they are. */
const VERBATIM = setOf('pre code textarea script style')

function setOf(names: string): ReadonlySet<string> {
  return new Set(names.split(/\s+/))
}

/** Changes the tree. */
export function addParagraphs(tree: Root): void {
  tree.children = paragraphs(tree.children)
}

type Content = Exclude<RootContent, { type: 'doctype' }>

function paragraphs(children: readonly RootContent[]): Content[] {
  const result: Content[] = []
  let line: ElementContent[] = []
  const end = () => {
    const trimmed = trimLines(line)
    if (trimmed.length > 0) result.push(element('p', trimmed))
    line = []
  }
  const add = (text: string) => {
    for (const [index, part] of text.split(/\n[ \t\r]*\n\s*/).entries()) {
      if (index > 0) end()
      line.push(...withBreaks(part))
    }
  }
  for (const child of children) {
    if (child.type === 'text') add(child.value)
    else if (child.type === 'element' && !BLOCKS.has(child.tagName)) line.push(inside(child))
    else if (child.type !== 'doctype') {
      end()
      result.push(child.type === 'element' ? inside(child) : child)
    }
  }
  end()
  return result
}

/** A child with the line ends of its text as elements. */
function inside(child: Element): Element {
  const { tagName, children } = child
  if (VERBATIM.has(tagName)) return child
  if (HOLDS_PARAGRAPHS.has(tagName)) return { ...child, children: paragraphs(children) }
  const isLayout = BLOCKS.has(tagName) && children.some(({ type }) => type === 'element') && !isText(tagName)
  const broken = children.flatMap((inner): ElementContent[] => {
    if (inner.type === 'text') return isLayout ? [inner] : withBreaks(inner.value)
    return inner.type === 'element' ? [inside(inner)] : [inner]
  })
  return { ...child, children: isLayout ? broken : trimLines(broken) }
}

/** Blocks that hold text, besides those with paragraphs. */
function isText(tagName: string): boolean {
  return /^(?:p|li|dd|dt|td|th|h[1-6]|figcaption|summary)$/.test(tagName)
}

function withBreaks(text: string): ElementContent[] {
  return text
    .split(/\r?\n/)
    .flatMap((line, index): ElementContent[] => [
      ...(index === 0 ? [] : [element('br', [])]),
      ...(line === '' ? [] : [{ type: 'text', value: line } satisfies Text]),
    ])
}

/** Without line ends before and after, and with one where a line end follows a `<br>`. */
function trimLines(line: readonly ElementContent[]): ElementContent[] {
  const single = line.filter((node, index) => !isBreak(node) || !isBreak(line[index - 1]))
  const start = single.findIndex((node) => !isBlank(node))
  const end = single.findLastIndex((node) => !isBlank(node))
  return start < 0 ? [] : single.slice(start, end + 1)
}

function isBreak(node: ElementContent | undefined): boolean {
  return node?.type === 'element' && node.tagName === 'br'
}

function isBlank(node: ElementContent): boolean {
  return isBreak(node) || (node.type === 'text' && node.value.trim() === '')
}

function element(tagName: string, children: ElementContent[]): Element {
  return { type: 'element', tagName, properties: {}, children }
}
