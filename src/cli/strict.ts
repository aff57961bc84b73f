/** Which problems stop a build before it replaces anything. */
import type { Problem } from '../model.ts'
import { toMend } from '../problem.ts'

/** `--strict`: all problems stop it, but no notes. `errors`: as before a deployment, where warnings are only reported. */
export type Strict = boolean | 'errors'

export function stopping(strict: Strict, problems: readonly Problem[]): readonly Problem[] {
  if (strict === false) return []
  return strict === 'errors' ? problems.filter(({ severity }) => severity === 'error') : toMend(problems)
}
