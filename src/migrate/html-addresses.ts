/** Addresses in the HTML of another system. */
import type { Element, Nodes, Root } from 'hast'

/** Which attributes show what is elsewhere. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  img: ['src'],
  audio: ['src'],
  video: ['src', 'poster'],
  source: ['src'],
  track: ['src'],
}

/** Attributes that lazy loading uses instead of `src`, in hast's spelling. */
const LAZY = ['dataSrc', 'dataLazySrc', 'dataOriginal', 'dataOrigFile']

/** The ending of a file that people publish beside a text. */
export const MEDIA_ENDING =
  /\.(?:jpe?g|png|gif|webp|avif|svg|bmp|mp3|m4a|ogg|oga|opus|wav|flac|mp4|m4v|mov|webm|ogv|pdf|epub)$/i

/** Makes every address absolute, and shows pictures without scripts. Changes the tree. */
export function absolute(tree: Root, base: string | undefined): void {
  for (const element of elementsOf(tree)) {
    const { properties, tagName } = element
    if (tagName === 'img') showAtOnce(element)
    for (const name of ['href', ...(SHOWN[tagName] ?? [])]) {
      const value = properties[name]
      if (typeof value === 'string' && !value.startsWith('#'))
        properties[name] = URL.parse(value, base)?.href ?? value
    }
  }
}

function showAtOnce({ properties }: Element): void {
  const { src } = properties
  if (typeof src !== 'string' || /^(?:data:|about:|$)/i.test(src)) {
    const lazy = LAZY.map((name) => properties[name]).find((value) => typeof value === 'string')
    if (lazy !== undefined) properties.src = lazy
  }
  delete properties.srcSet
}

/** Web addresses of what the tree shows, and of the files to which it links. */
export function mediaOf(tree: Root): string[] {
  const found = new Set<string>()
  for (const element of elementsOf(tree))
    for (const [, address] of mediaAttributes(element)) if (/^https?:/.test(address)) found.add(address)
  return [...found]
}

/** Changes the tree. */
export function replaceMedia(tree: Root, places: ReadonlyMap<string, string>): Root {
  for (const element of elementsOf(tree))
    for (const [name, address] of mediaAttributes(element))
      element.properties[name] = places.get(address) ?? address
  return tree
}

function mediaAttributes({ tagName, properties }: Element): [name: string, address: string][] {
  const names = SHOWN[tagName] ?? (tagName === 'a' ? ['href'] : [])
  return names.flatMap((name): [string, string][] => {
    const address = properties[name]
    if (typeof address !== 'string') return []
    return tagName === 'a' && !isFile(address) ? [] : [[name, address]]
  })
}

function isFile(address: string): boolean {
  return MEDIA_ENDING.test(URL.parse(address)?.pathname ?? '')
}

function* elementsOf(tree: Root): Generator<Element> {
  const ahead: Nodes[] = [tree]
  for (let node = ahead.pop(); node !== undefined; node = ahead.pop()) {
    if (node.type === 'element') yield node
    if ('children' in node) ahead.push(...node.children.toReversed())
  }
}
