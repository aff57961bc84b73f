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
const SINGLE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

const LETTER = /[\p{L}\p{N}\p{M}]/u

/** FNV-1a, 32 bits with a sign: the platform's hash would take seconds for the words of 10,000 posts. */
const NO_HASH = 0x811c9dc5 | 0
const PRIME = 0x01000193

/** Ascending hashes of {@link WIDTH} characters each, at most {@link SIZE}. */
export function sketchOf(text: string): string {
  const words = new Words()
  const lower = text.slice(0, MAX_LENGTH).toLowerCase()
  for (let at = 0; at < lower.length; at++) {
    const sign = lower.codePointAt(at) ?? 0
    words.take(sign, kinds[sign] || kindOf(sign))
    if (sign > LAST_UNIT) at++
  }
  words.end()
  return words.pairs.smallest.map(encode).join('')
}

/** Cuts a text into words, sign by sign. */
class Words {
  readonly pairs = new Pairs()
  #hash = NO_HASH
  #isInWord = false

  take(sign: number, kind: number): void {
    const continues = (kind & IS_LETTER) !== 0 && (this.#isInWord || (kind & IS_SINGLE) === 0)
    if (!continues) this.end()
    this.#hash = mix(this.#hash, sign)
    this.#isInWord = continues || (kind & IS_SINGLE) !== 0
    if (!continues) this.end()
  }

  end(): void {
    if (this.#isInWord) this.pairs.add(this.#hash)
    this.#hash = NO_HASH
    this.#isInWord = false
  }
}

/** Signs above it take two UTF-16 units. */
const LAST_UNIT = 0xffff

/** Takes the UTF-16 units of a sign into a hash. */
function mix(hash: number, sign: number): number {
  if (sign <= LAST_UNIT) return Math.imul(hash ^ sign, PRIME)
  const [first = 0, second = 0] = [0, 1].map((at) => String.fromCodePoint(sign).charCodeAt(at))
  return Math.imul(Math.imul(hash ^ first, PRIME) ^ second, PRIME)
}

const IS_KNOWN = 1
/** Begins a word or continues one. */
const IS_LETTER = 2
/** A word of its own, unless it continues one. */
const IS_SINGLE = 4

/** By code point: the regular expressions take ten times as long. */
const kinds = new Uint8Array(0x11_0000)

function kindOf(sign: number): number {
  const character = String.fromCodePoint(sign)
  const kind = (LETTER.test(character) ? IS_LETTER : 0) | (SINGLE.test(character) ? IS_SINGLE : 0)
  kinds[sign] = kind | IS_KNOWN
  return kind
}

/** Above every hash. */
const NONE = 0xffff_ffff

/** The smallest {@link SIZE} hashes of the pairs of neighbouring words, each once. */
class Pairs {
  /** Ascending. */
  readonly #hashes = new Uint32Array(SIZE).fill(NONE)
  #before = 0

  get smallest(): number[] {
    return [...this.#hashes].filter((hash) => hash !== NONE)
  }

  /** Takes the hash of the next word. */
  add(word: number): void {
    const pair = scramble(Math.imul(this.#before, 31) ^ word)
    this.#before = word
    if (pair < (this.#hashes[SIZE - 1] ?? 0)) this.#insert(pair)
  }

  #insert(pair: number): void {
    const hashes = this.#hashes
    const at = hashes.findIndex((hash) => hash >= pair)
    if (hashes[at] === pair) return
    hashes.copyWithin(at + 1, at)
    hashes[at] = pair
  }
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
