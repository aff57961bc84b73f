/** The diagnostic of a post without a date. */
import { quote } from '../base/problem.ts'
import type { Problem } from '../model.ts'
import type { Diagnostics } from './diagnostics.ts'
import { KNOWN_FOLDED } from './fields.ts'
import { isDate } from './held-back.ts'
import { foldKey } from './values.ts'

const WORDS = {
  what: 'The post has no date.',
  why: 'Readers sort posts by date.',
  fix: 'Add date: 2026-01-31 to its front matter, or begin the file name with 2026-01-31-.',
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
  if (name === undefined) diagnostics.error({}, WORDS)
  else
    diagnostics.error(placeOfKey(name), {
      ...WORDS,
      fix: `${quote(name)} looks like one (${quote(value)}): rename it to "date".`,
    })
}
