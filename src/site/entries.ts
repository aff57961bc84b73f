/** The `entry` table: the identity and address of every post that is or was in the folder. */
import { rfc3339 } from '../base/dates.ts'
import { identifyAmong, uniqueRows } from '../ids/identity.ts'
import type { Ledger, Row } from '../ids/ledger.ts'
import { idOfName, Mint } from '../ids/mint.ts'
import type { Identity } from '../model.ts'
import { type Context, list } from './context.ts'
import { type Database, first } from './database.ts'
import { putDiagnostics } from './diagnostics.ts'
import { hasPostFile } from './files.ts'
import { candidates } from './posts.ts'
import { setStateValue, stateValue } from './values.ts'

interface EntryRow {
  readonly id: string
  readonly path: string
  readonly name: string | null
  readonly iri: string | null
  readonly adopted: number
  readonly date: string
  readonly slug: string
  readonly text: string
  readonly sketch: string
  readonly address: string | null
  readonly here: number
}

/** A post's identity in the folder as it is now. */
export function identityAt(db: Database, path: string): Identity | undefined {
  const row = first<Pick<EntryRow, 'id' | 'iri'>>(
    db,
    'select id, iri from entry where path = ? and here = 1',
    path,
  )
  if (row === undefined) return undefined
  return row.iri === null ? { id: row.id } : { id: row.id, iri: row.iri }
}

/**
 * Replaces all rows by those of a ledger file; the addresses stay with their ids. Every post has to be identified again
 * after it.
 */
export function takeLedger(db: Database, ledger: Ledger): void {
  const old = new Map(db.all<EntryRow>('select * from entry').map((row) => [row.id, row]))
  db.run('delete from entry')
  setStateValue(db, SAVED, null)
  for (const row of uniqueRows(ledger, { has: (path) => hasPostFile(db, path) })) {
    const known = old.get(row.id)
    putRow(db, row, { address: known?.address ?? null, here: known?.here === 1 && known.path === row.path })
  }
}

/** The version of the ledger file that has the rows of the table. */
const SAVED = 'ledger'

/** Undefined where no ledger file has all rows as they are now. */
export function savedVersion(db: Database): string | undefined {
  return stateValue(db, SAVED)
}

export function setSavedVersion(db: Database, version: string): void {
  setStateValue(db, SAVED, version)
}

/** All rows, as the ledger file has them. */
export function toLedger(db: Database): Row[] {
  return db.all<EntryRow>('select * from entry').map(toRow).sort(byPath)
}

function byPath(a: Row, b: Row): number {
  return a.path === b.path ? (a.id < b.id ? -1 : 1) : a.path < b.path ? -1 : 1
}

function toRow({ path, id, name, iri, adopted, date, slug, text, sketch }: EntryRow): Row {
  return {
    ...{ path, id, date, slug, text, sketch },
    ...(name === null ? {} : { name }),
    ...(iri === null ? {} : { iri }),
    ...(adopted === 1 ? { adopted: true } : {}),
  }
}

