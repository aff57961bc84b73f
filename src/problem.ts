/** How problems are told to people. */
import { closest, distance } from 'fastest-levenshtein'
import type { Problem } from './model.ts'

/** Longest quotation of a publisher's own text in a message, in characters. */
const MAX_QUOTE = 60

/** `posts/a.md:3:7: "date" is not a date ("tomorow"). Write it as 2026-01-31.` */
export function formatProblem(problem: Problem): string {
  const place = [problem.path, problem.line, problem.column].filter((part) => part !== undefined).join(':')
  const kind = problem.severity === 'warning' ? 'warning: ' : ''
  return [`${place}: ${kind}${problem.what}`, problem.why, problem.fix].filter(Boolean).join(' ')
}

/** A value as a message shows it: short, on one line, in quotation marks. */
export function quote(value: unknown): string {
  const text = (typeof value === 'string' ? JSON.stringify(value) : describe(value)) ?? String(value)
  return text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE - 1).toWellFormed()}…` : text
}

function describe(value: unknown): string | undefined {
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'bigint') return String(value)
  return JSON.stringify(value)
}

/** The known key that a mistyped one was probably meant to be, if one is near. */
export function nearestKey(key: string, known: readonly string[]): string | undefined {
  const candidate = closest(key.toLowerCase(), [...known])
  const allowed = key.length <= 4 ? 1 : 2
  const edits = distance(key.toLowerCase(), candidate.toLowerCase())
  return edits > 0 && edits <= allowed ? candidate : undefined
}
