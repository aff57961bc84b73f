/** The `entry` and `former` tables: the id and the addresses of every post that is or was in the folder. */
import { defined } from '../base/defined.ts'
import { pageAt } from '../ids/addresses.ts'
import { type Asked, isSameRow, type Ledger, type Row, uniqueRows } from '../ids/ledger.ts'
import type { Instant } from '../model.ts'
import { type Context, type Database, first, list, setStateValue, stateValue } from './database.ts'
import { hasPostFile } from './files.ts'

export interface EntryRow {
  readonly id: string
  readonly path: string
  readonly address: string | null
  readonly asked_path: string | null
  readonly asked_slug: string | null
  readonly since: number | null
  readonly day: string | null
  readonly first: string | null
  readonly iri: string | null
  readonly adopted: number
  readonly text: string
  readonly sketch: string
  readonly here: number
  readonly gone: number
}

/** Rows of posts that are gone, kept so that they get their ids back when they return: some 15 MB of ledger. */
const MAX_GONE = 50_000

/** The template of permalinks by which posts got theirs. */
export const LINKS = 'links'

/**
 * Replaces the rows by those of a ledger.
 * @returns paths of the rows that are not as they were, and of those with an address of one: posts that are there have
 * to be identified again
 */
export function takeLedger({ db }: Context, ledger: Ledger): string[] {
  const known = allRows(db)
  const here = new Map(known.map(({ id, path, here }) => [id, here === 1 ? path : undefined]))
  const before = new Map(withFormer(db, known).map((row) => [row.id, row]))
  const rows = uniqueRows(ledger, { has: (path) => hasPostFile(db, path) })
  const changed = rows.filter((row) => !isSameRow(before.get(row.id), row))
  const same = new Set(rows.map(({ id }) => id)).difference(new Set(changed.map(({ id }) => id)))
  const replaced = [...before.values()].filter(({ id }) => !same.has(id))
  for (const { id } of replaced) removeRow(db, id)
  for (const row of changed) putRow(db, row, here.get(row.id) === row.path)
  markChanged(db)
  const others = db.all<{ path: string }>(
    'select path from entry where address in (select value from json_each(?))',
    list(changed.flatMap(({ address }) => address ?? [])),
  )
  return [...replaced, ...changed, ...others].map(({ path }) => path)
}

/**
 * Notes the template by which the posts of a ledger got their permalinks.
 * @returns whether it is another one than before
 */
export function takeLinks(db: Database, links: string): boolean {
  const isOther = stateValue(db, LINKS) !== links
  if (isOther) setStateValue(db, LINKS, links)
  return isOther
}

export function hasEntries(db: Database): boolean {
  return first(db, 'select 1 from entry') !== undefined
}

/** Forgets all ids and addresses. */
export function forgetEntries(db: Database): void {
  db.transaction(() => {
    for (const table of ['entry', 'former']) db.run(`delete from ${table}`)
    markChanged(db)
  })
}

/** All rows, by path. */
export function toLedger(db: Database): Row[] {
  return joined(allRows(db), db.all('select id, page from former order by page'))
}

function allRows(db: Database): EntryRow[] {
  return db.all<EntryRow>('select * from entry order by path, id')
}

/** Rows with the addresses at which their posts were. */
export function withFormer(db: Database, rows: readonly EntryRow[]): Row[] {
  const sql = 'select id, page from former where id in (select value from json_each(?)) order by page'
  return joined(rows, db.all(sql, list(rows.map(({ id }) => id))))
}

function joined(rows: readonly EntryRow[], pages: readonly { id: string; page: string }[]): Row[] {
  const former = Map.groupBy(pages, ({ id }) => id)
  return rows.map((row) => toRow(row, former.get(row.id)))
}

function toRow(row: EntryRow, former: readonly { page: string }[] | undefined): Row {
  const { path, id, text, sketch, asked_path, asked_slug, gone, adopted } = row
  return defined({
    ...{ path, id, text, sketch },
    address: row.address ?? undefined,
    asked: askedOf(asked_path, asked_slug),
    former: former?.map(({ page }) => page),
    day: row.day ?? undefined,
    first: row.first ?? undefined,
    gone: gone === 1 || undefined,
    iri: row.iri ?? undefined,
    adopted: adopted === 1 || undefined,
  })
}

