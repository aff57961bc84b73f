/** Formats problems for people. */
import { distance } from 'fastest-levenshtein'
import type { Problem } from '../model.ts'
import { cleanLine, shorten } from './text.ts'

/** Longest quotation of a publisher's own text in a message, in characters. */
const MAX_QUOTE = 60

/** Quotation marks, the usual ones first. */
const MARKS = ['""', "''", '``', '“”']

/** Invisible characters. */
const UNSEEN = /[\p{Cc}\p{Cs}]/u

/** `posts/a.md:3:7: error: "date" is not a date ("tomorow"). Write it as 2026-01-31.` On one line, whatever it quotes. */
export function formatProblem(problem: Problem): string {
  return `${placeOf(problem)}: ${problem.severity}: ${cleanLine(wordsOf(problem))}`
}

/** `posts/a.md:3:7` */
export function placeOf({ path, line, column }: Problem): string {
  return cleanLine([path, line, column].filter((part) => part !== undefined).join(':'))
}

/** The sentences of a problem. */
export function wordsOf({ what, why, fix }: Omit<Problem, 'severity' | 'path'>): string {
  return [what, why, fix].filter(Boolean).join(' ')
}

/** Problems that a publisher should fix, without notes. */
export function toMend(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ severity }) => severity !== 'note')
}

/** A value as a message shows it: short, on one line; a text in quotation marks. */
export function quote(value: unknown): string {
  return typeof value === 'string' ? quoteText(value) : shorten(cleanLine(describe(value)), MAX_QUOTE)
}

/** In quotation marks that the text does not contain; as JSON if it has invisible characters or all marks. */
function quoteText(text: string): string {
  const most = MAX_QUOTE - 2
  const short = shorten(text, most)
  const marks = UNSEEN.test(short)
    ? undefined
    : MARKS.find((pair) => ![...pair].some((mark) => short.includes(mark)))
  const [open = '"', close = open] = marks ?? []
  const shown = marks === undefined ? shorten(JSON.stringify(short).slice(1, -1), most) : short
  return cleanLine(open + shown + close)
}

function describe(value: unknown): string {
  if (value instanceof Date) return Number.isNaN(value.valueOf()) ? 'an invalid date' : value.toISOString()
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object') return String(value)
  try {
    return JSON.stringify(value)
  } catch {
    // it holds itself, or numbers that JSON has no words for
    return Array.isArray(value) ? 'a list' : 'a table'
  }
}

/** The known key that a mistyped one was probably meant to be: one letter off, two in long ones, or two swapped. */
export function nearestKey(key: string, known: readonly string[]): string | undefined {
  const typed = key.toLowerCase()
  return known.find((candidate) => candidate !== key && isSlipOf(typed, candidate.toLowerCase()))
}

function isSlipOf(typed: string, key: string): boolean {
  const allowed = key.length < 5 ? 0 : key.length < 9 ? 1 : 2
  if (Math.abs(typed.length - key.length) > allowed) return false
  return distance(typed, key) <= allowed || isSwapped(typed, key)
}

function isSwapped(typed: string, key: string): boolean {
  const at = [...key].findIndex((letter, index) => letter !== typed[index])
  const swapped = key.slice(0, at) + key.charAt(at + 1) + key.charAt(at) + key.slice(at + 2)
  return swapped === typed
}
