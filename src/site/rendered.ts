/** The `rendered` table: posts as feeds show them, written in every format when a document needs them. */
import { LRUCache } from 'lru-cache'
import { eachFormat } from '../base/paths.ts'
import type { Slice, Writer } from '../feeds/documents.ts'
import { encodeFormats } from '../feeds/formats/encode.ts'
import { formatNamed } from '../feeds/formats/index.ts'
import type { Entry, FormatName, Instant, Listed, Shown } from '../model.ts'
import { composePost, putComposed } from './compose.ts'
import type { Context } from './context.ts'
import { first } from './database.ts'

/** In bytes, of posts in three formats: the windows of some hundred feeds. */
const ROOM = 32 * 1024 * 1024

interface Written {
  readonly shown: Shown
  readonly bytes: Readonly<Record<FormatName, Uint8Array>>
  readonly slices: Readonly<Record<FormatName, Slice>>
  /** In bytes, in the largest format, so that every format holds the same posts. */
  readonly size: number
}

export class Renderer implements Writer<Listed> {
  readonly #context: Context
  #now: Instant
  readonly #written = new LRUCache<string, Written>({
    maxSize: ROOM,
    sizeCalculation: ({ size }) => 3 * size + 1,
  })

  constructor(context: Context, now: Instant) {
    this.#context = context
    this.#now = now
  }

  /** To be called after a change of the database. @param changed paths of the posts that are not as they were */
  renew(now: Instant, changed: Iterable<string>): void {
    this.#now = now
    for (const path of changed) this.#written.delete(path)
  }

  size({ path }: Listed): number {
    return this.#write(path).size
  }

  writing({ path }: Listed): Pick<Written, 'slices'> {
    return this.#write(path)
  }

  shown({ path }: Listed): Shown {
    return this.#write(path).shown
  }

  bytes({ path }: Listed, format: FormatName): Uint8Array {
    return this.#write(path).bytes[format]
  }

  /** A post as its page shows it: an item of a JSON Feed, always with its whole text, and what its image shows. */
  page({ path }: Listed): { readonly item: string; readonly imageAlt?: string } {
    const entry = this.#entry(path)
    const { alt } = entry.image ?? {}
    return {
      item: formatNamed.json.entry({ ...entry, content: 'full' }, this.#context.site),
      ...(alt === undefined ? {} : { imageAlt: alt }),
    }
  }

  #write(path: string): Written {
    const known = this.#written.get(path) ?? write(this.#entry(path), this.#context)
    this.#written.set(path, known)
    return known
  }

  #entry(path: string): Entry {
    const entry = this.#read(path) ?? this.#compose(path)
    if (entry === undefined) throw new Error(`${path} could be composed before, and cannot be any more.`)
    return entry
  }

  #read(path: string): Entry | undefined {
    const row = first<{ entry: string }>(this.#context.db, 'select entry from rendered where path = ?', path)
    return row && JSON.parse(row.entry)
  }

  /** The row was given up for want of room. */
  #compose(path: string): Entry | undefined {
    const composed = composePost(this.#context, path, this.#now)
    if (composed !== undefined) putComposed(this.#context.db, composed)
    return this.#read(path)
  }
}

function write(entry: Entry, { site, hash }: Context): Written {
  const bytes = encodeFormats(eachFormat((name) => formatNamed[name].entry(entry, site)))
  return {
    shown: toShown(entry),
    bytes,
    slices: eachFormat((name) => ({ hash: hash(bytes[name]), length: bytes[name].length })),
    size: Math.max(...Object.values(bytes).map(({ length }) => length)),
  }
}

function toShown({ content, authors, language, image, enclosures, podcast }: Entry): Shown {
  return {
    content,
    authors,
    enclosures,
    ...(language === undefined ? {} : { language }),
    ...(image === undefined ? {} : { image }),
    ...(podcast === undefined ? {} : { podcast }),
  }
}
