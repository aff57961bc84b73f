/** Groups problems that differ only in the values they quote. */
import { wordsOf } from '../base/problem.ts'
import type { Problem } from '../model.ts'

export interface ProblemGroup {
  /** The shared words; values that differ are left out. */
  readonly words: string
  /** Each with the values that differ from those of the others: `"a", 5`. */
  readonly members: readonly { readonly problem: Problem; readonly own: string }[]
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

const SEVERITIES: readonly Problem['severity'][] = ['error', 'warning', 'note']

/** Errors first; of each severity the largest group first. */
export function groupProblems(problems: readonly Problem[]): ProblemGroup[] {
  const kinds = SEVERITIES.flatMap((severity) => {
    const found = problems.filter((problem) => problem.severity === severity)
    const groups = Map.groupBy(found, (problem) => wordsOf(problem).split(VALUE).join('\0'))
    return [...groups.values()].sort((a, b) => b.length - a.length)
  })
  return kinds.map(toGroup)
}

function toGroup(problems: readonly Problem[]): ProblemGroup {
  const rows = problems.map((problem) => ({ problem, values: wordsOf(problem).match(VALUE) ?? [] }))
  const [first] = rows
  const differs = first?.values.map((value, at) => rows.some(({ values }) => values[at] !== value)) ?? []
  const parts = first === undefined ? [] : wordsOf(first.problem).split(VALUE)
  const shared = differs.map((isOwn, at) => {
    const value = first?.values[at] ?? ''
    return isOwn ? placeholder(value) : value
  })
  return {
    words: parts.map((part, at) => part + (shared[at] ?? '')).join(''),
    members: rows.map(({ problem, values }) => ({
      problem,
      own: [...new Set(values.filter((_, at) => differs[at]).map(withoutParentheses))].join(', '),
    })),
  }
}

function placeholder(value: string): string {
  if (value.startsWith(' (')) return ''
  return /^\d/.test(value) ? '…' : '"…"'
}

function withoutParentheses(value: string): string {
  return value.startsWith(' (') ? value.slice(2, -1) : value
}
