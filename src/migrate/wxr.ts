/**
 * WordPress eXtended RSS: an RSS 2.0 document with the posts of a site, often larger than memory. It is parsed
 * while it is read, one child of the channel at a time.
 */
import { SaxesParser } from 'saxes'
import { onlyText } from '../base/text.ts'
import { ImportError } from './imported-post.ts'

export interface WxrElement {
  readonly name: string
  /** The attribute of that name, which categories have. */
  readonly domain: string
  text: string
  /** Without comments of readers. */
  readonly children: WxrElement[]
}

/** Longest tag, text and item, in characters. */
const MAX_LENGTH = 16 * 1024 * 1024

/** What an element takes in memory besides its text, in characters. */
const ELEMENT = 100

/** Element depth; an export has six levels. */
const MAX_NESTING = 50

/** The trimmed text of the children of that name; '' where there is none. */
export function fieldOf({ children }: WxrElement, name: string): string {
  return children
    .filter((child) => child.name === name)
    .map(({ text }) => text.trim())
    .join('')
}

/**
 * The children of the channel.
 * @param path as messages name it
 * @throws {ImportError} for what is not well-formed, with its line
 */
export async function* readWxr(pieces: AsyncIterable<string>, path: string): AsyncGenerator<WxrElement> {
  const reader = new WxrReader(path)
  for await (const piece of pieces) {
    reader.write(onlyText(piece))
    yield* reader.take()
  }
  reader.end()
  yield* reader.take()
}

class WxrReader {
  readonly #parser = strictParser(({ reason }) => this.#fail(`is not well-formed XML (${reason})`))
  readonly #path: string
  readonly #open: WxrElement[] = []
  #read: WxrElement[] = []
  /** Characters of the open child of the channel. */
  #length = 0
  #lengthBeforeComment = 0
  /** Characters written since the parser's last event, which it holds. */
  #pending = 0

  constructor(path: string) {
    this.#path = path
    this.#parser.on('opentag', ({ name, attributes }) => this.#opened(name, attributes.domain ?? ''))
    this.#parser.on('text', (text) => this.#addText(text))
    this.#parser.on('cdata', (text) => this.#addText(text))
    this.#parser.on('comment', () => this.#addText(''))
    this.#parser.on('closetag', () => this.#closed())
  }

  write(piece: string): void {
    this.#pending += piece.length
    this.#parser.write(piece)
    if (this.#pending > MAX_LENGTH) this.#fail('holds a text of more than 16 MB')
  }

  end(): void {
    this.#parser.close()
  }

  take(): readonly WxrElement[] {
    const read = this.#read
    this.#read = []
    return read
  }

  #opened(name: string, domain: string): void {
    if (name === 'wp:comment') this.#lengthBeforeComment = this.#length
    this.#count(ELEMENT + domain.length)
    if (this.#open.push({ name, domain, text: '', children: [] }) > MAX_NESTING)
      this.#fail(`nests deeper than ${MAX_NESTING} elements`)
  }

  #addText(text: string): void {
    this.#count(text.length)
    const element = this.#open.at(-1)
    if (element !== undefined && this.#open.length > 2) element.text += text
  }

  #closed(): void {
    this.#pending = 0
    const element = this.#open.pop()
    const parent = this.#open.at(-1)
    if (element === undefined || parent === undefined) return
    if (element.name === 'wp:comment') this.#length = this.#lengthBeforeComment
    else if (this.#open.length > 2) parent.children.push(element)
    else if (this.#open.length === 2) {
      this.#read.push(element)
      this.#length = 0
    }
  }

  #count(length: number): void {
    this.#pending = 0
    this.#length += length
    if (this.#length > MAX_LENGTH) this.#fail('holds an item of more than 16 MB')
  }

  #fail(what: string): never {
    throw new ImportError(
      `${this.#path}:${this.#parser.line}: This ${what}. Nothing was imported. Export it again, or correct the line.`,
    )
  }
}

export interface XmlFault {
  readonly line: number
  readonly reason: string
}

/** Calls `onFault` at each fault, and parses on unless that throws. */
export function strictParser(onFault: (fault: XmlFault) => void): SaxesParser {
  const parser = new SaxesParser()
  // the message begins with the place
  parser.on('error', ({ message }) =>
    onFault({ line: parser.line, reason: message.replace(/^\d+:\d+: /, '').replace(/\.$/, '') }),
  )
  return parser
}

export function faultOfXml(text: string): XmlFault | undefined {
  let first: XmlFault | undefined
  strictParser((fault) => {
    first ??= fault
  })
    .write(text)
    .close()
  return first
}
