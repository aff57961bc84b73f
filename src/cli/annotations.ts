/**
 * Problems where a pull request shows them: workflow commands of GitHub Actions.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
import { join, relative, resolve } from 'node:path'
import { wordsOf } from '../base/problem.ts'
import { cleanLine } from '../base/text.ts'
import type { Problem } from '../model.ts'

/** GitHub shows no more of each kind for one step. */
const MAX_SHOWN = 10

/** To standard error, which GitHub reads as well: standard output may be JSON. */
export function annotate(problems: readonly Problem[], folder: string): void {
  if (process.env.GITHUB_ACTIONS !== 'true') return
  const errors = problems.filter(({ severity }) => severity === 'error').slice(0, MAX_SHOWN)
  const warnings = problems.filter(({ severity }) => severity === 'warning').slice(0, MAX_SHOWN)
  for (const problem of [...errors, ...warnings]) console.error(annotation(problem, folder))
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

/** A line break or such in a file's name must not begin another command, nor tell a terminal anything. */
function escapeProperty(text: string): string {
  return text.replace(/[%:,\p{Cc}]/gu, (sign) => encodeURIComponent(sign))
}
