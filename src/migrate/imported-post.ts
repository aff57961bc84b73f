/** A post of another system, as its export says it. Types only. */
import type { Root } from 'hast'
import type { Enclosure } from '../model.ts'

export interface ImportedPost {
  /** Of the entry in the old feed, to the letter. */
  readonly id: string
  readonly title: string
  /** Last part of the old address, decoded; '' where there is none. */
  readonly slug: string
  /** The old address, where the export names it. */
  readonly address?: string | undefined
  /** The address of the old site, where it is known. */
  readonly site?: string | undefined
  /** As front matter has it. */
  readonly date?: string | undefined
  readonly updated?: string | undefined
  /** Names. */
  readonly tags: readonly string[]
  readonly authors: readonly string[]
  /** Plain text. */
  readonly description?: string | undefined
  /** A web address. */
  readonly image?: string | undefined
  readonly enclosures: readonly Pick<Enclosure, 'url' | 'type' | 'length'>[]
  readonly html: string
  /** Against which the addresses in `html` are resolved. */
  readonly base?: string | undefined
  /** Makes the tree of `html` what browsers would show. */
  readonly prepare?: ((tree: Root) => void) | undefined
  /** Why the old system kept it from the public, as a front matter key and its value: `status: private`. */
  readonly held?: readonly [key: string, value: string] | undefined
  /** A page that was in no feed. */
  readonly isPage: boolean
  /** What readers of the old system saw, and is text now: names of shortcodes. */
  readonly leftovers: readonly string[]
}

/** What an export holds besides posts, by kind: `revision`, `attachment`. */
export interface Skipped {
  readonly skipped: string
  /** Somebody may miss it. */
  readonly isLost?: true
}

/** An export that is open. */
export interface Export {
  /** As a person calls it: `WordPress export`. */
  readonly kind: string
  /** Origin and path of the old site, where the export or its reader names it. */
  readonly site?: string | undefined
  readonly items: AsyncIterable<ImportedPost | Skipped> | Iterable<ImportedPost | Skipped>
  /** Why entries may be missing. */
  readonly doubt?: string | undefined
  /** Where a feed goes on. */
  readonly next?: string | undefined
}

/** An export that cannot be read. The message has the file, the line where one is known, and the fix. */
export class ImportError extends Error {}
