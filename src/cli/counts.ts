/** How many posts there are, of which kind. */

import { toMend } from '../base/problem.ts'
import { POST } from '../folder/listing.ts'
import type { Problem } from '../model.ts'
import { count } from './report.ts'
import { describeScheduled, type Scheduled } from './scheduled.ts'

/** Posts that cannot be published as they are: left out, or stood in for by their last good version. */
export function brokenPosts(problems: readonly Problem[]): number {
  const errors = problems.filter(({ severity, path }) => severity === 'error' && POST.test(path))
  return new Set(errors.map(({ path }) => path)).size
}

/** `3 posts (1 scheduled: next 2026-11-26 23:59 UTC)` */
export function describePosts({ posts, ...scheduled }: Scheduled & { readonly posts: number }): string {
  const waiting = describeScheduled(scheduled)
  return waiting === '' ? count(posts, 'post') : `${count(posts, 'post')} (${waiting})`
}

/** `2 problems (1 post left out), 3 notes` */
export function describeProblems(problems: readonly Problem[]): string {
  const broken = brokenPosts(problems)
  const found = toMend(problems).length
  const notes = problems.length - found
  const leftOut = broken === 0 ? '' : ` (${count(broken, 'post')} left out)`
  return `${count(found, 'problem')}${leftOut}${notes === 0 ? '' : `, ${count(notes, 'note')}`}`
}