function putRow(db: Database, row: Row, { address, here }: { address: string | null; here: boolean }): void {
  const { id, path, name = null, iri = null, adopted, date, slug, text, sketch } = row
  db.run(
    `insert or replace into entry (id, path, name, iri, adopted, date, slug, text, sketch, address, here)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[id, path, name, iri, adopted === true ? 1 : 0, date, slug, text, sketch, address, here ? 1 : 0],
  )
}

interface Identified {
  /** Of the posts that changed or have another id than before. */
  readonly paths: Set<string>
  /** That these posts had. */
  readonly addresses: readonly string[]
}

/**
 * Gives posts that changed their ids, and others whose id depends on theirs.
 * @param changed paths of posts that came, went or were edited
 */
export function identify({ db, site, hash }: Context, changed: ReadonlySet<string>): Identified {
  const paths = new Set(changed)
  let rows = rowsAround(db, paths)
  // posts that give the same id decide together, and so do those whose rows they have
  for (let size = 0; size !== paths.size; rows = rowsAround(db, paths)) {
    size = paths.size
    for (const path of sharing(db, paths, rows)) paths.add(path)
  }
  const posts = candidates(db, paths, ({ published }) => rfc3339(published))
  const before = new Map(rows.filter(({ here }) => here === 1).map((row) => [row.path, row]))
  const known = posts.length === 0 ? rows : withGone(db, rows)
  const own = new Set(known.map(({ id }) => id))
  const elsewhere = {
    paths: { has: (path: string) => hasPostFile(db, path) },
    taken: { has: (id: string) => !own.has(id) && isTaken(db, id) },
  }
  const found = identifyAmong(posts, known.map(toRow), elsewhere, new Mint(site, hash))
  replaceRows(db, known, found.rows, found.left)
  putDiagnostics(db, 'identify', paths, found.problems)
  return {
    paths: new Set([...changed, ...renamed(before, found.rows)]),
    addresses: rows.flatMap(({ address, here }) => (here === 1 ? (address ?? []) : [])),
  }
}

/** The rows at some paths, and those with an id that the posts there give. */
function rowsAround(db: Database, paths: ReadonlySet<string>): EntryRow[] {
  const given = list(namesGiven(db, paths))
  return db.all<EntryRow>(
    `select * from entry where path in (select value from json_each(?1))
     union select * from entry where id in (select value from json_each(?2))
     union select * from entry where name in (select value from json_each(?2))`,
    ...[list(paths), given],
  )
}

function namesGiven(db: Database, paths: ReadonlySet<string>): Set<string> {
  const rows = db.all<{ name: string }>(
    'select name from post where name is not null and path in (select value from json_each(?))',
    list(paths),
  )
  return new Set(rows.flatMap(({ name }) => [name, idOfName(name)]))
}

/** Paths of the posts that give an id of some rows, or are where such a row was. */
function sharing(db: Database, paths: ReadonlySet<string>, rows: readonly EntryRow[]): string[] {
  const names = new Set(rows.flatMap(({ id, name }) => (name === null ? [id] : [id, name])))
  for (const name of namesGiven(db, paths)) names.add(name)
  if (names.size === 0) return []
  const found = db.all<{ path: string }>(
    'select path from post where name in (select value from json_each(?))',
    list(names),
  )
  const given = namesGiven(db, paths)
  const theirs = rows.filter(({ id, name }) => given.has(id) || (name !== null && given.has(name)))
  return [...found, ...theirs].map(({ path }) => path).filter((path) => path !== '')
}

/** Rows of posts whose files are gone: one of them may have come back under another name. */
function withGone(db: Database, rows: readonly EntryRow[]): EntryRow[] {
  const gone = db.all<EntryRow>(
    `select * from entry where here = 0
     and not exists (select 1 from file where file.path = entry.path and kind = 'post')`,
  )
  return [...new Map([...rows, ...gone].map((row) => [row.id, row])).values()]
}

function isTaken(db: Database, id: string): boolean {
  return first(db, 'select 1 from entry where id = ?', id) !== undefined
}

function replaceRows(
  db: Database,
  before: readonly EntryRow[],
  rows: readonly Row[],
  left: readonly Row[],
): void {
  const old = new Map(before.map((row) => [row.id, row]))
  let isOther = false
  const put = (row: Row, here: boolean) => {
    const known = old.get(row.id)
    const isKnown = known !== undefined && isSame(toRow(known), row)
    if (isKnown && known.here === (here ? 1 : 0)) return
    isOther ||= !isKnown
    putRow(db, row, { address: known?.address ?? null, here })
  }
  const kept = new Set([...rows, ...left].map(({ id }) => id))
  const surplus = before.filter(({ id }) => !kept.has(id))
  for (const { id } of surplus) db.run('delete from entry where id = ?', id)
  for (const row of left) put(row, false)
  for (const row of rows) put(row, true)
  if (isOther || surplus.length > 0) setStateValue(db, SAVED, null)
}

function isSame(a: Row, b: Row): boolean {
  const keys = ['path', 'name', 'iri', 'adopted', 'date', 'slug', 'text', 'sketch'] as const
  return keys.every((key) => a[key] === b[key])
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
