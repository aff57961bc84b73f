/** Loads lazy images at once, and drops their copies in `<noscript>`. */

import type { Attributes } from 'sanitize-html'

/** Attributes from which scripts load an image once it scrolls into view. */
const LAZY = /^data-(?:lazy-)?(srcset|src)$|^data-original$/

/** Moves the real address to where readers look for it. */
export function unlazy(attribs: Attributes): Attributes {
  const real = { ...attribs }
  for (const [name, value] of Object.entries(attribs)) {
    const [isLazy, attribute = 'src'] = LAZY.exec(name) ?? []
    if (isLazy && value) real[attribute] = value
  }
  return real
}

/** The addresses that one post has loaded so far, outside and within `<noscript>`. */
export interface Loaded {
  readonly outside: Set<string>
  readonly inside: Set<string>
}

/**
 * Whether an element repeats one that was loaded: the copy in `<noscript>`, or the lazy element after its copy.
 * @param attribs with the addresses where readers look for them, absolute
 */
export function isRepeated(attribs: Attributes, isInside: boolean, { outside, inside }: Loaded): boolean {
  const { src, srcset, data } = attribs
  const candidates = srcset?.split(', ').map((candidate) => candidate.replace(/ .*/, '')) ?? []
  const addresses = [src, data, ...candidates].filter((address) => address !== undefined)
  const isLazy = Object.keys(attribs).some((name) => LAZY.test(name))
  const before = isInside ? outside : inside
  if ((isInside || isLazy) && addresses.some((address) => before.has(address))) return true
  for (const address of addresses) (isInside ? inside : outside).add(address)
  return false
}
