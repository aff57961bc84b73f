/** Implausible values: dates that a program wrote or that are missing, and names that are no files. */
import { rolledOver } from '../base/dates.ts'
import { quote } from '../base/problem.ts'
import type { Instant, Problem } from '../model.ts'
import type { Diagnostics } from './diagnostics.ts'
import { EXPECTED } from './expected.ts'
import { type Fields, KNOWN_FOLDED } from './fields.ts'
import { isDate } from './held-back.ts'
import { foldKey } from './values.ts'

/** Diaries of later centuries are published under their own dates. */
const FIRST_YEAR = 1000

/**
 * Drops an `updated` of an impossible year (0001-01-01 is zero in Go and Hugo). A post whose date or end has one is not
 * published, because neither can be guessed.
 */
export function checkYears(fields: Fields, diagnostics: Diagnostics): Fields {
  const { date, updated, expires } = fields
  for (const key of ['date', 'updated', 'expires'] as const) reportRolled(key, diagnostics)
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

/** JavaScript and Ruby read 30 February as 2 March. */
function reportRolled(key: 'date' | 'updated' | 'expires', diagnostics: Diagnostics): void {
  const value = String(diagnostics.written.get(key)?.value)
  const rolled = rolledOver(value)
  if (rolled === undefined) return
  diagnostics.warning(diagnostics.placeOf(key), {
    what: `${diagnostics.subjectOf(key)} is a day that its month does not have (${quote(value)}).`,
    why: `It counts as ${rolled.slice(0, 10)}.`,
    fix: EXPECTED[key][1],
  })
}

function isImpossible(instant: Instant | undefined): boolean {
  return instant !== undefined && new Date(instant).getUTCFullYear() < FIRST_YEAR
}

function reportEarly(diagnostics: Diagnostics): void {
  const value = quote(diagnostics.written.get('date')?.value)
  diagnostics.warning(diagnostics.placeOf('date'), {
    what: `${diagnostics.subjectOf('date')} is 1970-01-01 or earlier (${value}).`,
    why: 'Many programs write such a date in place of a missing one, and some readers show it as today.',
    fix: 'Correct it if it is a mistake.',
  })
}

/** Drops an `audio` or `video` without an ending, such as the id of a video on YouTube. */
export function withoutIds(fields: Fields, diagnostics: Diagnostics): Fields {
  const kept = { ...fields }
  for (const key of ['audio', 'video'] as const) {
    const url = fields[key]?.url
    if (url === undefined || /[./]/.test(url)) continue
    diagnostics.warning(diagnostics.placeOf(key), {
      what: `${diagnostics.subjectOf(key)} is neither a file nor a web address (${quote(url)}).`,
      why: 'The post is published without it.',
      fix: EXPECTED[key][1],
    })
    kept[key] = undefined
  }
  return kept
}

/** Of a site, beside its posts. */
export const FRONT_PAGE = /^index\.\w+$/i

export function frontPage(path: string): Problem {
  const what = 'This has no date, and is taken for the front page of the old site.'
  return { severity: 'note', path, what, fix: 'If it is a post, add a date to its front matter.' }
}

/** Names the key that may be meant as the date. */
export function reportNoDate(diagnostics: Diagnostics): void {
  const { fields, placeOfKey } = diagnostics.matter
  const [name, value] =
    [...fields].find(([name, value]) => !KNOWN_FOLDED.has(foldKey(name)) && isDate(value)) ?? []
  const isLike = name !== undefined && `${quote(name)} looks like one (${quote(value)}): rename it to "date".`
  diagnostics.error(name === undefined ? {} : placeOfKey(name), {
    what: 'The post has no date.',
    why: 'Readers sort posts by date.',
    fix: isLike || 'Add date: 2026-01-31 to its front matter, or begin the file name with 2026-01-31-.',
  })
}
