/**
 * Packs: small things in few files. Which pack holds a thing follows from its key, so a reader opens one pack to find
 * it, and a change of a thing changes one pack. A pack is a JSON object; what is too large for one has a pack of its
 * own, and its place in the other one names that.
 */

/**
 * Things in a pack, at most on average. A feed changes with each of its posts, and its index is some kilobytes, so few
 * share a pack: 50,000 feeds are 8,192 packs.
 */
const LOAD = { pages: 32, feeds: 8, former: 256, media: 256 } as const

export type PackKind = keyof typeof LOAD

/** In UTF-16 units of JSON: a pack with many such things stays below the 25 MiB of a Worker's asset. */
export const MAX_PACKED = 128 * 1024

/**
 * In bytes: a larger document has a file of its own, which the static site links to. Of a smaller one the file would
 * cost more than its content, and three of them fit into a pack with their index.
 */
export const MAX_INLINE = 16 * 1024

/** What stands for a thing that has a pack of its own. */
export interface Elsewhere {
  readonly pack: string
}

/** Things by their keys. */
export type Pack<T> = Readonly<Record<string, T | Elsewhere>>

/** The number of packs for so many things: a power of two, so that it seldom changes. */
export function packCount(kind: PackKind, things: number): number {
  return things === 0 ? 0 : 2 ** Math.max(0, Math.ceil(Math.log2(things / LOAD[kind])))
}

/** The number of the pack that holds a thing. */
export function packOf(key: string, count: number): number {
  return fnv1a(key) % count
}

/** http://www.isthe.com/chongo/tech/comp/fnv/#FNV-1a with 32 bits, on UTF-16 units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  // the lowest bits of short texts are much alike
  return (hash ^ (hash >>> 15)) >>> 0
}
