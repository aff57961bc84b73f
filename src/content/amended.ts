/** Values that other systems read in a way of their own: the post is published, and the value is reported. */

import { rolledOver } from '../base/dates.ts'
import { quote } from '../base/problem.ts'
import type { Diagnostics } from './diagnostics.ts'
import { EXPECTED } from './expected.ts'
import type { Fields } from './fields.ts'

const DATES = ['date', 'updated', 'expires'] as const

const MEDIA = ['audio', 'video'] as const

export function amend(fields: Fields, diagnostics: Diagnostics): Fields {
  for (const key of DATES) reportRolled(key, diagnostics)
  reportDoubled(diagnostics)
  const ids = MEDIA.filter((key) => isNoFile(fields[key]?.url))
  for (const key of ids)
    diagnostics.warning(diagnostics.placeOf(key), {
      what: `${diagnostics.subjectOf(key)} is neither a file nor a web address (${quote(fields[key]?.url)}).`,
      why: 'The post is published without it.',
      fix: EXPECTED[key][1],
    })
  return ids.length === 0 ? fields : { ...fields, ...Object.fromEntries(ids.map((key) => [key, undefined])) }
}

/** JavaScript and Ruby read 30 February as 2 March. */
function reportRolled(key: (typeof DATES)[number], diagnostics: Diagnostics): void {
  const value = String(diagnostics.written.get(key)?.value)
  const rolled = rolledOver(value)
  if (rolled === undefined) return
  diagnostics.warning(diagnostics.placeOf(key), {
    what: `${diagnostics.subjectOf(key)} is a day that its month does not have (${quote(value)}).`,
    why: `It counts as ${rolled.slice(0, 10)}.`,
    fix: EXPECTED[key][1],
  })
}

function reportDoubled(diagnostics: Diagnostics): void {
  for (const { key, place } of diagnostics.matter.doubled)
    diagnostics.warning(place, {
      what: `${quote(key)} is there twice.`,
      why: 'The last value counts.',
      fix: 'Keep one of the two.',
    })
}

/** A name without an ending, such as the id of a video on YouTube. */
function isNoFile(url: string | undefined): boolean {
  return url !== undefined && !/[./]/.test(url)
}
