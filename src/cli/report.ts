/** Problems as people read them, where there are many with examples of each kind, and as GitHub shows them. */
import { join, relative, resolve } from 'node:path'
import { withCommas } from '../base/count.ts'
import { formatProblem, placeOf, toMend, wordsOf } from '../base/problem.ts'
import { cleanLine } from '../base/text.ts'
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
