/** Problems that are told together: those whose words are the same but for the values that they name. */

import { wordsOf } from '../base/problem.ts'
import type { Problem } from '../model.ts'

/** Problems of one kind. */
export interface ProblemGroup {
  /** The words that all of them share; values that differ are left out. */
  readonly words: string
  readonly members: readonly GroupedProblem[]
}

export interface GroupedProblem {
  readonly problem: Problem
  /** What it names that others of its group do not, as its words have it. */
  readonly own: readonly string[]
}

const QUOTED = '"[^"]*"|\'[^\']*\'|`[^`]*`|“[^”]*”'

/** A value in the words of a problem: in parentheses, in quotation marks, or a number. */
const VALUE = new RegExp(
  [
    String.raw` \((?:${QUOTED})\)`,
    String.raw` \((?:"[^"]*"|[^()"])*\)`,
    // what is wrong with one key is not what is wrong with another
    String.raw`(?!^"[\w.-]+")(?<!\S)(?:${QUOTED})`,
    String.raw`(?<![\w.:-])\d[\d,]*(?![\w:-])`,
  ].join('|'),
  'g',
)

const SEVERITIES: readonly Problem['severity'][] = ['error', 'warning', 'note']

/** Problems by kind: errors first, and of each severity the most frequent first. */
export function groupProblems(problems: readonly Problem[]): ProblemGroup[] {
  const groups = [...Map.groupBy(problems, kindOf).values()].sort((a, b) => b.length - a.length)
  return SEVERITIES.flatMap((severity) => groups.filter(([first]) => first?.severity === severity)).map(
    compare,
  )
}

function kindOf(problem: Problem): string {
  return [problem.severity, ...wordsOf(problem).split(VALUE)].join('\0')
}

function compare(problems: readonly Problem[]): ProblemGroup {
  const rows = problems.map((problem) => ({ problem, values: wordsOf(problem).match(VALUE) ?? [] }))
  const [first] = rows
  const differs = first?.values.map((value, at) => rows.some(({ values }) => values[at] !== value)) ?? []
  const members = rows.map(({ problem, values }) => ({
    problem,
    own: [...new Set(values.filter((_, at) => differs[at]).map(bare))],
  }))
  return { words: first === undefined ? '' : without(differs, wordsOf(first.problem)), members }
}

function without(differs: readonly boolean[], words: string): string {
  let at = 0
  return words.replace(VALUE, (value) => (differs[at++] ? placeholder(value) : value))
}

function placeholder(value: string): string {
  if (value.startsWith(' (')) return ''
  return /^\d/.test(value) ? '…' : '"…"'
}

/** A value without the parentheses around it. */
function bare(value: string): string {
  return value.startsWith(' (') ? value.slice(2, -1) : value
}
