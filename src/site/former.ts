/** Addresses at which posts were before: they redirect to the post, or answer that it was deleted. */
import type { Former } from '../snapshot/snapshot.ts'
import type { Database } from './database.ts'
import { POST_STATES } from './schema.ts'

interface FormerRow {
  readonly path: string
  readonly gone: number
  readonly to: string | null
  readonly published: number | null
  readonly expires: number | null
}

/** Of several posts that were at one path, one that is still there, and of those the one with the last id. */
const FORMER = `select path, gone, "to", published, expires from (
    select former.page as path, entry.id, gone, post.page as "to", published, expires
    from former join entry using (id) left join post on post.path = entry.path and here = 1 and state <> ${POST_STATES.refused}
    union all
    select page_path, id, 1, null, null, null from entry where gone = 1 and page_path is not null
  )`
const ORDER = 'order by path, gone, id desc'

/** What was at a path; undefined where no post was, or where its post is not public. */
export function formerAt(db: Database, path: string): Former | undefined {
  const [row] = db.all<FormerRow>(`${FORMER} where path = ? ${ORDER} limit 1`, path)
  return row && toFormer(row)
}

/** All paths at which posts were and no post is. */
export function formerPages(db: Database): Former[] {
  const rows = db.all<FormerRow>(
    `${FORMER} where path not in (select page from post where page is not null) ${ORDER}`,
  )
  const first = new Map(rows.toReversed().map((row) => [row.path, row]))
  return [...first.values()].reverse().flatMap((row) => toFormer(row) ?? [])
}

function toFormer({ path, gone, to, published, expires }: FormerRow): Former | undefined {
  if (gone === 1) return { path, public: [] }
  if (to === null || published === null || to === path) return undefined
  return { path, to, public: [{ from: published, ...(expires === null ? {} : { until: expires }) }] }
}
