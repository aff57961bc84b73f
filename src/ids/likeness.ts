/**
 * How alike two texts are, from a sketch of some dozens of bytes of each: the smallest hashes of its pairs of
 * neighbouring words (bottom-k MinHash, A. Broder 1997). The share of hashes in common estimates the share of
 * pairs in common; of a short text the sketch holds all pairs, and the estimate is exact.
 */

/** Hashes in a sketch. 24 tell the likeness to about 0.1, in 120 characters of the ledger. */
const SIZE = 24

/** Characters of a hash: 24 bits in base 36. Of 10,000 posts hardly two share one by chance. */
const WIDTH = 5

/** Sorts behind every hash. */
const LAST = '~'

/** Characters of a text that are looked at: longer than any post. */
const MAX_LENGTH = 512 * 1024

/** A sign of a script that puts no spaces between words. */
const SINGLE = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]`

const WORD = new RegExp(String.raw`${SINGLE}|[\p{L}\p{N}\p{M}]+`, 'gu')

/** What other signs of ASCII enclose. Most of it is a word, and this is found ten times as fast. */
const ENCLOSED = /[^\0-/:-`{-\x7f]+/g
const PLAIN_WORD = /^[a-z\d]+$/

/** Ascending hashes of {@link WIDTH} characters each, at most {@link SIZE}. */
export function sketchOf(text: string): string {
  const pairs = new Set<number>()
  let before = 0
  for (const part of text.slice(0, MAX_LENGTH).toLowerCase().match(ENCLOSED) ?? [])
    for (const word of PLAIN_WORD.test(part) ? [part] : (part.match(WORD) ?? [])) {
      const hash = hashOf(word)
      pairs.add(scramble(Math.imul(before, 31) ^ hash))
      before = hash
    }
  const smallest = Uint32Array.from(pairs).sort().subarray(0, SIZE)
  return [...smallest].map(encode).join('')
}

/** FNV-1a, 32 bits with a sign: the platform's hash would take seconds for the words of 10,000 posts. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5 | 0
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193)
  return hash
}

/** The hashes of a sketch, as texts. */
export function marks(sketch: string): string[] {
  return sketch.match(/.{5}/g) ?? []
}

/** Words that a text surely has: exact up to 24, and then 24. */
export function wordsIn(sketch: string): number {
  return sketch.length / WIDTH
}

/** Whether a text is long enough to be known by its likeness: its sketch is full. */
export function isLong(sketch: string): boolean {
  return wordsIn(sketch) === SIZE
}

/** From 0 (nothing in common) to 1: the share of the smallest hashes of both that are in both. */
export function likeness(a: string, b: string): number {
  let [inA, inB, seen, shared] = [0, 0, 0, 0]
  while (seen < SIZE && (inA < a.length || inB < b.length)) {
    const [mine, yours] = [a.slice(inA, inA + WIDTH) || LAST, b.slice(inB, inB + WIDTH) || LAST]
    if (mine <= yours) inA += WIDTH
    if (yours <= mine) inB += WIDTH
    if (mine === yours) shared++
    seen++
  }
  return seen === 0 ? 0 : shared / seen
}

/** The finalizer of MurmurHash3: every bit depends on every bit. 24 bits are kept. */
function scramble(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 8
}

function encode(hash: number): string {
  return hash.toString(36).padStart(WIDTH, '0')
}
