/** The parts of the build before, as far as they still stand. */
import { isArchivePage } from '../base/paths.ts'
import { packName } from './orders.ts'
import { type BuildRecord, isAsWritten, KEPT, type Shown, type WrittenFile } from './record.ts'

export class Standing {
  readonly #out: string
  readonly #parts: ReadonlyMap<string, string>
  readonly #files: ReadonlyMap<string, readonly WrittenFile[]>
  /** The version from which on parts are as they were; -1 where that is not known. */
  readonly #version: number
  /** Whether no build was ever complete. */
  readonly isFirst: boolean
  readonly isComplete: boolean

  constructor(record: BuildRecord, out: string, { cache, now }: Shown) {
    this.#out = out
    this.#parts = record.parts()
    this.#files = record.files()
    const { shown } = record
    const isOfCache = shown !== undefined && cache !== '' && shown.cache === cache && shown.now <= now
    this.#version = isOfCache ? shown.version : -1
    this.isFirst = shown === undefined
    this.isComplete = !this.isFirst && !record.isUnfinished
  }

  get keys(): string[] {
    const keys = new Set([...this.#parts.keys(), ...this.#files.keys()])
    keys.delete(KEPT)
    return [...keys]
  }

  /** The bases of the feeds that builds have shown, but for archive pages. */
  get shownFeeds(): string[] {
    const bases = this.keys.flatMap((key) => {
      const [, kind, base = ''] = /^(feed|former-feed) (.*)$/s.exec(key) ?? []
      const isShown = this.#files.get(key)?.some(({ path }) => path.startsWith('site/'))
      return kind === undefined || !isShown || isArchivePage(base) ? [] : base
    })
    return [...new Set(bases)].sort()
  }

  /** The name of a pack that stands. */
  nameOf(key: string): string {
    return packName(this.#parts.get(key) ?? '')
  }

  has(key: string): boolean {
    return this.#parts.has(key)
  }

  /** Whether what has a version changed after the build before. */
  isOlder(version: number): boolean {
    return version > this.#version
  }

  /** Whether a part has to be made again: it changed, or its files are not as they were written. */
  isStale(key: string, version: number, of: string): boolean {
    const known = this.#parts.get(key)
    if (known === undefined || this.isOlder(version) || rest(known) !== of) return true
    return !this.#isWhole(key)
  }

  /** Whether the files of a part are as they were written. */
  #isWhole(key: string): boolean {
    return (this.#files.get(key) ?? []).every((file) => isAsWritten(this.#out, file))
  }
}

/** What a part is made of, without the name of its file. */
function rest(of: string): string {
  return of.slice(of.indexOf(' ') + 1)
}
