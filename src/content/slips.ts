/** What front matter says otherwise than its author meant, as far as that can be seen. */

import { nearestKey } from '../base/problem.ts'
import { KNOWN_FOLDED, KNOWN_NAMES, NAMES, spellings } from './fields.ts'
import type { Findings } from './findings.ts'
import type { FrontMatter } from './frontmatter.ts'
import { FOREIGN_COMMA, foldKey, isEmpty } from './values.ts'

/** Keys of other systems that only look like slips of ours, folded. */
const FOREIGN = new Set(['publish', 'publisher', 'craft', 'contents'])

/** Where Jekyll takes each word of a text for a tag; its `category` is one. */
const TAG_LISTS = new Set(['tags', 'categories'])
const TAG_NAMES: ReadonlySet<string> = new Set(NAMES.tags)

/** Nothing of this keeps the post from being published. */
export function reportSlips(text: string, matter: FrontMatter, findings: Findings): void {
  reportTypos(matter, findings)
  reportRivals(matter, findings)
  reportLosses(text, matter, findings)
}

/** Keys that are nearly known. */
function reportTypos({ fields }: FrontMatter, findings: Findings): void {
  for (const name of fields.keys()) {
    const key = foldKey(name)
    if (FOREIGN.has(key) || KNOWN_FOLDED.has(key)) continue
    const near = nearestKey(name, KNOWN_NAMES)
    if (near !== undefined) findings.mistypedKey(name, near)
  }
}

/** `title: Tea` and `Title: Coffee` are one key; `published` says whether and when. */
function reportRivals({ fields }: FrontMatter, findings: Findings): void {
  const names = spellings(fields)
  for (const [name, value] of fields) {
    const key = foldKey(name)
    const used = names.get(key)
    const isRival = KNOWN_FOLDED.has(key) && key !== 'published' && used !== undefined && used !== name
    if (isRival && !isEmpty(value)) findings.rival(name, used)
  }
}

/** What would be published otherwise than it was meant. */
function reportLosses(text: string, { fields, comments }: FrontMatter, findings: Findings): void {
  const lost = text.indexOf('\uFFFD')
  if (lost !== -1) findings.lostCharacter(text.slice(0, lost).split(/\r\n?|\n/).length)
  for (const comment of comments) if (KNOWN_FOLDED.has(foldKey(comment.key))) findings.comment(comment)
  for (const [name, value] of fields) if (TAG_NAMES.has(foldKey(name))) reportTags(name, value, findings)
}

/** What was meant to be several tags, and is one. */
function reportTags(name: string, value: unknown, findings: Findings): void {
  const isLine = typeof value === 'string' && !value.includes(',') && !FOREIGN_COMMA.test(value)
  if (isLine && TAG_LISTS.has(foldKey(name)) && /\S\s+\S/.test(value)) findings.splitBySpaces(name, value)
  for (const [index, row] of Array.isArray(value) ? value.entries() : [])
    if (typeof row === 'string' && FOREIGN_COMMA.test(row)) findings.foreignComma(name, index, row)
}
