/** Impossible years: a program's zero (0001-01-01 in Go and Hugo, 1970-01-01 in Unix) or a typing error. */
import { quote } from '../base/problem.ts'
import type { Instant } from '../model.ts'
import type { Diagnostics } from './diagnostics.ts'
import { EXPECTED } from './expected.ts'
import type { Fields } from './fields.ts'

/** Diaries of later centuries are published under their own dates. */
const FIRST_YEAR = 1000

/**
 * Drops an `updated` of an impossible year. A post whose date or end has one is not published, because neither can
 * be guessed.
 */
export function checkYears(fields: Fields, diagnostics: Diagnostics): Fields {
  const { date, updated, expires } = fields
  const words = (key: 'date' | 'updated' | 'expires') => ({
    what: `${diagnostics.subjectOf(key)} has an impossible year (${quote(diagnostics.written.get(key)?.value)}).`,
    fix: EXPECTED[key][1],
  })
  if (isImpossible(date)) diagnostics.error(diagnostics.placeOf('date'), words('date'))
  else if (date !== undefined && date <= 0) reportEarly(diagnostics)
  if (isImpossible(expires)) diagnostics.error(diagnostics.placeOf('expires'), words('expires'))
  if (!isImpossible(updated)) return fields
  diagnostics.warning(diagnostics.placeOf('updated'), { ...words('updated'), why: 'It is ignored.' })
  return { ...fields, updated: undefined }
}

function reportEarly(diagnostics: Diagnostics): void {
  const value = quote(diagnostics.written.get('date')?.value)
  diagnostics.warning(diagnostics.placeOf('date'), {
    what: `${diagnostics.subjectOf('date')} is 1970-01-01 or earlier (${value}).`,
    why: 'Many programs write such a date in place of a missing one, and some readers show it as today.',
    fix: 'Correct it if it is a mistake.',
  })
}

function isImpossible(instant: Instant | undefined): boolean {
  return instant !== undefined && new Date(instant).getUTCFullYear() < FIRST_YEAR
}
