/** The `rendered` table: posts as feeds show them. */
import { LRUCache } from 'lru-cache'
import type { Writer } from '../compile/documents.ts'
import type { Entry, FormatName, Instant, Listed } from '../model.ts'
import { composePost, putComposed, type Writing, writeSlice } from './compose.ts'
import type { Context } from './context.ts'
import { first } from './database.ts'

/** Parsed entries that are kept: the documents of a feed in three formats are made one after the other. */
const MAX_ENTRIES = 500

interface Rendered {
  readonly entry: Entry
  readonly writing: Writing
  readonly size: number
}

const encoder = new TextEncoder()

export class Renderer implements Writer<Listed> {
  readonly #context: Context
  #now: Instant
  readonly #known = new LRUCache<string, Rendered>({ max: MAX_ENTRIES })

  constructor(context: Context, now: Instant) {
    this.#context = context
    this.#now = now
  }

  /** To be called after a change of the database. @param changed paths of the posts that are not as they were */
  renew(now: Instant, changed: Iterable<string>): void {
    this.#now = now
    for (const path of changed) this.#known.delete(path)
  }

  size({ path }: Listed): number {
    return this.#get(path).size
  }

  writing({ path }: Listed): Writing {
    return this.#get(path).writing
  }

  shown({ path }: Listed): Writing['shown'] {
    return this.#get(path).writing.shown
  }

  bytes({ path }: Listed, format: FormatName): Uint8Array {
    return encoder.encode(writeSlice(this.#get(path).entry, format, this.#context))
  }

  /** A post as an item of a JSON Feed, always with its whole text. */
  item({ path }: Listed): string {
    return writeSlice({ ...this.#get(path).entry, content: 'full' }, 'json', this.#context)
  }

  #get(path: string): Rendered {
    const known = this.#known.get(path) ?? this.#read(path) ?? this.#compose(path)
    this.#known.set(path, known)
    return known
  }

  #read(path: string): Rendered | undefined {
    const row = first<{ entry: string; writing: string; size: number }>(
      this.#context.db,
      'select entry, writing, size from rendered where path = ?',
      path,
    )
    return row && { entry: JSON.parse(row.entry), writing: JSON.parse(row.writing), size: row.size }
  }

  /** The row was given up for want of room. */
  #compose(path: string): Rendered {
    const composed = composePost(this.#context, path, this.#now)
    if (composed !== undefined) putComposed(this.#context.db, composed)
    const rendered = this.#read(path)
    if (rendered === undefined) throw new Error(`${path} could be composed before, and cannot be any more.`)
    return rendered
  }
}
