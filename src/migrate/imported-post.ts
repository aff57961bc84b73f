/** A post as read from the export of another system, its dates, and the export itself. */
import type { Enclosure } from '../model.ts'

export interface ImportedPost {
  /** GUID of the entry in the old feed, unchanged. */
  readonly id: string
  readonly title: string
  /** Last part of the old address, decoded; '' where there is none. */
  readonly slug: string
  /** The old address, where the export names it. */
  readonly address?: string | undefined
  /** The address of the old site, where it is known. */
  readonly site?: string | undefined
  /** RFC 3339, as front matter takes it. */
  readonly date?: string | undefined
  readonly updated?: string | undefined
  readonly tags: readonly string[]
  readonly authors: readonly string[]
  /** Plain text. */
  readonly description?: string | undefined
  /** A web address. */
  readonly image?: string | undefined
  readonly enclosures: readonly Pick<Enclosure, 'url' | 'type' | 'length'>[]
  readonly html: string
  /** Base URL of the addresses in `html`. */
  readonly base?: string | undefined
  /** Set for a post that was not public: a front matter key and its value, such as `status: private`. */
  readonly held?: readonly [key: string, value: string] | undefined
  /** A page that was in no feed. */
  readonly isPage: boolean
  /** Names of shortcodes that stay as text. */
  readonly leftovers: readonly string[]
}

/** An item that does not become a post; `skipped` is its kind: `revision`, `attachment`. */
export interface Skipped {
  readonly skipped: string
  /** It is a post that cannot be read. */
  readonly isLost?: true
}

export interface Export {
  /** For messages: `WordPress export`. */
  readonly kind: string
  /** Origin and path of the old site, where the export or its reader names it. */
  readonly site?: string | undefined
  readonly items: AsyncIterable<ImportedPost | Skipped> | Iterable<ImportedPost | Skipped>
  /** Address of the feed's next page. */
  readonly next?: string | undefined
}

/** Thrown for an unreadable export; the message names the file, the line if known, and the fix. */
export class ImportError extends Error {}

/**
 * A text that stands alone. A part that the engine cuts from a long text keeps all of that in memory: of a large export,
 * only such copies are remembered.
 */
export function ownCopy(text: string): string {
  return Buffer.from(text).toString()
}

/** `2020-01-31 18:30:00` in UTC, any date of RFC 3339 or RFC 5322, or milliseconds; undefined for what is none. */
export function dateOf(value: unknown): string | undefined {
  const instant = typeof value === 'string' ? Date.parse(value.replace(SQL_DATE, '$1T$2Z')) : Number(value)
  // systems write zero for a date that is not there
  const isDate = instant > 0 && instant < 8.64e15
  return isDate ? new Date(instant).toISOString().replace('.000Z', 'Z') : undefined
}

const SQL_DATE = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/

/** The time of a change; undefined where it is that of publication, or earlier. */
export function later(changed: string | undefined, published: string | undefined): string | undefined {
  return changed !== undefined && published !== undefined && changed > published ? changed : undefined
}
