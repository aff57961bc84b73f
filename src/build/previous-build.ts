/** The build before this one: its parts, and which of them are as they were written. */
import { isArchivePage } from '../base/paths.ts'
import { packName } from './orders.ts'
import { type BuildRecord, isAsWritten, KEPT, type Shown } from './record.ts'

const IS_FEED = /^(?:feed|former-feed) /

export class PreviousBuild {
  readonly #parts: ReadonlyMap<string, string>
  /** Keys of the parts with files that are not as they were written. */
  readonly #broken = new Set<string>()
  /** Keys of the feeds that have files in the static site. */
  readonly #shown = new Set<string>()
  /** The version from which on parts are as they were; -1 where that is not known. */
  readonly #version: number
  /** Of all parts that were begun. */
  readonly keys: ReadonlySet<string>
  /** Whether no build was ever complete. */
  readonly isFirst: boolean

  constructor(record: BuildRecord, out: string, { cache, now }: Shown) {
    this.#parts = record.parts()
    const keys = new Set(this.#parts.keys())
    for (const file of record.everyFile()) {
      const { part, path } = file
      if (part === KEPT) continue
      keys.add(part)
      if (IS_FEED.test(part) && path.startsWith('site/')) this.#shown.add(part)
      if (!isAsWritten(out, file)) this.#broken.add(part)
    }
    this.keys = keys
    const { shown } = record
    const isOfCache = shown !== undefined && cache !== '' && shown.cache === cache && shown.now <= now
    this.#version = isOfCache ? shown.version : -1
    this.isFirst = shown === undefined
  }

  /** The bases of the feeds that builds have shown, but for archive pages. */
  get shownFeeds(): string[] {
    const bases = new Set([...this.#shown].map((key) => key.replace(IS_FEED, '')))
    return [...bases].filter((base) => !isArchivePage(base)).sort()
  }

  /** The name of a pack of the build before. */
  nameOf(key: string): string {
    return packName(this.#parts.get(key) ?? '')
  }

  has(key: string): boolean {
    return this.#parts.has(key)
  }

  /** Whether a version is newer than that of the build before. */
  isNewer(version: number): boolean {
    return version > this.#version
  }

  /** Whether a part has to be made again: it changed, or its files are not as they were written. */
  isStale(key: string, version: number, of: string): boolean {
    const known = this.#parts.get(key)
    return known === undefined || this.isNewer(version) || rest(known) !== of || this.#broken.has(key)
  }
}

/** What a part is made of, without the name of its file. */
function rest(of: string): string {
  return of.slice(of.indexOf(' ') + 1)
}
