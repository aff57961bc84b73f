/**
 * The problems of a folder, in each of the two threads. They are posted as changes: thousands of them would hold up
 * requests if all were received and formatted after each change of the folder.
 */

import { formatProblem } from '../../base/problem.ts'
import type { Problem } from '../../model.ts'

/** Since the state before. */
export interface ProblemChanges {
  readonly found: readonly Problem[]
  readonly solved: readonly Problem[]
}

export interface PostedProblems {
  /** By the line that `formatProblem` makes of each. */
  readonly found: ReadonlyMap<string, Problem>
  /** Lines of problems that were posted before. */
  readonly solved: readonly string[]
}

export class KnownProblems {
  readonly #byLine = new Map<string, Problem>()

  get all(): readonly Problem[] {
    return [...this.#byLine.values()]
  }

  /** Compares with all problems that there are now. */
  changesTo(problems: readonly Problem[]): PostedProblems {
    const byLine = new Map(problems.map((problem) => [formatProblem(problem), problem]))
    const found = new Map([...byLine].filter(([line]) => !this.#byLine.has(line)))
    return { found, solved: [...this.#byLine.keys()].filter((line) => !byLine.has(line)) }
  }

  change({ found, solved }: PostedProblems): ProblemChanges {
    const gone = solved.flatMap((line) => this.#byLine.get(line) ?? [])
    for (const line of solved) this.#byLine.delete(line)
    for (const [line, problem] of found) this.#byLine.set(line, problem)
    return { found: [...found.values()], solved: gone }
  }
}
