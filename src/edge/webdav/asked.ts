/** A WebDAV request, with what every method needs. */
import type { Instant } from '../../model.ts'
import type { Database } from '../../site/database.ts'
import type { Bucket } from '../live/platform.ts'
import type { Change } from './locks.ts'

export interface Folder {
  readonly db: Database
  readonly bucket: Bucket
  readonly clock: () => Instant
  /** Keys that have changed. @param due when the site takes them; absent: at once */
  readonly report: (keys: readonly string[], due?: Instant) => Promise<void>
}

export interface Asked extends Folder {
  readonly request: Request
  readonly key: string
  readonly now: Instant
  /** Checks the If header, and the locks of what changes. @throws {Refused} */
  readonly mayChange: (...changes: readonly Change[]) => Promise<void>
}

/** In milliseconds: a file that is empty or locked is still being written; clients write in several steps. */
export const SETTLING = 5_000
