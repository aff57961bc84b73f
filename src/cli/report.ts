/**
 * Problems as people read them, where there are many with examples of each kind, and as GitHub shows them; counts of posts,
 * problems and feeds in words.
 */
import { join, relative, resolve } from 'node:path'
import { count, withCommas } from '../base/count.ts'
import { formatInstant } from '../base/dates.ts'
import { formatProblem, placeOf, toMend, wordsOf } from '../base/problem.ts'
import { cleanLine } from '../base/text.ts'
import type { FeedChanges } from '../build/build.ts'
import { MAY_BE_POST } from '../content/folder-item.ts'
import type { Instant, Problem } from '../model.ts'
import type { Manifest } from '../snapshot/snapshot.ts'
import { paint } from './terminal.ts'

const SEVERITIES = ['error', 'warning', 'note'] as const

const COLOURS = { error: 'red', warning: 'yellow', note: 'cyan' } as const

/** Errors and warnings that are listed one by one. */
const MAX_LINES = 20

/** Of a kind: errors or warnings that are listed, and places of further ones. */
const MAX_EXAMPLES = 5

/** @param folder put before the paths, so that a terminal can open them */
export function formatProblems(
  problems: readonly Problem[],
  folder: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  const here = problems.map((problem) => ({ ...problem, path: join(folder, problem.path) }))
  const isMany = toMend(here).length > MAX_LINES
  const lines = SEVERITIES.flatMap((severity) => {
    const found = here.filter((problem) => problem.severity === severity)
    if (severity === 'note') return kindsOf(found).flatMap((kind) => linesOf(kind, 1, stream))
    return isMany
      ? kindsOf(found).flatMap((kind) => linesOf(kind, MAX_EXAMPLES, stream))
      : linesOf(found, MAX_LINES, stream)
  })
  return lines.join('\n')
}

/** A line for each of the first problems of a kind, and one for the others. */
function linesOf(kind: readonly Problem[], most: number, stream: NodeJS.WriteStream): string[] {
  const lines = kind.slice(0, most).map((problem) => lineOf(problem, stream))
  const others = kind.slice(most)
  if (others.length === 0) return lines
  const places = others.slice(0, MAX_EXAMPLES).map(placeOf).join(', ')
  const rest = others.length > MAX_EXAMPLES ? ', … (all: dropfeed check --json)' : ''
  return [...lines, `  and ${withCommas(others.length)} more: ${places}${rest}`]
}

function lineOf(problem: Problem, stream: NodeJS.WriteStream): string {
  const place = placeOf(problem)
  return paint(COLOURS[problem.severity], place, stream) + formatProblem(problem).slice(place.length)
}

const QUOTED = '"[^"]*"|\'[^\']*\'|`[^`]*`|“[^”]*”'

/** A value in a message: in parentheses, in quotation marks, or a number. */
const VALUE = new RegExp(
  [
    String.raw` \((?:${QUOTED})\)`,
    String.raw` \((?:"[^"]*"|[^()"])*\)`,
    // a key at the start is no value: each key is a problem of its own
    String.raw`(?!^"[\w.-]+")(?<!\S)(?:${QUOTED})`,
    String.raw`(?<![\w.:-])\d[\d,]*(?![\w:-])`,
  ].join('|'),
  'g',
)

/** Groups problems that differ only in the values they quote, the largest group first. */
export function kindsOf(problems: readonly Problem[]): Problem[][] {
  const kinds = Map.groupBy(problems, (problem) => wordsOf(problem).replace(VALUE, '\0'))
  return [...kinds.values()].sort((a, b) => b.length - a.length)
}

/** GitHub shows no more of each kind for one step. */
const MAX_SHOWN = 10

/**
 * Writes problems as annotations of a pull request, to standard error: standard output may be JSON.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function annotate(problems: readonly Problem[], folder: string): void {
  if (process.env.GITHUB_ACTIONS !== 'true') return
  for (const kind of ['error', 'warning']) {
    const shown = problems.filter(({ severity }) => severity === kind).slice(0, MAX_SHOWN)
    for (const problem of shown) console.error(annotation(problem, folder))
  }
}

/** Paths are relative to the checkout, wherever in it the command runs. */
function annotation(problem: Problem, folder: string): string {
  const { severity, path, line, column } = problem
  const file = relative(process.env.GITHUB_WORKSPACE ?? process.cwd(), resolve(join(folder, path)))
  const place = Object.entries({ file, line, col: column }).filter(([, value]) => value !== undefined)
  const properties = place.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(',')
  const message = cleanLine(wordsOf(problem))
  return `::${severity} ${properties}::${message.replaceAll('%', '%25')}`
}

/** A file name must not start another command, nor control a terminal. */
function escapeProperty(text: string): string {
  return text.replace(/[%:,\p{Cc}]/gu, (sign) => encodeURIComponent(sign))
}

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

/** Posts with an error: a build skips them, and a server may still show their last good version. */
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
