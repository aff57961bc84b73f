/** Which problems stop a build before it replaces anything. */

import { toMend } from '../base/problem.ts'
import type { Problem } from '../model.ts'

/** `--strict`: all problems stop it, but no notes. `errors`: as before a deployment, where warnings are only reported. */
export type Strict = boolean | 'errors'

export function stopping(strict: Strict, problems: readonly Problem[]): readonly Problem[] {
  if (strict === false) return []
  return strict === 'errors' ? problems.filter(({ severity }) => severity === 'error') : toMend(problems)
}
