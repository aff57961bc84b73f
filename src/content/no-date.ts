/** The diagnostic of a post without a date. */
import { quote } from '../base/problem.ts'
import type { Diagnostics } from './diagnostics.ts'
import { KNOWN_FOLDED } from './fields.ts'
import { isDate } from './held-back.ts'
import { foldKey } from './values.ts'

const WORDS = {
  what: 'The post has no date.',
  why: 'Readers sort posts by date.',
  fix: 'Add date: 2026-01-31 to its front matter, or begin the file name with 2026-01-31-.',
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
