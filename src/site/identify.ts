/** Gives posts that changed their ids, and others whose id depends on theirs. */
import { encodePage } from '../base/text.ts'
import { type Candidate, identify as identifyPosts } from '../ids/identity.ts'
import { isSameRow, type Row } from '../ids/ledger.ts'
import { idOfName, Mint } from '../ids/mint.ts'
import { isAkin } from '../ids/recognise.ts'
import type { Instant } from '../model.ts'
import { type Context, type Database, first, list } from './database.ts'
import { putDiagnostics } from './diagnostics.ts'
import { type EntryRow, markChanged, markGone, putRow, removeRow, withFormer } from './entries.ts'
import { hasPostFile } from './files.ts'
import { candidates, keepFirstDate } from './posts.ts'

interface Identified {
  /** Of the posts that changed or have another id than before. */
  readonly paths: Set<string>
  /** Permalinks that these posts had. */
  readonly addresses: readonly string[]
}

/** @param changed paths of posts that came, went or were edited */
export function identify(
  { db, site, hash }: Context,
  changed: ReadonlySet<string>,
  now: Instant,
): Identified {
  const paths = new Set(changed)
  let rows = rowsAround(db, paths)
  // posts that give the same id decide together, and so do those whose rows they have
  for (let size = 0; size !== paths.size; rows = rowsAround(db, paths)) {
    size = paths.size
    for (const path of sharing(db, paths, rows)) paths.add(path)
  }
  const posts = candidates(db, paths)
  const known = withAway(db, rows, posts)
  const own = new Set(known.map(({ id }) => id))
  const elsewhere = {
    paths: { has: (path: string) => hasPostFile(db, path) },
    taken: { has: (id: string) => !own.has(id) && isTaken(db, id) },
  }
  const before = withFormer(db, known)
  const found = identifyPosts(posts, before, elsewhere, new Mint(site, hash))
  replaceRows(db, known, before, found)
  for (const { path, first } of found.rows)
    if (first !== undefined) keepFirstDate(db, path, Date.parse(first))
  putDiagnostics(db, 'identify', paths, found.problems)
  markGone(db, now)
  const was = new Map(rows.filter(({ here }) => here === 1).map((row) => [row.path, row]))
  return {
    paths: new Set([...changed, ...renamed(was, found.rows)]),
    addresses: before.filter(({ path }) => paths.has(path)).flatMap(addressesOf),
  }
}

/** The rows at some paths, and those with an id that the posts there name. */
function rowsAround(db: Database, paths: ReadonlySet<string>): EntryRow[] {
  return db.all<EntryRow>(
    `select * from entry where path in (select value from json_each(?1))
     union select * from entry where id in (select value from json_each(?2))`,
    ...[list(paths), list(namesGiven(db, paths))],
  )
}

/** The ids that posts name: as written, and as they are meant. */
function namesGiven(db: Database, paths: ReadonlySet<string>): Set<string> {
  const rows = db.all<{ name: string; written: string }>(
    `select name, head ->> '$.id' as written from post
     where name is not null and path in (select value from json_each(?))`,
    list(paths),
  )
  return new Set(rows.flatMap(({ name, written }) => [name, written]))
}

/** Paths of the posts that name an id of some rows, or have such a row. */
function sharing(db: Database, paths: ReadonlySet<string>, rows: readonly EntryRow[]): string[] {
  const given = namesGiven(db, paths)
  const names = new Set([...rows.map(({ id }) => idOfName(id)), ...given])
  if (names.size === 0) return []
  const found = db.all<{ path: string }>(
    'select path from post where name in (select value from json_each(?))',
    list(names),
  )
  const theirs = rows.filter(({ id }) => given.has(id))
  return [...found, ...theirs].map(({ path }) => path).filter((path) => path !== '')
}

/**
 * With rows of posts that are gone: one of them may have come back under another name. All of them are read only where
 * a post is not simply known by its path.
 */
function withAway(db: Database, rows: readonly EntryRow[], posts: readonly Candidate[]): EntryRow[] {
  const byPath = new Map(rows.map((row) => [row.path, row]))
  const unnamed = posts.filter(({ post }) => post.id === undefined)
  const isSettled = unnamed.every(({ features }) => {
    const row = byPath.get(features.path)
    return row !== undefined && isAkin(features, row)
  })
  const where = isSettled ? 'and text in (select value from json_each(?1))' : ''
  const away = db.all<EntryRow>(
    `select * from entry where here = 0 ${where}
     and not exists (select 1 from file where file.path = entry.path and kind = 'post')`,
    ...(isSettled ? [list(unnamed.map(({ features }) => features.text))] : []),
  )
  return unnamed.length === 0
    ? [...rows]
    : [...new Map([...rows, ...away].map((row) => [row.id, row])).values()]
}

function isTaken(db: Database, id: string): boolean {
  return first(db, 'select 1 from entry where id = ?', id) !== undefined
}

function replaceRows(
  db: Database,
  known: readonly EntryRow[],
  before: readonly Row[],
  { rows, left }: { readonly rows: readonly Row[]; readonly left: readonly Row[] },
): void {
  const old = new Map(before.map((row) => [row.id, row]))
  const here = new Map(known.map((row) => [row.id, row.here === 1]))
  const kept = new Set([...rows, ...left].map(({ id }) => id))
  const surplus = before.filter(({ id }) => !kept.has(id))
  let isOther = surplus.length > 0
  for (const { id } of surplus) removeRow(db, id)
  const put = (row: Row, isHere: boolean) => {
    const same = isSameRow(old.get(row.id), row)
    if (same && here.get(row.id) === isHere) return
    isOther ||= !same
    putRow(db, row, isHere)
  }
  for (const row of left) put(row, false)
  for (const row of rows) put(row, true)
  if (isOther) markChanged(db)
}

/** As posts may ask for them. */
function addressesOf({ address, former = [] }: Row): string[] {
  return [...(address === undefined ? [] : [address]), ...former.map((page) => encodePage(page))]
}

/** Paths of the posts that have another id than before, or had one. */
function renamed(before: ReadonlyMap<string, EntryRow>, now: readonly Row[]): Set<string> {
  const paths = new Set(before.keys())
  for (const { path, id, iri = null } of now) {
    const old = before.get(path)
    if (old?.id === id && old.iri === iri) paths.delete(path)
    else paths.add(path)
  }
  return paths
}
