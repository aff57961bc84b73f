/** Counts of posts, problems and feeds, in words. */
import { count } from '../base/count.ts'
import { formatInstant } from '../base/dates.ts'
import { toMend } from '../base/problem.ts'
import type { FeedChanges } from '../build/build.ts'
import { MAY_BE_POST } from '../content/folder-item.ts'
import type { Instant, Problem } from '../model.ts'
import type { Manifest } from '../snapshot/snapshot.ts'

export interface Scheduled {
  /** Posts that are not public yet. */
  readonly scheduled: number
  /** When the next of them is published (RFC 3339). */
  readonly next?: string
}

/** @param instants publication times of the scheduled posts, the next first */
export function scheduledOf([next, ...others]: readonly Instant[], { timeZone }: Manifest): Scheduled {
  return next === undefined
    ? { scheduled: 0 }
    : { scheduled: 1 + others.length, next: formatInstant(next, timeZone) }
}

/** `1 scheduled: next 2026-11-26 23:59 UTC`; empty without scheduled posts. */
export function describeScheduled({ scheduled, next = '' }: Scheduled): string {
  const offset = next.slice(19)
  const local = `${next.slice(0, 10)} ${next.slice(11, 16)} ${offset === 'Z' ? 'UTC' : offset}`
  return scheduled === 0 ? '' : `${scheduled} scheduled: next ${local}`
}

/** `3 posts (1 scheduled: next 2026-11-26 23:59 UTC)` */
export function describePosts({ posts, ...scheduled }: Scheduled & { readonly posts: number }): string {
  return [count(posts, 'post'), inParentheses(describeScheduled(scheduled))].join('')
}

/** Posts with an error: a build leaves them out, a server may still show their last good version. */
export function brokenPosts(problems: readonly Problem[]): number {
  const errors = problems.filter(({ severity, path }) => severity === 'error' && MAY_BE_POST.test(path))
  return new Set(errors.map(({ path }) => path)).size
}

/** ` (1 post left out)`; empty without such posts. */
export function describeLeftOut(problems: readonly Problem[]): string {
  const broken = brokenPosts(problems)
  return inParentheses(broken === 0 ? '' : `${count(broken, 'post')} left out`)
}

/** `2 problems (1 post left out), 3 notes` */
export function describeProblems(problems: readonly Problem[]): string {
  const found = toMend(problems).length
  const notes = problems.length - found
  const more = notes === 0 ? '' : `, ${count(notes, 'note')}`
  return count(found, 'problem') + describeLeftOut(problems) + more
}

/** `2 feeds changed, 1 new feed`; empty for a first build. */
export function describeChanges(changes: FeedChanges | undefined): string {
  if (changes === undefined) return ''
  const { added, changed, gone } = changes
  const parts = [
    changed > 0 && `${count(changed, 'feed')} changed`,
    added > 0 && count(added, 'new feed'),
    gone > 0 && `${count(gone, 'feed')} gone`,
  ]
  return parts.filter(Boolean).join(', ') || 'nothing changed'
}

function inParentheses(text: string): string {
  return text === '' ? '' : ` (${text})`
}
