/** XML of WebDAV requests: read strictly, and written with a declaration of its own for every namespace. */
import { SaxesParser } from 'saxes'
import { escapeText } from '../../feeds/formats/xml.ts'
import { Refused } from './messages.ts'

export const DAV = 'DAV:'

/** Elements inside elements: a request of a client has five or so. */
const DEEPEST = 50

export interface Name {
  readonly namespace: string
  readonly name: string
}

export interface Element extends Name {
  readonly attributes: readonly (Name & { readonly value: string })[]
  readonly children: (Element | string)[]
}

/** The root element. @throws {Refused} where the text is not well-formed, or declares entities */
export function parseXml(text: string): Element {
  try {
    return parse(text)
  } catch {
    throw new Refused(400, 'The body is not the XML of such a request.')
  }
}

function parse(text: string): Element {
  const parser = new SaxesParser({ xmlns: true })
  const open: Element[] = []
  let root: Element | undefined
  parser.on('error', (error) => {
    throw error
  })
  parser.on('doctype', () => {
    throw new Error('A document type is not allowed.')
  })
  parser.on('opentag', ({ uri, local, attributes }) => {
    const element: Element = {
      namespace: uri,
      name: local,
      attributes: Object.values(attributes)
        .filter(({ prefix, name }) => prefix !== 'xmlns' && name !== 'xmlns')
        .map((attribute) => ({ namespace: attribute.uri, name: attribute.local, value: attribute.value })),
      children: [],
    }
    if (open.length === DEEPEST) throw new Error('Too many elements are inside each other.')
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  parser.on('closetag', () => open.pop())
  for (const event of ['text', 'cdata'] as const) parser.on(event, (part) => open.at(-1)?.children.push(part))
  parser.write(text).close()
  if (root === undefined) throw new Error('There is no element.')
  return root
}

export function elementsOf({ children }: Element): Element[] {
  return children.filter((child) => typeof child !== 'string')
}

export function childNamed(element: Element, name: string): Element | undefined {
  return elementsOf(element).find((child) => isDav(child, name))
}

export function isDav({ namespace, name }: Name, expected: string): boolean {
  return namespace === DAV && name === expected
}

export function writeXml({ namespace, name, attributes, children }: Element): string {
  const tag = namespace === '' ? name : `x:${name}`
  const declaration = namespace === '' ? ' xmlns=""' : ` xmlns:x="${escapeText(namespace)}"`
  const written = attributes.map(({ namespace, name, value }, number) => {
    if (namespace === '') return ` ${name}="${escapeText(value)}"`
    if (namespace === XML) return ` xml:${name}="${escapeText(value)}"`
    return ` xmlns:a${number}="${escapeText(namespace)}" a${number}:${name}="${escapeText(value)}"`
  })
  const content = children.map((child) => (typeof child === 'string' ? escapeText(child) : writeXml(child)))
  return `<${tag}${declaration}${written.join('')}>${content.join('')}</${tag}>`
}

const XML = 'http://www.w3.org/XML/1998/namespace'
