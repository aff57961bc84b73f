/** `_problems.txt`: what is wrong with the posts, for publishers who see nothing but the folder. Absent when all is well. */
import { formatProblem } from '../../base/problem.ts'
import { hash } from '../../disk/hash.ts'
import { lastInstant } from '../../site/clock.ts'
import type { Database } from '../../site/database.ts'
import { allDiagnostics } from '../../site/diagnostics.ts'
import type { File } from './resources.ts'

export const PROBLEMS = '_problems.txt'

export function problemsOf(db: Database): (File & { readonly text: string }) | undefined {
  const problems = allDiagnostics(db)
  if (problems.length === 0) return undefined
  const text = `${problems.map(formatProblem).join('\n\n')}\n`
  const size = new TextEncoder().encode(text).length
  const uploaded = new Date(lastInstant(db) ?? 0)
  return { kind: 'file', key: PROBLEMS, size, etag: hash(text), uploaded, text }
}
