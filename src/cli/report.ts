/** Problems and counts, as people read them: each problem on a line, and very many of them in groups. */
import { join } from 'node:path'
import { formatProblem } from '../base/problem.ts'
import { cleanLine, shorten } from '../base/text.ts'
import type { Problem } from '../model.ts'
import { type GroupedProblem, groupProblems, type ProblemGroup } from './problem-groups.ts'
import { paint } from './terminal.ts'

const COLOURS = { error: 'red', warning: 'yellow', note: 'cyan' } as const

/** More problems than a screen shows are told in groups. */
const MAX_LINES = 20

/** Places named of a group of problems; one more takes no more room than to say that there is one. */
const MAX_PLACES = 5

/** What is shown beside a place, in characters: about a line with the path. */
const MAX_OWN = 60

/** A line for each problem, with paths that can be opened from here. */
export function formatProblems(
  problems: readonly Problem[],
  folder: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  const here = problems.map((problem) => ({ ...problem, path: join(folder, problem.path) }))
  const lines =
    here.length > MAX_LINES ? grouped(here, stream) : here.map((problem) => lineOf(problem, stream))
  return lines.join('\n')
}

function grouped(problems: readonly Problem[], stream: NodeJS.WriteStream): string[] {
  const groups = groupProblems(problems)
  const isShort = groups.some(({ members }) => placesOf(members) < members.length)
  return [
    ...groups.flatMap((group) => describe(group, stream)),
    ...(isShort ? ['Every place: dropfeed check --json'] : []),
  ]
}

function describe({ words, members }: ProblemGroup, stream: NodeJS.WriteStream): string[] {
  const [first] = members
  if (first === undefined) return []
  const { problem } = first
  if (members.length === 1) return [lineOf(problem, stream)]
  const start = `${withCommas(members.length)} ×`
  const shown = members.slice(0, placesOf(members))
  const more = members.length - shown.length
  return [
    emphasized(cleanLine(`${start} ${problem.severity}: ${words}`), start, problem, stream),
    ...shown.map(placeLine),
    ...(more > 0 ? [`  and ${withCommas(more)} more`] : []),
  ]
}

function placesOf({ length }: readonly GroupedProblem[]): number {
  return length > MAX_PLACES + 1 ? MAX_PLACES : length
}

/** `  posts/a.md:3  "tea.jpg"` */
function placeLine({ problem, own }: GroupedProblem): string {
  const what = shorten(cleanLine(own.join(', ')), MAX_OWN)
  return `  ${placeOf(problem)}  ${what}`.trimEnd()
}

function lineOf(problem: Problem, stream: NodeJS.WriteStream): string {
  return emphasized(formatProblem(problem), placeOf(problem), problem, stream)
}

/** `posts/a.md:3:7` */
function placeOf({ path, line, column }: Problem): string {
  return cleanLine([path, line, column].filter((part) => part !== undefined).join(':'))
}

/** `start` of the text in the colour of the problem. */
function emphasized(text: string, start: string, { severity }: Problem, stream: NodeJS.WriteStream): string {
  return paint(COLOURS[severity], text.slice(0, start.length), stream) + text.slice(start.length)
}

/** `1 post`, `3,000 posts` */
export function count(number: number, noun: string, many = `${noun}s`): string {
  return `${withCommas(number)} ${number === 1 ? noun : many}`
}

/** `12,345`: the platform would first load what it knows of all languages, and every command would wait for it. */
export function withCommas(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',')
}
