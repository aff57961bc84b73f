/** Text that HTML takes as it is, and Markdown does not. */
import type { Nodes, Parents, PhrasingContent, Root, Text } from 'mdast'

/**
 * Makes text what Markdown can write: white space at the ends of marked text is moved out (`<b>tea </b>time` is
 * `**tea** time`), marks around nothing go, and bare web addresses are links, since Markdown would read on beyond
 * their end. Changes the tree.
 */
export function writable(tree: Nodes): Root {
  if ('children' in tree) makeWritable(tree, false)
  return tree.type === 'root' ? tree : { type: 'root', children: [] }
}

function makeWritable(parent: Parents, isInLink: boolean): void {
  const isLink = isInLink || parent.type === 'link'
  for (const child of parent.children) if ('children' in child) makeWritable(child, isLink)
  const children: Nodes[] = parent.children.flatMap((child): Nodes[] => {
    if (isMarked(child)) return hoisted(child)
    return child.type === 'text' && !isLink ? withLinks(child.value) : [child]
  })
  Object.assign(parent, { children })
}

type Marked = Extract<PhrasingContent, { children: PhrasingContent[] }>

const MARKED = new Set<string>(['strong', 'emphasis', 'delete', 'link'])

function isMarked(node: Nodes): node is Marked {
  return MARKED.has(node.type)
}

function hoisted(node: Marked): Nodes[] {
  const before = cut(node.children[0], /^\s+/)
  const after = cut(node.children.at(-1), /\s+$/)
  node.children = node.children.filter((child) => child.type !== 'text' || child.value !== '')
  const isEmpty = node.children.length === 0
  return [...before, ...(isEmpty ? [] : [node]), ...after]
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
