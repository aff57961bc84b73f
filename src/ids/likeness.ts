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

/** What other signs of ASCII enclose: mostly a word, which is found ten times as fast as by {@link WORD}. */
const ENCLOSED = /[^\0-/:-`{-\x7f]+/g

/** Ascending hashes of {@link WIDTH} characters each, at most {@link SIZE}. */
export function sketchOf(text: string): string {
  const smallest: number[] = []
  let before = 0
  const take = (hash: number) => {
    insert(scramble(Math.imul(before, 31) ^ hash), smallest)
    before = hash
  }
  for (const part of text.slice(0, MAX_LENGTH).toLowerCase().match(ENCLOSED) ?? []) {
    const hash = hashOf(part)
    if (hash !== undefined) take(hash)
    else for (const word of part.match(WORD) ?? []) take(hashOf(word, LAST_UNIT) ?? 0)
  }
  return smallest.map(encode).join('')
}

const LAST_OF_ASCII = 0x7f
const LAST_UNIT = 0xffff

/**
 * FNV-1a, 32 bits with a sign: the platform's hash would take seconds for the words of 10,000 posts.
 * @returns undefined where a UTF-16 unit is above the last one
 */
function hashOf(word: string, last = LAST_OF_ASCII): number | undefined {
  let hash = 0x811c9dc5 | 0
  for (let at = 0; at < word.length; at++) {
    const unit = word.charCodeAt(at)
    if (unit > last) return undefined
    hash = Math.imul(hash ^ unit, 0x01000193)
  }
  return hash
}

/** Keeps the smallest hashes, ascending and each once. */
function insert(hash: number, smallest: number[]): void {
  if (smallest.length === SIZE && hash >= (smallest[SIZE - 1] ?? 0)) return
  const at = smallest.findIndex((other) => other >= hash)
  if (smallest[at] === hash) return
  smallest.splice(at === -1 ? smallest.length : at, 0, hash)
  smallest.length = Math.min(smallest.length, SIZE)
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
