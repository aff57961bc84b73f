/** Reports that a post is held back, or that this is unclear. */

import { quote } from '../base/problem.ts'
import type { Problem } from '../model.ts'
import type { Diagnostics } from './diagnostics.ts'
import type { Held, SettingPath } from './drafts.ts'
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

/** An error: a setting that may have been meant to hold the post back is not ignored. */
export function reportUnclear(setting: SettingPath, diagnostics: Diagnostics): void {
  const { fields, placeOfValue } = diagnostics.matter
  const [name, inside] = setting
  const why = 'The post may not be meant for the public.'
  if (inside === undefined)
    diagnostics.error(placeOfValue([name]), {
      what: `${quote(name)} does not say clearly whether the post is held back (${quote(fields.get(name))}).`,
      why,
      fix: 'Write draft: true to hold it back, or remove the line to publish it.',
    })
  else
    diagnostics.error(placeOfValue([name, inside]), {
      what: `${quote(inside)} is inside ${quote(name)}, where it has no effect on the post.`,
      why,
      fix: `Move it above ${quote(name)}, without spaces before it, or remove it.`,
    })
}

function valueAt(fields: FrontMatter['fields'], [name, ...inside]: readonly string[]): unknown {
  let value = fields.get(name ?? '')
  for (const key of inside)
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : value
  return value
}
