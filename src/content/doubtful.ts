/** Reports front matter that probably does not say what its author meant, and values that cannot be. */

import { rolledOver } from '../base/dates.ts'
import { nearestKey, quote } from '../base/problem.ts'
import type { Instant, Problem } from '../model.ts'
import { type Diagnostics, EXPECTED } from './diagnostics.ts'
import { headersOf } from './drafts.ts'
import { type Fields, KNOWN_FOLDED, KNOWN_NAMES, RARE_NAMES } from './fields.ts'
import { isDate } from './held-back.ts'
import { foldKey, splitCommas } from './values.ts'

/** Keys of other systems that only look like misspelled keys of ours, folded. */
const FOREIGN = new Set(['publish', 'publisher', 'craft', 'contents', 'keywords'])

const RARE = Object.values(RARE_NAMES)

/** Keys whose value Jekyll splits at spaces; its `category` is one tag. */
const TAG_LISTS = new Set(['tags', 'categories'])

export function reportDoubtful(diagnostics: Diagnostics): void {
  reportBareSettings(diagnostics)
  reportTypos(diagnostics)
  reportDoubled(diagnostics)
  reportComments(diagnostics)
  for (const [name, value] of diagnostics.matter.fields) reportTags(name, value, diagnostics)
}

/** One known name may be a sentence: `Link: the tide table`. */
function reportBareSettings(diagnostics: Diagnostics): void {
  const { body, bodyLine } = diagnostics.matter
  if (bodyLine > 1) return
  const [first, second] = headersOf(body).filter(({ name }) => KNOWN_FOLDED.has(foldKey(name)))
  if (first === undefined || second === undefined) return
  diagnostics.warning(
    { line: first.line },
    {
      what: `${quote(first.name)} and ${quote(second.name)} look like settings, but stand outside of front matter.`,
      why: 'They do not count, and may be shown as text.',
      fix: 'Add a line "---" before the first setting, and one after the last.',
    },
  )
}

function reportTypos(diagnostics: Diagnostics): void {
  const { fields, placeOfKey } = diagnostics.matter
  for (const name of fields.keys()) {
    const key = foldKey(name)
    if (FOREIGN.has(key) || KNOWN_FOLDED.has(key) || RARE.some((pattern) => pattern.test(key))) continue
    const near = nearestKey(name, KNOWN_NAMES)
    const what = `${quote(name)} is not a setting.`
    if (near !== undefined) diagnostics.warning(placeOfKey(name), { what, fix: `Did you mean "${near}"?` })
  }
}

function reportDoubled(diagnostics: Diagnostics): void {
  for (const { key, place } of diagnostics.matter.doubled)
    diagnostics.warning(place, {
      what: `${quote(key)} is there twice.`,
      why: 'The last value counts.',
      fix: 'Keep one of the two.',
    })
}

function reportComments(diagnostics: Diagnostics): void {
  for (const { key, text, place } of diagnostics.matter.comments) {
    if (!KNOWN_FOLDED.has(foldKey(key))) continue
    diagnostics.warning(place, {
      what: `${quote(key)} ends before ${quote(text)}: after a space, "#" begins a comment in YAML.`,
      why: 'That part is not read.',
      fix: 'Put the whole value in quotation marks; or put a space after the "#" if it is a comment.',
    })
  }
}

/** One tag that was probably meant as several. */
function reportTags(name: string, value: unknown, diagnostics: Diagnostics): void {
  const isLine = typeof value === 'string' && splitCommas(value).length === 1
  if (!isLine || !TAG_LISTS.has(foldKey(name)) || !/\S\s+\S/.test(value)) return
  diagnostics.warning(diagnostics.matter.placeOfValue([name]), {
    what: `${quote(name)} is one tag with spaces in it (${quote(value)}).`,
    why: 'Jekyll would make each word a tag; dropfeed separates tags at commas.',
    fix: 'Write several tags as [green, tea], or one as ["green tea"].',
  })
}

/** Diaries of later centuries are published under their own dates. */
const FIRST_YEAR = 1000

/**
 * Drops an `updated` of an impossible year (0001-01-01 is zero in Go and Hugo). A post whose date or end has one is not
 * published, because neither can be guessed.
 */
export function checkYears(fields: Fields, diagnostics: Diagnostics): Fields {
  for (const key of ['date', 'updated', 'expires'] as const) checkDate(key, fields[key], diagnostics)
  return isImpossible(fields.updated) ? { ...fields, updated: undefined } : fields
}

function checkDate(
  key: 'date' | 'updated' | 'expires',
  instant: Instant | undefined,
  diagnostics: Diagnostics,
): void {
  const fix = EXPECTED[key][1]
  // JavaScript and Ruby read 30 February as 2 March
  const rolled = rolledOver(String(diagnostics.written.get(key)?.value))
  if (rolled !== undefined) {
    const why = `It counts as ${rolled.slice(0, 10)}.`
    diagnostics.doubt('warning', key, 'is a day that its month does not have', { why, fix })
  }
  if (isImpossible(instant)) {
    const flaw = 'has an impossible year'
    if (key === 'updated') diagnostics.doubt('warning', key, flaw, { why: 'It is ignored.', fix })
    else diagnostics.doubt('error', key, flaw, { fix })
  } else if (key === 'date' && instant !== undefined && instant <= 0)
    diagnostics.doubt('warning', key, 'is 1970-01-01 or earlier', {
      why: 'Many programs write such a date in place of a missing one, and some readers show it as today.',
      fix: 'Correct it if it is a mistake.',
    })
}

function isImpossible(instant: Instant | undefined): boolean {
  return instant !== undefined && new Date(instant).getUTCFullYear() < FIRST_YEAR
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
