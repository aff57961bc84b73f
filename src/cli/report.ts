/** Problems and counts, as a terminal shows them. */
import { join } from 'node:path'
import type { Problem } from '../model.ts'
import { formatProblem } from '../problem.ts'

/** A line for each problem, with paths that can be opened from here. */
export function formatProblems(problems: readonly Problem[], folder: string): string {
  return problems.map((problem) => formatProblem({ ...problem, path: join(folder, problem.path) })).join('\n')
}

/** `1 post`, `3 posts` */
export function count(number: number, noun: string, many = `${noun}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : many}`
}
