/** Posts as documents and pages show them, written in every format when one of them needs them. */
import { LRUCache } from 'lru-cache'
import { largest } from '../feeds/documents.ts'
import type { Entry, Instant } from '../model.ts'
import { composePost } from './compose.ts'
import type { Context } from './database.ts'
import { first } from './database.ts'
import { type WrittenPost, writeEntry, writtenPost } from './written.ts'

/** In bytes, of posts in three formats: the windows of some hundred feeds. */
const ROOM = 32 * 1024 * 1024

/** The same where a scratch file has them. */
const LITTLE_ROOM = 4 * 1024 * 1024

export class Renderer {
  readonly #context: Context
  #now: Instant
  readonly #written: LRUCache<string, WrittenPost>

  constructor(context: Context, now: Instant) {
    this.#context = context
    this.#now = now
    this.#written = new LRUCache<string, WrittenPost>({
      maxSize: context.scratch === undefined ? ROOM : LITTLE_ROOM,
      sizeCalculation: (written) => 3 * largest(written) + 1,
    })
  }

  /** To be called after a change of the database. @param changed paths of the posts that are not as they were */
  renew(now: Instant, changed: Iterable<string>): void {
    this.#now = now
    for (const path of changed) this.#written.delete(path)
  }

  write(path: string): WrittenPost {
    const known =
      this.#written.get(path) ??
      writtenPost(this.#context, path) ??
      writeEntry(this.#entry(path), this.#context)
    this.#written.set(path, known)
    return known
  }

  #entry(path: string): Entry {
    const row = first<{ entry: string }>(this.#context.db, 'select entry from rendered where path = ?', path)
    if (row !== undefined) return JSON.parse(row.entry)
    // it is not among the newest
    const entry = composePost(this.#context, path, this.#now)?.entry
    if (entry === undefined) throw new Error(`${path} could be composed before, and cannot be any more.`)
    return entry
  }
}
