/** Warnings about front matter that probably does not say what its author meant. */
import { nearestKey, quote } from '../base/problem.ts'
import type { Diagnostics } from './diagnostics.ts'
import { KNOWN_FOLDED, KNOWN_NAMES, RARE_NAMES } from './fields.ts'
import { headersOf } from './headers.ts'
import { foldKey, splitCommas } from './values.ts'

/** Keys of other systems that only look like misspelled keys of ours, folded. */
const FOREIGN = new Set(['publish', 'publisher', 'craft', 'contents', 'keywords'])

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
    if (FOREIGN.has(key) || KNOWN_FOLDED.has(key) || isRare(key)) continue
    const near = nearestKey(name, KNOWN_NAMES)
    const what = `${quote(name)} is not a setting.`
    if (near !== undefined) diagnostics.warning(placeOfKey(name), { what, fix: `Did you mean "${near}"?` })
  }
}

function isRare(key: string): boolean {
  return Object.values(RARE_NAMES).some((pattern) => pattern.test(key))
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
