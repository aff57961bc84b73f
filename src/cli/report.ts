/** Problems as people read them: errors, then warnings, then notes. Where there are many, a kind is shown by examples. */
import { join } from 'node:path'
import { withCommas } from '../base/count.ts'
import { formatProblem, placeOf, toMend, wordsOf } from '../base/problem.ts'
import type { Problem } from '../model.ts'
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
