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

/** A run of letters and digits; a single sign of the scripts that put no spaces between words. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{N}\p{M}]+/gu

/** Characters of a text that are looked at: longer than any post, and 20 MB of anything cost no more than that. */
const MAX_LENGTH = 512 * 1024

/** Ascending hashes of {@link WIDTH} characters each, at most {@link SIZE}. */
export function sketchOf(text: string): string {
  const words = (text.slice(0, MAX_LENGTH).toLowerCase().match(WORD) ?? []).map(hashWord)
  const pairs = new Set(words.map((word, index) => scramble(Math.imul(words[index - 1] ?? 0, 31) ^ word)))
  return [...Uint32Array.from(pairs).sort().subarray(0, SIZE)].map(encode).join('')
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

/** FNV-1a, 32 bits: the platform's hash would take seconds for the words of 10,000 posts. */
function hashWord(word: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < word.length; index++) {
    hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193)
  }
  return hash
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
