/** Options that several commands share. */
import { toMend } from '../base/problem.ts'
import type { Instant, Problem } from '../model.ts'

export interface CommonOptions {
  readonly posts: string
  readonly config?: string
  readonly now?: Instant
  readonly json?: boolean
}

export interface BuildOptions extends CommonOptions {
  readonly out: string
  /** `true`: every problem but a note stops the build. `errors`: warnings do not stop it, as before a deployment. */
  readonly strict?: boolean | 'errors'
  /** Most posts may be gone: see folder/vanished.ts. */
  readonly allowEmpty?: boolean
}

/** The site's address where the configuration has no `url`. */
export const LOCAL_URL = 'http://localhost:3000'

/** The problems that stop a build before it replaces anything. */
export function stopping(strict: BuildOptions['strict'], problems: readonly Problem[]): readonly Problem[] {
  if (strict === 'errors') return problems.filter(({ severity }) => severity === 'error')
  return strict ? toMend(problems) : []
}
