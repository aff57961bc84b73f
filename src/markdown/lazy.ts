/** Loads lazy images at once, and drops their copies in `<noscript>`. */

import type { Attributes } from 'sanitize-html'

/** Attributes from which scripts load an image once it scrolls into view. */
const LAZY = new Map([
  ['data-src', 'src'],
  ['data-lazy-src', 'src'],
  ['data-original', 'src'],
  ['data-srcset', 'srcset'],
  ['data-lazy-srcset', 'srcset'],
])

/** Moves the real address to where readers look for it. */
export function unlazy(attribs: Attributes): Attributes {
  const lazy = Object.entries(attribs).flatMap(([name, value]) => {
    const real = LAZY.get(name)
    return real && value ? [[real, value] as const] : []
  })
  return lazy.length > 0 ? { ...attribs, ...Object.fromEntries(lazy) } : attribs
}

/** The addresses that one post has loaded so far. */
export class Loaded {
  readonly #outside = new Set<string>()
  readonly #inNoscript = new Set<string>()

  /**
   * Whether an element repeats one that was loaded: the copy in `<noscript>`, or the lazy element after its copy.
   * @param attribs with the addresses where readers look for them, absolute
   */
  isRepeated(attribs: Attributes, inNoscript: boolean): boolean {
    const addresses = addressesIn(attribs)
    const isLazy = Object.keys(attribs).some((name) => LAZY.has(name))
    const before = inNoscript ? this.#outside : this.#inNoscript
    if ((inNoscript || isLazy) && addresses.some((address) => before.has(address))) return true
    for (const address of addresses) (inNoscript ? this.#inNoscript : this.#outside).add(address)
    return false
  }
}

function addressesIn({ src, srcset, data }: Attributes): string[] {
  const candidates = srcset?.split(', ').map((candidate) => candidate.replace(/ .*/, '')) ?? []
  return [src, data, ...candidates].filter((address) => address !== undefined)
}
