/**
 * The `archive_page` table: where the pages of the archive (RFC 5005, section 4) begin. Pages are filled from the oldest
 * post on, so a full page never changes when posts are published later.
 */
import type { Listed, Site } from '../model.ts'
import { type Database, first, paths } from './database.ts'
import type { FeedChange, Position } from './versions.ts'

/** Of the bytes of a page, the share that posts may have as they are in their files: as HTML in XML they are longer. */
const SHARE = 1 / 2

/** Posts that are read together. */
const BATCH = 500

interface PageRow extends Position {
  /** Counted from 0, the oldest page. */
  readonly number: number
}

interface MemberRow extends Position {
  readonly length: number
}

/** The order in which pages are filled: older first, and of two of one instant the one with the greater id. */
function isBefore(a: Position, b: Position): boolean {
  return a.published < b.published || (a.published === b.published && a.id > b.id)
}

/** Cuts the pages again from the first one that changed on, until they begin where they began before. */
export function renewPages(
  db: Database,
  feed: number,
  { positions }: Pick<FeedChange, 'positions'>,
  { limit, maxBytes }: Pick<Site['feeds'], 'limit' | 'maxBytes'>,
  version: number,
): void {
  const [oldest, newest] = ends(positions)
  if (oldest === undefined || newest === undefined) return
  // a post that begins a page may have room on the one before it now
  const start = pageAt(db, oldest, '>')
  let number = (start?.number ?? 0) - 1
  let [held, bytes] = [0, 0]
  for (const member of membersFrom(db, feed, start)) {
    const { published, id, length } = member
    const hasRoom = held > 0 && held < limit && bytes + length <= maxBytes * SHARE
    if (!hasRoom) {
      number++
      if (isSettled(db, number, member, newest)) return
      db.run('insert or replace into archive_page values (?, ?, ?, ?)', number, published, id, version)
    }
    held = hasRoom ? held + 1 : 1
    bytes = hasRoom ? bytes + length : length
  }
  db.run('delete from archive_page where number > ?', number)
  db.run('update archive_page set version = ? where number = ?', version, number)
}

/** The oldest and the newest of some places. */
function ends(positions: readonly Position[]): [Position | undefined, Position | undefined] {
  const inOrder = positions.toSorted((a, b) => (isBefore(a, b) ? -1 : 1))
  return [inOrder[0], inOrder.at(-1)]
}

/** Marks the pages as changed that hold some places, and those before them, which link to them. */
export function touchPages(db: Database, positions: readonly Position[], version: number): void {
  const numbers = new Set(positions.map((position) => pageAt(db, position, '>=')?.number ?? 0))
  for (const number of numbers)
    db.run('update archive_page set version = ? where number in (?, ?)', version, number, number - 1)
}

/** The newest page that begins before a place (`>`), or also at it (`>=`): then the place is on it. */
function pageAt(db: Database, { published, id }: Position, order: '>' | '>='): PageRow | undefined {
  return first<PageRow>(
    db,
    `select number, published, id from archive_page
     where published < ?1 or (published = ?1 and id ${order} ?2) order by number desc limit 1`,
    published,
    id,
  )
}

/** Whether a page begins where it began, behind all that changed: so do the pages after it. */
function isSettled(db: Database, number: number, begins: Position, newest: Position): boolean {
  const row = first<Position>(db, 'select published, id from archive_page where number = ?', number)
  const isSame = row?.published === begins.published && row.id === begins.id
  return isSame && isBefore(newest, begins)
}

/** The posts of a feed from a place on, the oldest first. */
function* membersFrom(db: Database, feed: number, start: Position | undefined): Generator<MemberRow> {
  let from: Position = start ?? { published: Number.MIN_SAFE_INTEGER, id: '' }
  let isIncluded = true
  for (;;) {
    const rows = db.all<MemberRow>(
      `select published, id, length from membership where feed = ?1
       and published >= ?2 and (published > ?2 or id < ?3 or (id = ?3 and ?4))
       order by published, id desc limit ${BATCH}`,
      ...[feed, from.published, from.id, isIncluded ? 1 : 0],
    )
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < BATCH) return
    from = last
    isIncluded = false
  }
}

/** When a page has its first entry; undefined where there is no such page. */
export function pageBegins(db: Database, number: number): number | undefined {
  return first<Position>(db, 'select published from archive_page where number = ?', number)?.published
}

/** When each page has its first entry, the oldest page first. */
export function pageBeginnings(db: Database): number[] {
  const rows = db.all<Position>('select published, id from archive_page order by number')
  return rows.map(({ published }) => published)
}

/** The number of the page that holds an entry. */
export function pageNumber(db: Database, entry: Pick<Listed, 'published' | 'id'>): number {
  return pageAt(db, entry, '>=')?.number ?? -1
}

/** Paths of the posts on a page, newest first. */
export function pagePaths(db: Database, feed: number, number: number): string[] {
  const begins = first<Position>(db, 'select published, id from archive_page where number = ?', number)
  if (begins === undefined) return []
  const next = first<Position>(db, 'select published, id from archive_page where number = ?', number + 1)
  const { published, id } = next ?? { published: Number.MAX_SAFE_INTEGER, id: '' }
  return paths(
    db,
    `select path from membership where feed = ?1
     and published >= ?2 and (published > ?2 or id <= ?3)
     and published <= ?4 and (published < ?4 or id > ?5) order by published desc, id`,
    ...[feed, begins.published, begins.id, published, id],
  )
}
