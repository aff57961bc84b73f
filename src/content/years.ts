/** Years that are a program's zero or a slip rather than a post's: Go's and Hugo's 0001-01-01, Unix's 1970-01-01. */
import type { Instant } from '../model.ts'
import type { Fields, Key } from './fields.ts'
import type { Findings, Written } from './findings.ts'

/** Nobody has posts from before; diaries of later centuries are published under their own dates. */
const FIRST_YEAR = 1000

/**
 * The fields without an `updated` of an impossible year. A post whose own date or end is of such a year is not
 * published: neither can be guessed.
 */
export function checkYears(fields: Fields, written: ReadonlyMap<Key, Written>, findings: Findings): Fields {
  const { date, updated, expires } = fields
  const report = (severity: 'error' | 'warning', key: Key) =>
    findings.impossibleYear(severity, key, written.get(key))
  if (isImpossible(date)) report('error', 'date')
  else if (date !== undefined && date <= 0) findings.earlyDate(written.get('date'))
  if (isImpossible(expires)) report('error', 'expires')
  if (!isImpossible(updated)) return fields
  report('warning', 'updated')
  return { ...fields, updated: undefined }
}

function isImpossible(instant: Instant | undefined): boolean {
  return instant !== undefined && new Date(instant).getUTCFullYear() < FIRST_YEAR
}
