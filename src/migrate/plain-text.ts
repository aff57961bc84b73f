/** Text that HTML takes as it is, and Markdown does not. */
import type { InlineCode, Nodes, Paragraph, Parents, PhrasingContent, Root, Text } from 'mdast'

/**
 * Makes text what Markdown can write: white space and line ends at the ends of marked text are moved out
 * (`<b>tea </b>time` is `**tea** time`), those at the ends of a paragraph and marks around nothing go, and bare web
 * addresses are links, since Markdown would read on beyond their end. Changes the tree.
 */
export function writable(tree: Nodes): Root {
  if ('children' in tree) makeWritable(tree, false)
  return tree.type === 'root' ? tree : { type: 'root', children: [] }
}

function makeWritable(parent: Parents, isInLink: boolean): void {
  const isLink = isInLink || parent.type === 'link'
  for (const child of parent.children) if ('children' in child) makeWritable(child, isLink)
  const isLine = LINES.has(parent.type)
  const children = joinCode(parent.children).flatMap((child) => written(child, { isLine, isLink }))
  Object.assign(parent, { children: isLine ? peeled(children).inside : children })
}

interface Within {
  readonly isLine: boolean
  readonly isLink: boolean
}

function written(node: Nodes, { isLine, isLink }: Within): Nodes[] {
  if (isMarked(node)) return hoisted(node)
  if (node.type === 'paragraph') return isLine ? node.children : paragraphsOf(node.children)
  if (node.type === 'heading' && isLine) return node.children
  if (isCode(node)) return [codeSpan(node.value)]
  return node.type === 'text' && !isLink ? withLinks(node.value) : [node]
}

/** Marks of two code spans beside each other would be one longer mark. */
function joinCode(nodes: readonly Nodes[]): Nodes[] {
  const joined: Nodes[] = []
  for (const node of nodes) {
    const before = joined.at(-1)
    if (isCode(node) && before !== undefined && isCode(before)) before.value += node.value
    else joined.push(node)
  }
  return joined
}

function isCode(node: Nodes): node is InlineCode {
  return node.type === 'inlineCode' && node.data?.tag === undefined
}

/** A code span has no line ends, and is not empty. */
function codeSpan(code: string): PhrasingContent {
  const value = code.replace(/\s*\n\s*/g, ' ')
  return value.trim() === '' ? { type: 'text', value: ' ' } : { type: 'inlineCode', value }
}

/** Two line ends are the end of a paragraph, as in what Blogger makes. */
function paragraphsOf(children: readonly PhrasingContent[]): Paragraph[] {
  const parts: PhrasingContent[][] = [[]]
  let before: PhrasingContent | undefined
  for (const child of children) {
    if (child.type === 'break' && before?.type === 'break') parts.push([])
    else parts.at(-1)?.push(child)
    if (child.type === 'break' || !isBlank(child)) before = child
  }
  return parts.flatMap((part) => {
    const paragraph: Paragraph = { type: 'paragraph', children: part }
    Object.assign(paragraph, { children: peeled(part).inside })
    return paragraph.children.length === 0 ? [] : [paragraph]
  })
}

type Marked = Extract<PhrasingContent, { children: PhrasingContent[] }>

const MARKED = new Set<string>(['strong', 'emphasis', 'delete', 'link'])
/** Nodes that hold inline content only. */
const LINES = new Set<string>(['paragraph', 'heading', 'tableCell'])

function isMarked(node: Nodes): node is Marked {
  return MARKED.has(node.type)
}

function hoisted(node: Marked): Nodes[] {
  const { before, inside, after } = peeled(node.children)
  Object.assign(node, { children: inside })
  return [...before, ...(inside.length === 0 ? [] : [node]), ...after]
}

/** White space and line ends at both ends, apart from what is between. */
function peeled(nodes: readonly Nodes[]): Record<'before' | 'inside' | 'after', Nodes[]> {
  const first = nodes.findIndex((node) => !isBlank(node))
  const last = nodes.findLastIndex((node) => !isBlank(node))
  if (first < 0) return { before: [...nodes], inside: [], after: [] }
  const inside = nodes.slice(first, last + 1)
  const before = [...nodes.slice(0, first), ...cut(inside[0], /^\s+/)]
  const after = [...cut(inside.at(-1), /\s+$/), ...nodes.slice(last + 1)]
  return { before, inside, after }
}

function isBlank(node: Nodes): boolean {
  return node.type === 'break' || (node.type === 'text' && node.value.trim() === '')
}

function cut(node: Nodes | undefined, spaces: RegExp): Text[] {
  if (node?.type !== 'text') return []
  const [found] = spaces.exec(node.value) ?? []
  if (found === undefined) return []
  node.value = node.value.replace(spaces, '')
  return [{ type: 'text', value: found }]
}

/** The end of a sentence is none of the address. */
const ADDRESS = /(https?:\/\/[\w.~:/?#@!$&'()*+,;=%-]*[\w/=&#~-])/

function withLinks(text: string): PhrasingContent[] {
  return text
    .split(ADDRESS)
    .filter((part) => part !== '')
    .map((part) => {
      const value: Text = { type: 'text', value: part }
      return URL.canParse(part) && ADDRESS.test(part) ? { type: 'link', url: part, children: [value] } : value
    })
}
