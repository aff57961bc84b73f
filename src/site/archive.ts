/**
 * The `archive_page` table: where the pages of the archive (RFC 5005, section 4) begin. Pages are filled from the oldest
 * post on, so a full page never changes when posts are published later.
 */
import type { Listed } from '../model.ts'
import { type Database, first } from './database.ts'
import type { FeedChange, Position } from './versions.ts'

/** Of the bytes of a page, the share that posts may have as they are in their files: as HTML in XML they are longer. */
const SHARE = 1 / 2

/** Posts that are read together. */
const BATCH = 500

export interface PageLimits {
  /** Entries on a page, at most. */
  readonly limit: number
  /** Bytes of a document, at most. */
  readonly maxBytes: number
}

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
  limits: PageLimits,
  version: number,
): void {
  const [some] = positions
  if (some === undefined) return
  const oldest = positions.reduce((a, b) => (isBefore(a, b) ? a : b), some)
  const newest = positions.reduce((a, b) => (isBefore(a, b) ? b : a), some)
  // a post that begins a page may have room on the one before it now
  const start = pageBefore(db, oldest)
  const page = new Filling(limits)
  let number = start?.number ?? 0
  let begins: Position | undefined
  for (const member of membersFrom(db, feed, start)) {
    if (begins !== undefined && page.takes(member)) continue
    if (begins !== undefined) number++
    if (isSettled(db, number, member, newest)) return
    begins = member
    page.begin(member)
    put(db, number, member, version)
  }
  const last = begins === undefined ? number - 1 : number
  db.run('delete from archive_page where number > ?', last)
  db.run('update archive_page set version = ? where number = ?', version, last)
}

/** Marks the pages as changed that hold some places, and those before them, which link to them. */
export function touchPages(db: Database, positions: readonly Position[], version: number): void {
  const numbers = new Set(positions.map((position) => pageOf(db, position)?.number ?? 0))
  for (const number of numbers)
    db.run('update archive_page set version = ? where number in (?, ?)', version, number, number - 1)
}

/** The page that a place is on: the newest one that begins at it or before it. */
function pageOf(db: Database, { published, id }: Position): PageRow | undefined {
  return first<PageRow>(
    db,
    `select number, published, id from archive_page
     where published < ?1 or (published = ?1 and id >= ?2) order by number desc limit 1`,
    published,
    id,
  )
}

/** The newest page that begins before a place. */
function pageBefore(db: Database, { published, id }: Position): PageRow | undefined {
  return first<PageRow>(
    db,
    `select number, published, id from archive_page
     where published < ?1 or (published = ?1 and id > ?2) order by number desc limit 1`,
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

function put(db: Database, number: number, { published, id }: Position, version: number): void {
  db.run(
    'insert or replace into archive_page (number, published, id, version) values (?, ?, ?, ?)',
    ...[number, published, id, version],
  )
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

/** A page that is being filled. */
class Filling {
  readonly #limits: PageLimits
  #held = 0
  #bytes = 0

  constructor(limits: PageLimits) {
    this.#limits = limits
  }

  begin({ length }: MemberRow): void {
    this.#held = 1
    this.#bytes = length
  }

  /** Whether there is room for a post; then it has it. */
  takes({ length }: MemberRow): boolean {
    const { limit, maxBytes } = this.#limits
    if (this.#held >= limit || this.#bytes + length > maxBytes * SHARE) return false
    this.#held++
    this.#bytes += length
    return true
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
  return pageOf(db, entry)?.number ?? -1
}

/** Paths of the posts on a page, newest first. */
export function pagePaths(db: Database, feed: number, number: number): string[] {
  const begins = first<Position>(db, 'select published, id from archive_page where number = ?', number)
  if (begins === undefined) return []
  const next = first<Position>(db, 'select published, id from archive_page where number = ?', number + 1)
  const { published, id } = next ?? { published: Number.MAX_SAFE_INTEGER, id: '' }
  const rows = db.all<{ path: string }>(
    `select path from membership where feed = ?1
     and published >= ?2 and (published > ?2 or id <= ?3)
     and published <= ?4 and (published < ?4 or id > ?5) order by published desc, id`,
    ...[feed, begins.published, begins.id, published, id],
  )
  return rows.map(({ path }) => path)
}
