/** Addresses that differ only in case or Unicode form: on many disks they are one file of a build. */
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
export function addressClashes(db: Database): Problem[] {
  const groups = Map.groupBy(db.all<PageRow>(SUSPECTS), ({ page }) => page.normalize('NFC').toLowerCase())
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : others.map((other) => clash(other, first)),
  )
}

function clash({ path, page }: PageRow, first: PageRow): Problem {
  const isForm = page.normalize('NFC') === first.page.normalize('NFC')
  const [difference, disk] = isForm
    ? ['Unicode form', 'a disk that ignores this, as on macOS']
    : ['case', 'a disk that ignores case, as on macOS and Windows']
  return {
    severity: 'warning',
    path,
    what: `The address ${quote(page)} differs from that of ${quote(first.path)} only in ${difference}.`,
    why: `On ${disk}, a build would write one page over the other.`,
    fix: 'Give it a "slug" of its own.',
  }
}
