/** Addresses that differ only in case: on many disks they are one file of a build. */
import { quote } from '../base/problem.ts'
import type { Problem } from '../model.ts'
import type { Database } from './database.ts'

interface PageRow {
  readonly path: string
  readonly page: string
}

/** SQLite folds the case of ASCII alone, so other addresses are all compared here. */
const SUSPECTS = `select path, page_path as page from entry where here = 1 and page_path is not null
  and (page_path glob '*[^ -~]*' or lower(page_path) in (
    select lower(page_path) from entry where here = 1 and page_path is not null
    group by lower(page_path) having count(*) > 1))
  order by path`

/** A problem for each post but the first of those whose addresses clash. */
export function caseClashes(db: Database): Problem[] {
  const groups = Map.groupBy(db.all<PageRow>(SUSPECTS), ({ page }) => page.normalize('NFC').toLowerCase())
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : others.map((other) => clash(other, first)),
  )
}

function clash({ path, page }: PageRow, first: PageRow): Problem {
  return {
    severity: 'warning',
    path,
    what: `The address ${quote(page)} differs from that of ${quote(first.path)} only in case.`,
    why: 'On a disk that ignores case, as on macOS and Windows, a build would write one page over the other.',
    fix: 'Give it a "slug" of its own.',
  }
}
