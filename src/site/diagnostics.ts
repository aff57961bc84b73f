/** The `diagnostic` table: what to report to the publisher. */
import type { Problem } from '../model.ts'
import type { Database } from './database.ts'

/** The steps that find something wrong: with a file that is no post, or with a post. */
export type Stage = 'folder' | 'read' | 'identify' | 'address' | 'compose' | 'feeds'

/** Replaces what one step has to report of some posts. */
export function putDiagnostics(
  db: Database,
  stage: Stage,
  paths: Iterable<string>,
  problems: readonly Problem[],
): void {
  for (const path of paths) db.run('delete from diagnostic where path = ? and stage = ?', path, stage)
  for (const [number, problem] of problems.entries())
    db.run(
      'insert into diagnostic (path, stage, number, problem) values (?, ?, ?, ?)',
      ...[problem.path, stage, number, JSON.stringify(problem)],
    )
}

/** All problems, by path and line. */
export function allDiagnostics(db: Database): Problem[] {
  const rows = db.all<{ problem: string }>('select problem from diagnostic order by path, stage, number')
  return rows.map(({ problem }): Problem => JSON.parse(problem)).sort(byPlace)
}

function byPlace(a: Problem, b: Problem): number {
  return a.path === b.path ? (a.line ?? 0) - (b.line ?? 0) : a.path < b.path ? -1 : 1
}
