/** The events of a server, for people at a terminal and for programs. */
import { join } from 'node:path'
import { count } from '../base/count.ts'
import { DOCUMENTS } from '../base/paths.ts'
import { toMend } from '../base/problem.ts'
import { cleanLine } from '../base/text.ts'
import type { FolderChange } from '../folder/live-site.ts'
import type { Instant, Problem } from '../model.ts'
import type { FolderEvents, FolderState } from '../serve/thread/folder-thread.ts'
import {
  brokenPosts,
  describeLeftOut,
  describePosts,
  describeScheduled,
  formatProblems,
  type Scheduled,
  scheduledOf,
} from './report.ts'
import { paint, printList } from './terminal.ts'

interface Reporter extends FolderEvents {
  listening(address: string, state: FolderState): void
  /** Another configuration is in use from now on. */
  configured(file: string): void
  /** The configuration cannot be used, so the one before is. */
  misconfigured(problems: readonly Problem[]): void
}

interface Counted extends Scheduled {
  /** Published, or scheduled. */
  readonly posts: number
}

function counter(clock: () => Instant): (state: FolderState) => Counted {
  return ({ posts, scheduled, manifest }) => ({ posts, ...scheduledOf(scheduled(clock()), manifest) })
}

export function forPeople(folder: string, clock: () => Instant): Reporter {
  const counted = counter(clock)
  let before: Counted = { posts: 0, scheduled: 0 }
  return {
    listening(address, state) {
      before = counted(state)
      const leftOut = describeLeftOut(state.problems)
      console.log(
        `dropfeed serves ${describePosts(before)} from ${folder} at ${paint('bold', address)}${leftOut}`,
      )
      const feeds = Object.values(DOCUMENTS).map(({ label, file }) => `${label} ${address}/${file}`)
      console.log(`  ${feeds.join('   ')}`)
      reportFound(state.problems, folder)
    },
    published(changes, state) {
      const now = counted(state)
      const broken = brokenPosts(state.problems)
      const parts = [
        `${count(now.posts - now.scheduled, 'post')} published`,
        describeScheduled(now),
        broken === 0 ? '' : `${broken} broken`,
      ]
      const news = changes.length === 0 ? describeTurn(before, now) : describeFiles(changes)
      console.log(`${news}: ${parts.filter(Boolean).join(', ')}.`)
      before = now
      reportSolved(state, changes, folder)
      reportFound(state.problemChanges.found, folder)
    },
    waiting(path) {
      const file = cleanLine(join(folder, path))
      console.log(`${file} is still being written; it is published when it is closed.`)
    },
    failed: (error) => console.error(error.message),
    configured: (file) => console.log(`${file} changed; the site follows.`),
    misconfigured(problems) {
      console.error(formatProblems(problems, '', process.stderr))
      console.error('The site keeps the configuration that it had.')
    },
  }
}

export function forMachines(clock: () => Instant): Reporter {
  const report = (event: string, news: object) => console.log(JSON.stringify({ event, ...news }))
  const counted = counter(clock)
  const stateOf = (state: FolderState) => ({ ...counted(state), broken: brokenPosts(state.problems) })
  return {
    listening: (address, state) =>
      report('listening', { address, ...stateOf(state), problems: state.problems }),
    published: (changes, state) =>
      report('published', { changes, ...stateOf(state), ...state.problemChanges }),
    waiting: (path) => report('waiting', { path }),
    failed: ({ message }) => report('failed', { message }),
    configured: (path) => report('configured', { path }),
    misconfigured: (problems) => report('misconfigured', { problems }),
  }
}

/** What the clock, or a repair of the database, has changed. */
function describeTurn(before: Counted, now: Counted): string {
  const appeared = before.scheduled - now.scheduled
  const expired = before.posts - now.posts
  if (appeared > 0) return `${count(appeared, 'scheduled post')} appeared`
  return expired > 0 ? `${count(expired, 'post')} expired` : 'Brought up to date'
}

function describeFiles([first, ...others]: readonly FolderChange[]): string {
  if (first === undefined) return ''
  const { path, kind } = first
  if (others.length === 0) return `${cleanLine(path)} ${kind}`
  return `${count(1 + others.length, 'file')} ${kind === 'measured' ? kind : 'changed'}`
}

/** Problems reported after one change: more would hold up requests while they are grouped. */
const MAX_FOUND = 500

function reportFound(found: readonly Problem[], folder: string): void {
  if (found.length === 0) return
  console.error(formatProblems(found.slice(0, MAX_FOUND), folder, process.stderr))
  const more = found.length - MAX_FOUND
  if (more > 0) console.error(`and ${count(more, 'more problem')}: dropfeed check`)
}

/** Lists the files whose last problem is solved. A file that is gone has been reported as removed. */
function reportSolved(
  { problems, problemChanges: { solved } }: FolderState,
  changes: readonly FolderChange[],
  folder: string,
): void {
  const bad = new Set(problems.map(({ path }) => path))
  for (const { path, kind } of changes) if (kind === 'removed') bad.add(path)
  const paths = new Set(toMend(solved).map(({ path }) => path)).difference(bad)
  printList(
    'No problems left:',
    Array.from(paths, (path) => join(folder, path)),
  )
}
