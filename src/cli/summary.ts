/** What commands report of a site. The summary of the last reading is kept in the cache. */
import type { Problem } from '../model.ts'
import { cacheValue, type Database, setCacheValue } from '../site/database.ts'
import type { Scheduled } from './report.ts'

/** The counts and problems that commands report. */
export interface Summary extends Scheduled {
  readonly posts: number
  readonly feeds: number
  /** With those of archive pages. */
  readonly documents: number
  readonly problems: readonly Problem[]
}

const SUMMARY = 'summary'

export function rememberedSummary(db: Database): Summary | undefined {
  const text = cacheValue(db, SUMMARY)
  return text === undefined ? undefined : JSON.parse(text)
}

/** @param summary undefined while the database changes */
export function rememberSummary(db: Database, summary: Summary | undefined): void {
  setCacheValue(db, SUMMARY, summary === undefined ? null : JSON.stringify(summary))
}
