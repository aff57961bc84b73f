/**
 * Problems as annotations of a pull request: workflow commands of GitHub Actions.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
import { join, relative, resolve } from 'node:path'
import { wordsOf } from '../base/problem.ts'
import { cleanLine } from '../base/text.ts'
import type { Problem } from '../model.ts'

/** GitHub shows no more of each kind for one step. */
const MAX_SHOWN = 10

/** Writes to standard error, which GitHub reads as well: standard output may be JSON. */
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
