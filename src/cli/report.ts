/**
 * Problems as people read them. What a writer should mend comes first: a line each, or in groups where there is more than
 * a screen shows. Notes are a line for each kind.
 */
import { join } from 'node:path'
import { withCommas } from '../base/count.ts'
import { formatProblem, toMend } from '../base/problem.ts'
import { cleanLine, shorten } from '../base/text.ts'
import type { Problem } from '../model.ts'
import { groupProblems, type ProblemGroup } from './problem-groups.ts'
import { paint } from './terminal.ts'

const COLOURS = { error: 'red', warning: 'yellow', note: 'cyan' } as const

/** Problems listed one by one; more are grouped. */
const MAX_LINES = 20

/** Places listed of a group. */
const MAX_PLACES = 5

/** Characters shown beside a place. */
const MAX_OWN = 60

/** @param folder put before the paths, so that a terminal can open them */
export function formatProblems(
  problems: readonly Problem[],
  folder: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  const here = problems.map((problem) => ({ ...problem, path: join(folder, problem.path) }))
  const mend = toMend(here)
  const groups = mend.length > MAX_LINES ? groupProblems(mend) : []
  const notes = groupProblems(here.filter(({ severity }) => severity === 'note'))
  const isShort =
    groups.some(({ members }) => placesOf(members) < members.length) ||
    notes.some(({ members }) => placesOf(members) < members.length)
  return [
    ...(groups.length > 0
      ? groups.flatMap((group) => linesOf(group, stream))
      : mend.toSorted(errorsFirst).map((problem) => lineOf(problem, stream))),
    ...notes.map((group) => noteOf(group, stream)),
    ...(isShort ? ['Every place: dropfeed check --json'] : []),
  ].join('\n')
}

function errorsFirst(a: Problem, b: Problem): number {
  return Number(b.severity === 'error') - Number(a.severity === 'error')
}

function noteOf({ words, members }: ProblemGroup, stream: NodeJS.WriteStream): string {
  const [first] = members
  if (first === undefined) return ''
  if (members.length === 1) return lineOf(first.problem, stream)
  const start = `${withCommas(members.length)} ×`
  const places = members.slice(0, placesOf(members)).map(({ problem }) => placeOf(problem))
  const more = members.length - places.length
  const listed = [...places, ...(more > 0 ? [`and ${withCommas(more)} more`] : [])].join(', ')
  return painted(cleanLine(`${start} note: ${words} ${listed}`), start, first.problem, stream)
}

function linesOf({ words, members }: ProblemGroup, stream: NodeJS.WriteStream): string[] {
  const [first] = members
  if (first === undefined) return []
  const { problem } = first
  if (members.length === 1) return [lineOf(problem, stream)]
  const start = `${withCommas(members.length)} ×`
  const places = members.slice(0, placesOf(members))
  const more = members.length - places.length
  return [
    painted(cleanLine(`${start} ${problem.severity}: ${words}`), start, problem, stream),
    ...places.map(({ problem, own }) =>
      `  ${placeOf(problem)}  ${shorten(cleanLine(own), MAX_OWN)}`.trimEnd(),
    ),
    ...(more > 0 ? [`  and ${withCommas(more)} more`] : []),
  ]
}

/** One more place takes no more room than a line that counts it. */
function placesOf({ length }: readonly unknown[]): number {
  return length > MAX_PLACES + 1 ? MAX_PLACES : length
}

function lineOf(problem: Problem, stream: NodeJS.WriteStream): string {
  return painted(formatProblem(problem), placeOf(problem), problem, stream)
}

/** `posts/a.md:3:7` */
function placeOf({ path, line, column }: Problem): string {
  return cleanLine([path, line, column].filter((part) => part !== undefined).join(':'))
}

/** The text with its start in the colour of the problem. */
function painted(text: string, start: string, { severity }: Problem, stream: NodeJS.WriteStream): string {
  return paint(COLOURS[severity], text.slice(0, start.length), stream) + text.slice(start.length)
}
