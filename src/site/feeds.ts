/** The `feed` table: which feeds there are, and where. */
import { ROOTS } from '../base/paths.ts'
import type { Section } from '../feeds/feeds.ts'
import type { FeedKind, Instant, Problem } from '../model.ts'
import { type Context, count, type Database, first, list } from './database.ts'
import { putDiagnostics } from './diagnostics.ts'
import { listedPost } from './listed.ts'
import { keepSlugs, keptSlugs } from './slugs.ts'
import { type FeedChanges, type Turn, touchMembers } from './versions.ts'

export interface FeedRow {
  readonly number: number
  readonly kind: FeedKind
  readonly key: string
  readonly name: string
  readonly base: string | null
  /** When its oldest post was published; null of a feed without posts. */
  readonly since: number | null
  readonly posts: number
  /** The change of the site that changed its documents: see versions.ts. */
  readonly version: number
  /** When it changed last, after it was first made; in milliseconds since 1970. */
  readonly changed: number | null
}

/** The number of a feed, which is made where there is none. */
export function feedNumber(db: Database, kind: FeedKind, key: string, name: string): number {
  const known = first<{ number: number }>(db, 'select number from feed where kind = ? and key = ?', kind, key)
  if (known !== undefined) return known.number
  db.run(
    'insert into feed (kind, key, name, posts, version, has_room) values (?, ?, ?, 0, 0, 1)',
    kind,
    key,
    name,
  )
  return feedNumber(db, kind, key, name)
}

export function feedAt(db: Database, base: string): FeedRow | undefined {
  return first<FeedRow>(db, 'select * from feed where base = ? and has_room = 1', base)
}

/** All feeds that have an address, in the order of the sections and their keys. */
export function allFeeds(db: Database, sections: readonly Section[]): FeedRow[] {
  return sections.flatMap(({ kind }) =>
    db
      .all<FeedRow>('select * from feed where kind = ? and base is not null and has_room = 1', kind)
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
  )
}

/** Dates and names the feeds that changed, removes those without posts, and gives all their addresses. */
export function renewFeeds(
  { db, site }: Context,
  sections: readonly Section[],
  changes: FeedChanges,
  turn: Turn,
): void {
  feedNumber(db, 'main', '', '')
  const touched = db.all<FeedRow>(
    'select * from feed where number in (select value from json_each(?))',
    list(changes.keys()),
  )
  for (const section of sections) {
    const rows = touched.filter(({ kind }) => kind === section.kind)
    const isOther = rows
      .map((row) => renewFeed(db, section, row, changes.get(row.number)?.more ?? 0, turn))
      .includes(true)
    const lacksBase = first(db, 'select 1 from feed where kind = ? and base is null', section.kind)
    if (isOther || lacksBase !== undefined) renewBases(db, section, turn)
  }
  makeRoom(db, site.feeds.max, turn.version)
}

/** The feeds that have room: of those of one size, the older ones, so a new tag never takes the place of an old one. */
const HAS_ROOM = `(kind = 'main' or number in
  (select number from feed where kind <> 'main' and base is not null order by posts desc, since, base limit ?))`

/** Keeps the main feed and the largest others, and reports the rest. */
function makeRoom(db: Database, max: number, version: number): void {
  const feeds = count(db, 'select count(*) as count from feed where base is not null')
  const isFull = feeds > max
  putDiagnostics(db, 'feeds', ['.'], [])
  if (!isFull && first(db, 'select 1 from feed where has_room = 0') === undefined) return
  const moved = db.all<{ number: number }>(`select number from feed where has_room <> ${HAS_ROOM}`, max - 1)
  for (const { number } of moved) {
    db.run('update feed set has_room = 1 - has_room where number = ?', number)
    touchMembers(db, number, version)
  }
  const left = first<{ base: string }>(
    db,
    'select base from feed where base is not null and has_room = 0 order by posts desc, since, base limit 1',
  )
  if (left !== undefined) putDiagnostics(db, 'feeds', ['.'], [noRoom(feeds, max, left.base)])
}

function noRoom(feeds: number, max: number, base: string): Problem {
  return {
    severity: 'warning',
    path: '.',
    what: `The posts make ${feeds} feeds; "feeds.max" in the configuration allows ${max}.`,
    why: `The ${feeds - max} smallest are left out, such as ${base}.`,
    fix: 'Use fewer tags, or raise "feeds.max".',
  }
}

/** @returns whether it has another age than before, or is gone */
function renewFeed(
  db: Database,
  section: Section,
  row: FeedRow,
  more: number,
  { version, now }: Turn,
): boolean {
  const oldest = first<{ path: string; published: number }>(
    db,
    'select path, published from membership where feed = ? order by published, id desc limit 1',
    row.number,
  )
  if (oldest === undefined && row.kind !== 'main') {
    db.run('delete from feed where number = ?', row.number)
    return true
  }
  // at any instant: only names matter
  const listed = oldest && listedPost(db, oldest.path, 0)
  const name = listed && section.namesOf(listed).findLast(({ key }) => key === row.key)?.name
  db.run(
    `update feed set name = ?, since = ?, posts = posts + ?, version = ?, changed = coalesce(?, changed)
     where number = ?`,
    ...[name ?? row.name, oldest?.published ?? null, more, version, now ?? null, row.number],
  )
  return row.since !== (oldest?.published ?? null)
}

/** The bases of feeds in the order of age. Of two feeds with like names, the first one has the plain address for good. */
function basesOf(
  db: Database,
  { kind, basesOf }: Section,
  rows: readonly FeedRow[],
): ReadonlyMap<string, string> {
  const keys = rows.map(({ key }) => key)
  if (kind !== 'tag' && kind !== 'author') return basesOf(keys, new Map())
  const root = ROOTS[kind]
  const held = rows.flatMap(({ key, base }): [string, string][] => (base === null ? [] : [[key, base]]))
  const kept = [...keptSlugs(db, kind)].map(([key, slug]): [string, string] => [key, `${root}${slug}/`])
  const bases = basesOf(keys, new Map([...held, ...kept]))
  keepSlugs(db, kind, new Map([...bases].map(([key, base]) => [key, base.slice(root.length, -1)])))
  return bases
}

function renewBases(db: Database, section: Section, { version, now }: Turn): void {
  const rows = db.all<FeedRow>('select * from feed where kind = ?', section.kind)
  const inOrder = rows.sort((a, b) => (a.since ?? 0) - (b.since ?? 0) || (a.key < b.key ? -1 : 1))
  const bases = basesOf(db, section, inOrder)
  for (const { number, key, base } of inOrder) {
    const fresh = bases.get(key) ?? null
    // the feeds of languages appear together, so each changes with the ages of the others
    if (fresh === base && section.kind !== 'language') continue
    db.run(
      'update feed set base = ?, version = ?, changed = coalesce(?, changed) where number = ?',
      ...[fresh, version, now ?? null, number],
    )
    if (base !== null && fresh !== base) touchMembers(db, number, version)
  }
}

/**
 * When a feed appears. One language makes no feed, so its feed appears with that of the second: before, it would show that
 * a post in another language is scheduled.
 */
export function sinceOf(db: Database, { kind, since }: FeedRow): { since?: Instant } {
  if (since === null) return {}
  if (kind !== 'language') return { since }
  const second = first<{ since: number }>(
    db,
    `select since from feed where kind = 'language' and since is not null order by since limit 1 offset 1`,
  )
  return { since: Math.max(since, second?.since ?? Number.POSITIVE_INFINITY) }
}
