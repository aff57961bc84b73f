/** XML of WebDAV requests: read strictly, and written with a declaration of its own for every namespace. */
import { SaxesParser } from 'saxes'

export const DAV = 'DAV:'

/** Elements inside elements: a request of a client has five or so. */
const DEEPEST = 50

export interface Element {
  readonly namespace: string
  readonly name: string
  readonly attributes: readonly {
    readonly namespace: string
    readonly name: string
    readonly value: string
  }[]
  readonly children: (Element | string)[]
}

/** The root element. @throws an Error where the text is not well-formed, or declares entities */
export function parseXml(text: string): Element {
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

export function isDav({ namespace, name }: Element, expected: string): boolean {
  return namespace === DAV && name === expected
}

export function textOf({ children }: Element): string {
  return children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('')
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\t\r\n]/g, (character) => `&#${character.charCodeAt(0)};`)
}

export function writeXml({ namespace, name, attributes, children }: Element): string {
  const tag = namespace === '' ? name : `x:${name}`
  const declaration = namespace === '' ? ' xmlns=""' : ` xmlns:x="${escapeXml(namespace)}"`
  const written = attributes.map(({ namespace, name, value }, number) => {
    if (namespace === '') return ` ${name}="${escapeXml(value)}"`
    if (namespace === XML) return ` xml:${name}="${escapeXml(value)}"`
    return ` xmlns:a${number}="${escapeXml(namespace)}" a${number}:${name}="${escapeXml(value)}"`
  })
  const content = children.map((child) => (typeof child === 'string' ? escapeXml(child) : writeXml(child)))
  return `<${tag}${declaration}${written.join('')}>${content.join('')}</${tag}>`
}

const XML = 'http://www.w3.org/XML/1998/namespace'