/** By what a post got its address, where that is known. */
export function askedOf(path: string | null, slug: string | null | undefined): Asked | undefined {
  return path === null ? undefined : defined({ path, slug: slug ?? undefined })
}

/** Stores a row, with its addresses. */
export function putRow(db: Database, row: Row, here: boolean): void {
  const { id, path, address = null, asked, former = [], day = null, first = null, iri = null } = row
  const { adopted, gone, text, sketch } = row
  const page = address === null ? null : (pageAt(address) ?? null)
  db.run(
    `insert or replace into entry (id, path, address, page_path, asked_path, asked_slug,
       day, first, iri, adopted, text, sketch, here, gone, since)
     values (?1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (select since from entry where id = ?1))`,
    ...[id, path, address, page, asked?.path ?? null, asked?.slug ?? null],
    ...[day, first, iri, adopted ? 1 : 0, text, sketch, here ? 1 : 0, gone ? 1 : 0],
  )
  for (const page of former) db.run('insert or ignore into former (page, id) values (?, ?)', page, id)
}

export function removeRow(db: Database, id: string): void {
  db.run('delete from entry where id = ?', id)
  db.run('delete from former where id = ?', id)
}

/** Notes a post's permalink. The one that it had leads to it from now on. */
export function setAddress(
  db: Database,
  id: string,
  { address, asked, since }: { address: string | null; asked: Asked; since: Instant },
): void {
  const page = address === null ? null : (pageAt(address) ?? null)
  db.run(
    `insert or ignore into former (page, id)
     select page_path, id from entry where id = ?1 and page_path is not null and page_path is not ?2`,
    ...[id, page],
  )
  db.run('delete from former where page = ? and id = ?', page, id)
  db.run(
    'update entry set address = ?, page_path = ?, asked_path = ?, asked_slug = ?, since = ? where id = ?',
    ...[address, page, asked.path, asked.slug ?? null, since, id],
  )
  takeFromDeleted(db, id, address)
}

/** The address of a deleted post that another one gets is a former one: if the post comes back, it asks for another. */
function takeFromDeleted(db: Database, id: string, address: string | null): void {
  const where = 'where address = ?1 and gone = 1 and id <> ?2'
  db.run(
    `insert or ignore into former (page, id) select page_path, id from entry ${where} and page_path is not null`,
    ...[address, id],
  )
  db.run(`update entry set address = null, page_path = null ${where}`, address, id)
}

/**
 * Marks the rows whose files were deleted. A post that was never public leaves no address behind, which would tell of
 * it; of too many rows the first go, which are those of the oldest days.
 */
export function markGone(db: Database, now: Instant): void {
  const gone = db.all<{ id: string; since: number | null }>(
    `select id, since from entry where here = 0 and gone = 0
     and not exists (select 1 from file where file.path = entry.path and kind = 'post')`,
  )
  if (gone.length === 0) return
  const unseen = gone.filter(({ since }) => since !== null && since > now).map(({ id }) => id)
  db.run(
    'update entry set gone = 1 where id in (select value from json_each(?))',
    list(gone.map(({ id }) => id)),
  )
  db.run(
    'update entry set address = null, page_path = null where id in (select value from json_each(?))',
    list(unseen),
  )
  const surplus = db.all<{ id: string }>(
    `select id from entry where gone = 1 order by id desc limit -1 offset ${MAX_GONE}`,
  )
  for (const { id } of surplus) removeRow(db, id)
  markChanged(db)
}

/** Counts the changes of what the ledger file holds. */
const CHANGES = 'ledger changes'

/** To be called after each change that the ledger file has to follow. */
export function markChanged(db: Database): void {
  setStateValue(db, CHANGES, String(Number(ledgerChanges(db)) + 1))
}

/** Another text after each change of what the ledger file holds. */
export function ledgerChanges(db: Database): string {
  return stateValue(db, CHANGES) ?? '0'
}

/**
 * Paths that redirect to a post because its front matter says so. They stay when it no longer does.
 * @returns whether one of them is new
 */
export function addAliases(db: Database, id: string, aliases: readonly string[]): boolean {
  const insert = 'insert or ignore into former (page, id) values (?, ?) returning page'
  return aliases.map((alias) => first(db, insert, alias.replace(/(?<=.)\/$/, ''), id)).some(Boolean)
}
