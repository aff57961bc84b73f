/**
 * WordPress eXtended RSS: an RSS 2.0 document with the posts of a site, often larger than memory. It is parsed
 * while it is read, one item at a time.
 */
import { onlyText } from '../base/text.ts'
import { ImportError } from './imported-post.ts'
import { strictParser } from './well-formed.ts'

export interface WxrItem {
  /** Element texts by name, such as `wp:status`. Texts of repeated elements are joined. */
  readonly fields: ReadonlyMap<string, string>
  readonly categories: readonly { readonly domain: string; readonly name: string }[]
  /** `wp:postmeta`. */
  readonly meta: readonly { readonly key: string; readonly value: string }[]
}

/** The channel's elements before its first item. */
export interface WxrHead {
  readonly fields: ReadonlyMap<string, string>
  /** Display names by login. */
  readonly authors: ReadonlyMap<string, string>
}

/** Longest text, tag and item, in characters: the parser holds each whole. */
const MAX_PIECE = 16 * 1024 * 1024

/** Element depth; an export has six levels. */
const MAX_NESTING = 50

/** @param path as messages name it @throws {ImportError} for what is not well-formed, with its line */
export async function* readWxr(
  pieces: AsyncIterable<string>,
  path: string,
): AsyncGenerator<{ readonly item: WxrItem; readonly head: WxrHead }> {
  const reader = new WxrReader(path)
  for await (const piece of pieces) {
    reader.write(onlyText(piece))
    yield* reader.takeItems()
  }
  reader.end()
  yield* reader.takeItems()
}

class WxrReader {
  readonly #parser = strictParser(({ reason }) => this.#fail(`is not well-formed XML (${reason})`))
  readonly #path: string
  readonly #open: string[] = []
  readonly #head = { fields: new Map<string, string>(), authors: new Map<string, string>() }
  #items: WxrItem[] = []
  #item = emptyItem()
  #itemLength = 0
  /** Children of the open `wp:author` or `wp:postmeta`. */
  #parts = new Map<string, string>()
  #category = ''
  #text = ''
  /** Characters written since the parser's last event. */
  #pending = 0

  constructor(path: string) {
    this.#path = path
    this.#parser.on('opentag', ({ name, attributes }) => this.#opened(name, attributes.domain ?? ''))
    this.#parser.on('text', (text) => this.#addText(text))
    this.#parser.on('cdata', (text) => this.#addText(text))
    this.#parser.on('comment', () => this.#addText(''))
    this.#parser.on('closetag', ({ name }) => this.#closed(name))
  }

  write(piece: string): void {
    this.#pending += piece.length
    this.#parser.write(piece)
    if (this.#pending > MAX_PIECE) this.#fail('holds a text of more than 16 MB')
  }

  end(): void {
    this.#parser.close()
  }

  *takeItems() {
    const items = this.#items
    this.#items = []
    for (const item of items) yield { item, head: this.#head }
  }

  #opened(name: string, domain: string): void {
    this.#pending = 0
    this.#text = ''
    if (this.#open.push(name) > MAX_NESTING) this.#fail(`nests deeper than ${MAX_NESTING} elements`)
    if (this.#isAt('item', 3)) {
      this.#item = emptyItem()
      this.#itemLength = 0
    }
    if (this.#open.length === this.#depthOfParts()) this.#parts = new Map()
    this.#category = domain
  }

  #addText(text: string): void {
    this.#pending = 0
    this.#text += text
    if (this.#text.length > MAX_PIECE) this.#fail('holds a text of more than 16 MB')
  }

  #closed(name: string): void {
    this.#pending = 0
    const depth = this.#open.length
    const isInItem = this.#open[2] === 'item'
    if (depth === this.#depthOfParts() + 1) this.#parts.set(name, this.#text.trim())
    else if (isInItem && depth === 4) this.#closedField(name)
    else if (isInItem && depth === 3) this.#items.push(this.#item)
    else if (depth === 3) this.#closedHead(name)
    this.#open.pop()
    this.#text = ''
  }

  #closedField(name: string): void {
    const { fields, categories, meta } = this.#item
    this.#itemLength += this.#text.length
    if (this.#itemLength > MAX_PIECE) this.#fail('holds an item of more than 16 MB')
    if (name === 'category') categories.push({ domain: this.#category, name: this.#text.trim() })
    else if (name === 'wp:postmeta')
      meta.push({ key: this.#part('wp:meta_key'), value: this.#part('wp:meta_value') })
    else fields.set(name, (fields.get(name) ?? '') + this.#text.trim())
  }

  #closedHead(name: string): void {
    if (name === 'wp:author')
      this.#head.authors.set(this.#part('wp:author_login'), this.#part('wp:author_display_name'))
    else this.#head.fields.set(name, this.#text.trim())
  }

  #part(name: string): string {
    return this.#parts.get(name) ?? ''
  }

  #isAt(name: string, depth: number): boolean {
    return this.#open.length === depth && this.#open[depth - 1] === name
  }

  /** Depth of `wp:author` in the channel, or of `wp:postmeta` in an item. */
  #depthOfParts(): number {
    return this.#open[2] === 'item' ? 4 : 3
  }

  #fail(what: string): never {
    throw new ImportError(
      `${this.#path}:${this.#parser.line}: This ${what}. Nothing was imported. Export it again, or correct the line.`,
    )
  }
}

function emptyItem() {
  return {
    fields: new Map<string, string>(),
    categories: [] as { domain: string; name: string }[],
    meta: [] as { key: string; value: string }[],
  }
}
