/** A folder whose posts vanish: a build keeps its output, and a server what it serves. See site/files.ts. */
import type { Ledger } from '../ids/ledger.ts'
import type { Problem } from '../model.ts'
import { type Database, first } from '../site/database.ts'
import { hasPostFile, type VanishedPosts, vanishing } from '../site/files.ts'
import type { Change } from '../watch/watch.ts'

/** `refuse`: a build stops. `hold`: the posts stay as they are, and it is reported. `accept`: they are deleted. */
export type Vanished = 'refuse' | 'hold' | 'accept'

/** @param posts in the folder now; renamed ones count as any other */
export function vanishedPosts(
  db: Database,
  ledger: Ledger | undefined,
  posts: number,
): VanishedPosts | undefined {
  const inFile = (ledger ?? []).filter(({ gone, path }) => !gone && path !== '').length
  return vanishing(Math.max(knownPosts(db), inFile), posts)
}

/** Whether most posts are gone with the files that were removed. */
export function wouldVanish(db: Database, changes: readonly Change[]): boolean {
  const removed = changes.filter(({ kind, path }) => kind === 'removed' && hasPostFile(db, path)).length
  return removed > 0 && vanishedPosts(db, undefined, knownPosts(db) - removed) !== undefined
}

export function knownPosts(db: Database): number {
  const row = first<{ known: number }>(
    db,
    "select count(*) as known from entry where gone = 0 and path <> ''",
  )
  return row?.known ?? 0
}

export function vanishedWords({ known, gone }: VanishedPosts): string {
  return `${gone} of ${known} posts are gone. Nothing was replaced. Is the folder mounted, and the right one? If they are meant to go, say --allow-empty.`
}

export function vanishedProblem({ known, gone }: VanishedPosts): Problem {
  return {
    severity: 'error',
    path: '',
    what: `${gone} of ${known} posts are gone from the folder.`,
    why: 'They stay published as they were.',
    fix: 'Is the folder mounted, and the right one? If they are meant to go, start again with --allow-empty.',
  }
}
