/** The report of a post that is held back. */

import { quote } from '../base/problem.ts'
import type { Problem } from '../model.ts'
import type { Held } from './drafts.ts'
import type { FrontMatter } from './frontmatter.ts'

const WHY = 'Other systems keep such a post from their feeds or from the public.'
const FIX =
  'To publish it, remove the setting; write feed: false instead to publish its page outside the feeds.'

/** A note, not an error: the writer chose it. */
export function heldBack(held: Held, path: string, matter: FrontMatter): Problem {
  const note = { severity: 'note', path } as const
  if ('heldByName' in held) {
    const what = `The post is held back by its file or folder name (${quote(held.heldByName)}).`
    return { ...note, what, why: WHY, fix: 'To publish it, move or rename it.' }
  }
  if ('heldByLine' in held) {
    const line = matter.bodyLine - 1 + held.heldByLine
    return { ...note, line, what: `The post is held back by ${quote(held.text)}.`, why: WHY, fix: FIX }
  }
  const place = matter.placeOfValue(held.held)
  const setting = quote(held.held.join('.'))
  const value = held.isSecret ? '' : ` (${quote(valueAt(matter.fields, held.held))})`
  return { ...note, ...place, what: `The post is held back by ${setting}${value}.`, why: WHY, fix: FIX }
}

function valueAt(fields: FrontMatter['fields'], [name, ...inside]: readonly string[]): unknown {
  let value = fields.get(name ?? '')
  for (const key of inside)
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : value
  return value
}
