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

/** Signs of the scripts that put no spaces between words: each is a word. */
const SINGLE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** A run of these is a word. */
const LETTER = /[\p{L}\p{N}\p{M}]/u

/** Characters of a text that are looked at: longer than any post, and 20 MB of anything cost no more than that. */
const MAX_LENGTH = 512 * 1024

/** Ascending hashes of {@link WIDTH} characters each, at most {@link SIZE}. */
export function sketchOf(text: string): string {
  const smallest = new Smallest()
  let before = 0
  for (const word of hashedWords(text.slice(0, MAX_LENGTH).toLowerCase())) {
    smallest.add(scramble(Math.imul(before, 31) ^ word))
    before = word
  }
  return smallest.values.map(encode).join('')
}

/** The smallest {@link SIZE} of the numbers added, ascending, each once. */
class Smallest {
  readonly values: number[] = []

  add(value: number): void {
    const { values } = this
    if (values.length === SIZE && value >= (values[SIZE - 1] ?? 0)) return
    let at = values.length
    while (at > 0 && (values[at - 1] ?? 0) > value) at--
    if (values[at - 1] === value) return
    values.splice(at, 0, value)
    if (values.length > SIZE) values.pop()
  }
}

/** FNV-1a, 32 bits: the platform's hash would take seconds for the words of 10,000 posts. */
const NO_HASH = 0x811c9dc5
const PRIME = 0x01000193

/** The hash of each word. */
function hashedWords(text: string): number[] {
  const hashes: number[] = []
  let hash = NO_HASH
  let isIn = false
  for (let at = 0, width = 1; at < text.length; at += width) {
    const unit = text.charCodeAt(at)
    // what most texts are full of
    if (unit < LATIN && kinds[unit] === PLAIN_LETTER) {
      hash = Math.imul(hash ^ unit, PRIME)
      isIn = true
      width = 1
      continue
    }
    const kind = kindAt(text, at)
    width = widthAt(text, at)
    const isLetter = (kind & IS_LETTER) !== 0
    const isAlone = !isIn && (kind & IS_SINGLE) !== 0
    if (isIn && !isLetter) {
      hashes.push(hash)
      hash = NO_HASH
      isIn = false
    }
    if (isAlone || (kind & IS_SINGLE && !isLetter)) hashes.push(mix(NO_HASH, text, at, width))
    else if (isLetter) {
      hash = mix(hash, text, at, width)
      isIn = true
    }
  }
  if (isIn) hashes.push(hash)
  return hashes
}

function mix(hash: number, text: string, at: number, width: number): number {
  const mixed = Math.imul(hash ^ text.charCodeAt(at), PRIME)
  return width === 1 ? mixed : Math.imul(mixed ^ text.charCodeAt(at + 1), PRIME)
}

const IS_SINGLE = 1
const IS_LETTER = 2
const IS_KNOWN = 4
const PLAIN_LETTER = IS_KNOWN | IS_LETTER

/** Letters with and without accents are below this. */
const LATIN = 0x250

/** What each sign is, as it was found out: a look into it is ten times as fast as the expressions. */
const kinds = new Uint8Array(0x11_0000)

function kindAt(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  return kinds[unit & 0xfc00 ? signAt(text, at) : unit] || look(signAt(text, at))
}

function look(sign: number): number {
  const character = String.fromCodePoint(sign)
  const kind = IS_KNOWN | (SINGLE.test(character) ? IS_SINGLE : 0) | (LETTER.test(character) ? IS_LETTER : 0)
  kinds[sign] = kind
  return kind
}

function signAt(text: string, at: number): number {
  return text.codePointAt(at) ?? 0
}

function widthAt(text: string, at: number): number {
  return text.charCodeAt(at) < 0xd800 || signAt(text, at) <= 0xffff ? 1 : 2
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
