/** Reports posts that are held back, or may have been meant to be, and previews them for the publisher. */

import { formatInstant } from '../base/dates.ts'
import { baseOf } from '../base/paths.ts'
import { quote } from '../base/problem.ts'
import type { Post, Problem, Site, Source } from '../model.ts'
import type { Diagnostics } from './diagnostics.ts'
import { type Held, type Intent, intentOf, type SettingPath } from './drafts.ts'
import { type FrontMatter, readFrontMatter } from './frontmatter.ts'

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
  const within = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, key) : value
  return inside.reduce(within, fields.get(name ?? ''))
}

/** Hugo's and Zola's page of a folder is not a post; a setting in it that would hold back the folder is reported. */
export function sectionProblems(source: Source): Problem[] {
  const matter = 'unreadable' in source ? undefined : readFrontMatter(source)
  if (matter === undefined || 'what' in matter) return []
  // headers in the body concern the page only
  const intent = intentOf('', matter.fields, '')
  const setting = settingOf(intent)
  if (setting === undefined) return []
  return [
    {
      severity: 'warning',
      path: source.path,
      ...matter.placeOfValue(setting),
      what: `${quote(setting.join('.'))} is a setting for a whole folder, and does not apply to its posts here.`,
      why: 'The posts in the folder are published.',
      fix: `To hold them back, write in feed.config.ts: defaults: { '${baseOf(source.path)}**': { draft: true } }.`,
    },
  ]
}

function settingOf(intent: ReturnType<typeof intentOf>): SettingPath | undefined {
  if (intent === 'draft') return ['draft']
  if (typeof intent !== 'object') return undefined
  if ('unclear' in intent) return intent.unclear
  return 'held' in intent ? intent.held : undefined
}

/** Folders of parts of pages, which never become posts. */
const NO_POSTS = /^_(?:includes|layouts|templates|partials|data)$/i

/** Whether a preview shows a post that its settings or its name hold back. */
export function isPreviewed(intent: Intent, isEmpty: boolean, { heldBack }: Site): boolean {
  if (!heldBack?.drafts || intent === 'public') return false
  if (intent === 'draft') return !isEmpty
  return !('unclear' in intent) && !('heldByName' in intent && NO_POSTS.test(intent.heldByName))
}

/** The post as a preview shows it: a scheduled one is published now. */
export function previewed(post: Post, isDraft: boolean, { heldBack, timeZone }: Site): Post {
  if (heldBack === undefined) return post
  const isScheduled = heldBack.future && post.published > heldBack.date
  if (!isDraft && !isScheduled) return post
  const local = formatInstant(post.published, timeZone)
  const mark = isDraft ? 'Draft' : `Scheduled for ${local.slice(0, 10)} ${local.slice(11, 16)}`
  const published = isScheduled ? heldBack.date : post.published
  return {
    ...post,
    title: post.title === undefined ? mark : `${mark}: ${post.title}`,
    published,
    updated: post.updated === post.published ? published : Math.max(published, post.updated),
  }
}
