/** The `reference` table: what posts name, so that a change composes again just the posts that depend on it. */
import { remembered } from '../base/remembered.ts'
import {
  type Directory,
  type Found,
  findByName,
  HIDDEN,
  lookup,
  type Target,
} from '../compose/link-context.ts'
import { pathKey, webKey, wikiName } from '../compose/names.ts'
import { urlOf } from '../ids/addresses.ts'
import type { Instant } from '../model.ts'
import { type Context, type Database, first, list, paths } from './database.ts'
import { locate, mediaFile, named } from './files.ts'

/** What a post named when it was composed, and what it found. */
export interface Named {
  readonly lookups: ReadonlyMap<string, Found>
  readonly wikiNames: ReadonlyMap<string, string | undefined>
}

/** Begins the name of a reference that is a wiki name. No path of a folder and no web key begins like it. */
const WIKI = '[['

/** The site as posts see it; what was found once is found again, so it holds as long as no post changes. */
export function directoryOf({ db, site }: Context): Directory {
  const target = (where: 'path' | 'web', key: string): Target | undefined => {
    const row = first<{ published: number; expires: number | null; address: string }>(
      db,
      `select published, expires, address from post join entry on entry.path = post.path and here = 1
       where post.${where} = ? and address is not null order by published desc, id desc limit 1`,
      key,
    )
    if (row === undefined) return undefined
    const { published, expires, address } = row
    return { post: { published, ...(expires === null ? {} : { expires }) }, url: urlOf(address, site) }
  }
  return {
    posts: { get: remembered((path) => target('path', path)) },
    files: { get: remembered((path) => mediaFile(db, path)) },
    locate: remembered((path) => locate(db, path)),
    page: remembered((key) => target('web', key)),
    named: remembered((name) => named(db, name)),
  }
}

/** A row of the table without its post. */
export interface ReferenceRow {
  readonly name: string
  readonly key: string
  readonly found: string | null
  readonly file: string | null
}

export function referenceRows({ lookups, wikiNames }: Named): ReferenceRow[] {
  const files = [...lookups].map(([name, found]) => ({
    ...{ name, key: pathKey(name), found: spell(found) },
    file: typeof found === 'object' ? found.path : null,
  }))
  const names = [...wikiNames].map(([name, found = null]) => ({
    ...{ name: WIKI + name, key: WIKI + wikiName(name), found },
    file: null,
  }))
  return [...files, ...names]
}

/** Notes what a post names, besides what is noted already. */
export function putReferences(db: Database, path: string, rows: readonly ReferenceRow[]): void {
  for (const { name, key, found, file } of rows)
    db.run(
      'insert or replace into reference (path, name, key, found, file) values (?, ?, ?, ?, ?)',
      ...[path, name, key, found, file],
    )
}

export function removeReferences(db: Database, path: string): void {
  db.run('delete from reference where path = ?', path)
}

/** What was found, as the table has it. */
function spell(found: Found): string | null {
  if (found === undefined) return null
  return JSON.stringify(
    found === HIDDEN ? 'hidden' : typeof found === 'string' ? { url: found } : { file: found },
  )
}

/** What a change of a file or post looks for. */
export function keysOf(path: string): string[] {
  return [pathKey(path), WIKI + wikiName(path)]
}

/** What a change at an address looks for. */
export function keyOfAddress(address: string, { site }: Pick<Context, 'site'>): string {
  return webKey(urlOf(address, site))
}

/** Paths of the posts that would find something else than before behind one of some keys, or after `now`. */
export function outdated(
  context: Context,
  keys: Iterable<string>,
  now: Instant,
  looksAtAll: boolean,
): string[] {
  const { db } = context
  const naming = looksAtAll
    ? paths(db, 'select distinct path from reference')
    : paths(
        db,
        `select path from reference where key in (select value from json_each(?))
         union select path from reference where found = '"hidden"'`,
        list(keys),
      )
  const directory = directoryOf(context)
  // a post without an address is shown nowhere
  return naming.filter((path) => !finds(context, directory, path, now, '', true))
}

/** Whether the last good version of a post links only to posts that are still public. */
export function linksStand(context: Context, path: string, now: Instant): boolean {
  return finds(context, directoryOf(context), path, now, `and found like '{"url":%'`, false)
}

/**
 * Whether a post would find what it found.
 * @param condition of the references that count
 * @param unplaced the answer of a post without an address
 */
function finds(
  { db, site, hash }: Context,
  directory: Directory,
  path: string,
  now: Instant,
  condition: string,
  unplaced: boolean,
): boolean {
  const post = directory.posts.get(path)?.post
  if (post === undefined) return unplaced
  const around = { site, hash, now, directory }
  const rows = db.all<Pick<ReferenceRow, 'name' | 'found'>>(
    `select name, found from reference where path = ? ${condition}`,
    path,
  )
  return rows.every(({ name, found }) =>
    name.startsWith(WIKI)
      ? (findByName(name.slice(WIKI.length), path, around) ?? null) === found
      : spell(lookup(name, post, around)) === found,
  )
}
