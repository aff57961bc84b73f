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
  const part = text.slice(0, MAX_LENGTH)
  const pairs = pairsOf(part) ?? pairsOf(part.toLowerCase())
  return pairs?.smallest.map(encode).join('') ?? ''
}

/** The pairs of words in lower case; undefined where a text has capitals that do not become small one by one. */
function pairsOf(text: string): Pairs | undefined {
  const pairs = new Pairs()
  const words = new Words(pairs)
  for (let at = 0; at < text.length && !words.hasCapitals; ) {
    const end = words.takeLatin(text, at)
    at = end < text.length ? words.takeOther(text, end) : end
  }
  words.end()
  return words.hasCapitals ? undefined : pairs
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
    let at = SIZE - 1
    while (at > 0 && (hashes[at - 1] ?? 0) > pair) at--
    if (hashes[at - 1] === pair) return
    hashes.copyWithin(at + 1, at)
    hashes[at] = pair
  }
}

/** FNV-1a, 32 bits with a sign: the platform's hash would take seconds for the words of 10,000 posts. */
const NO_HASH = 0x811c9dc5 | 0
const PRIME = 0x01000193

/** The hashes of the words of a text, which is handed over piece by piece. */
class Words {
  /** A capital was met whose lower case {@link LATIN_LETTERS} does not have. */
  hasCapitals = false
  readonly #to: Pairs
  #hash = NO_HASH
  #isIn = false

  constructor(to: Pairs) {
    this.#to = to
  }

  /** Takes what most texts are full of, and gives where it ends. */
  takeLatin(text: string, from: number): number {
    let hash = this.#hash
    let at = from
    for (; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      const letter = unit < LATIN ? LATIN_LETTERS[unit] : 0
      if (!letter) break
      hash = Math.imul(hash ^ letter, PRIME)
    }
    this.#hash = hash
    this.#isIn ||= at > from
    return at
  }

  /** Takes a sign, whatever it is, and gives where it ends. */
  takeOther(text: string, at: number): number {
    const unit = text.charCodeAt(at)
    const sign = unit < SURROGATES ? unit : (text.codePointAt(at) ?? 0)
    const width = sign > 0xffff ? 2 : 1
    const kind = kinds[sign] || look(sign)
    if (kind & IS_CAPITAL) this.hasCapitals = true
    if (kind & IS_LETTER && (this.#isIn || !(kind & IS_SINGLE))) {
      this.#hash = mix(this.#hash, text, at, width)
      this.#isIn = true
    } else {
      this.end()
      if (kind & IS_SINGLE) this.#to.add(mix(NO_HASH, text, at, width))
    }
    return at + width
  }

  /** The word at hand ends. */
  end(): void {
    if (!this.#isIn) return
    this.#to.add(this.#hash)
    this.#hash = NO_HASH
    this.#isIn = false
  }
}

function mix(hash: number, text: string, at: number, width: number): number {
  const mixed = Math.imul(hash ^ text.charCodeAt(at), PRIME)
  return width === 1 ? mixed : Math.imul(mixed ^ text.charCodeAt(at + 1), PRIME)
}

const IS_SINGLE = 1
const IS_LETTER = 2
const IS_KNOWN = 4
/** In lower case it is another sign, or several, or one that its neighbours tell. */
const IS_CAPITAL = 8

/** A unit from here on may be one of a pair. */
const SURROGATES = 0xd800

/** Letters with and without accents are below this. */
const LATIN = 0x250

/** Each of them in lower case; 0 for what is no letter, and for the one that is two in lower case. */
const LATIN_LETTERS = Uint16Array.from({ length: LATIN }, (_, unit) => {
  const lower = String.fromCharCode(unit).toLowerCase()
  return LETTER.test(lower) && lower.length === 1 ? lower.charCodeAt(0) : 0
})

/** What each sign is, as it was found out: a look into it is ten times as fast as the expressions. */
const kinds = new Uint8Array(0x11_0000)

function look(sign: number): number {
  const character = String.fromCodePoint(sign)
  const kind =
    IS_KNOWN |
    (SINGLE.test(character) ? IS_SINGLE : 0) |
    (LETTER.test(character) ? IS_LETTER : 0) |
    (character.toLowerCase() === character ? 0 : IS_CAPITAL)
  kinds[sign] = kind
  return kind
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
