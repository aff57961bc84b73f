/** `_problems.txt`: what is wrong with the posts, for publishers who see nothing but the folder. Absent when all is well. */
import { formatProblem } from '../../base/problem.ts'
import { hash } from '../../disk/hash.ts'
import { lastInstant } from '../../site/apply.ts'
import type { Database } from '../../site/database.ts'
import { allDiagnostics } from '../../site/diagnostics.ts'
import { ATTACHED, Refused } from './messages.ts'
import type { File } from './resources.ts'

export const PROBLEMS = '_problems.txt'

function textOf(db: Database): string | undefined {
  const problems = allDiagnostics(db)
  return problems.length === 0 ? undefined : `${problems.map(formatProblem).join('\n\n')}\n`
}

export function problemsOf(db: Database): File | undefined {
  const text = textOf(db)
  if (text === undefined) return undefined
  const size = new TextEncoder().encode(text).length
  return { kind: 'file', key: PROBLEMS, size, etag: hash(text), uploaded: new Date(lastInstant(db) ?? 0) }
}

export function problemsFile(db: Database): Response {
  const text = textOf(db)
  if (text === undefined) throw new Refused(404, 'There are no problems.')
  return new Response(text, { headers: { ...ATTACHED, 'Content-Type': 'text/plain; charset=utf-8' } })
}
