/** Problems and counts, as people read them: each problem on a line, and very many of them in groups. */
import { join } from 'node:path'
import type { Problem } from '../model.ts'
import { formatProblem } from '../problem.ts'
import { cleanLine } from '../text.ts'
import { paint } from './terminal.ts'

/** More problems than a screen shows are told in groups. */
const MAX_LINES = 20

/** Places named of a group of problems. */
const MAX_PLACES = 3

/** A line for each problem, with paths that can be opened from here. */
export function formatProblems(
  problems: readonly Problem[],
  folder: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  const here = problems.map((problem) => ({ ...problem, path: join(folder, problem.path) }))
  const lines =
    here.length > MAX_LINES
      ? grouped(here, stream)
      : here.map((problem) => emphasized(formatProblem(problem), placeOf(problem), problem, stream))
  return lines.join('\n')
}

function grouped(problems: readonly Problem[], stream: NodeJS.WriteStream): string[] {
  const groups = [...Map.groupBy(problems, kindOf)].sort(([, a], [, b]) => b.length - a.length)
  return [
    ...groups.flatMap(([kind, members]) => describe(kind, members, stream)),
    'Every place: dropfeed check --json',
  ]
}

function describe(kind: string, members: readonly Problem[], stream: NodeJS.WriteStream): string[] {
  const [first] = members
  if (first === undefined) return []
  const fix = members.every((problem) => problem.fix === first.fix) ? ` ${first.fix}` : ''
  const more = members.length - MAX_PLACES
  return [
    emphasized(`${members.length} × ${kind}${fix}`, `${members.length} ×`, first, stream),
    ...members.slice(0, MAX_PLACES).map((problem) => `  ${placeOf(problem)}`),
    ...(more > 0 ? [`  and ${withCommas(more)} more`] : []),
  ]
}

/** What problems of one kind have in common: the words without the values and names that they quote. */
function kindOf({ severity, what }: Problem): string {
  const words = what.replace(/ \((?:[^()]|\([^()]*\))*\)\.$/, '.').replace(/(?<!^)"[^"]*"/g, '"…"')
  return severity === 'warning' ? `warning: ${words}` : words
}

/** `posts/a.md:3:7` */
function placeOf({ path, line, column }: Problem): string {
  return cleanLine([path, line, column].filter((part) => part !== undefined).join(':'))
}

/** `start` of the text in the colour of the problem. */
function emphasized(text: string, start: string, { severity }: Problem, stream: NodeJS.WriteStream): string {
  const colour = severity === 'error' ? 'red' : 'yellow'
  return paint(colour, text.slice(0, start.length), stream) + text.slice(start.length)
}

/** `1 post`, `3,000 posts` */
export function count(number: number, noun: string, many = `${noun}s`): string {
  return `${withCommas(number)} ${number === 1 ? noun : many}`
}

/** `12,345`: the platform would load what it knows of all languages first, for longer than it takes to see no change. */
export function withCommas(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',')
}
