/**
 * npm `feed` lays out the elements, this module puts the texts in.
 *
 * `feed` escapes some texts and not others, guesses types, rewrites addresses and walks each post's HTML for
 * every format. So it never sees a text: each is stood in for by a token, and what `feed` returns is a
 * skeleton with holes, which are filled here with texts that the format has escaped, once each. Posts of one
 * shape (the same fields, as many tags) share a skeleton, so `feed` runs once per shape and not once per post.
 */
import type { Author, FeedOptions, Item } from 'feed'
import { Feed } from 'feed'

/** Cached skeletons. A site has some dozen shapes; the limit bounds memory for hostile ones. */
const MAX_SKELETONS = 1000

/** `new URL()` leaves such a text as it is, wherever `feed` takes it for an address. */
const TOKEN = /urn:hole:(\d+):/g

/** Collects the texts of one document part and hands out the tokens that stand for them. */
export class Holes {
  readonly texts: string[] = []
  readonly #encode: (value: unknown) => string

  constructor(encode: (value: unknown) => string) {
    this.#encode = encode
  }

  /** A token for a value that is still to be escaped. */
  text(value: string | number): string {
    return this.raw(this.#encode(value))
  }

  /** A token for a text that is already written as the format wants it. */
  raw(text: string): string {
    this.texts.push(text)
    return `urn:hole:${this.texts.length - 1}:`
  }

  /** A date that `feed` writes as the token of the given text. */
  date(text: string): Date {
    return new TokenDate(this.raw(text))
  }
}

/** A token for a text that may be missing or empty. */
export function optional(text: string | number | undefined, holes: Holes): string | undefined {
  return text === undefined || text === '' ? undefined : holes.text(text)
}

class TokenDate extends Date {
  readonly #token: string
  constructor(token: string) {
    super(0)
    this.#token = token
  }
  override toISOString(): string {
    return this.#token
  }
  override toUTCString(): string {
    return this.#token
  }
}

/** Input of `feed`: one feed with at most one item. */
export interface Layout {
  readonly options: FeedOptions
  readonly item?: Item
  readonly contributors?: readonly Author[]
  readonly extensions?: Feed['extensions']
  /** Attributes that `feed` cannot write, with tokens; `draw` inserts them. */
  readonly attributes?: string
  /** The `type` attributes of the texts, in their order. */
  readonly types?: readonly string[]
  readonly elements?: string
}

/** Literal texts with holes between them; `holes[i]` follows `literals[i]`. */
interface Skeleton {
  readonly literals: readonly string[]
  readonly holes: readonly number[]
}

/**
 * A writer for one part of one format. `draw` lets `feed` write the layout and cuts out and completes the
 * part; it sees tokens only, and is called once per shape.
 */
export function assembler(
  draw: (feed: Feed, layout: Layout) => string,
): (layout: Layout, holes: Holes) => string {
  const skeletons = new Map<string, Skeleton>()
  return (layout, holes) => {
    const shape = JSON.stringify(layout)
    const skeleton = skeletons.get(shape) ?? parseSkeleton(draw(toFeed(layout), layout))
    if (skeletons.size >= MAX_SKELETONS) skeletons.clear()
    skeletons.set(shape, skeleton)
    return fill(skeleton, holes.texts)
  }
}

function toFeed(layout: Layout): Feed {
  const feed = new Feed({ ...layout.options })
  if (layout.item !== undefined) feed.addItem({ ...layout.item })
  for (const contributor of layout.contributors ?? []) feed.addContributor(contributor)
  for (const extension of layout.extensions ?? []) feed.addExtension(extension)
  return feed
}

function parseSkeleton(text: string): Skeleton {
  const parts = text.split(TOKEN)
  return {
    literals: parts.filter((_, index) => index % 2 === 0),
    holes: parts.filter((_, index) => index % 2 === 1).map(Number),
  }
}

function fill({ literals, holes }: Skeleton, texts: readonly string[]): string {
  let filled = literals[0] ?? ''
  for (const [index, hole] of holes.entries()) filled += (texts[hole] ?? '') + (literals[index + 1] ?? '')
  return filled
}
