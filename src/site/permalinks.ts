/** Gives posts their addresses: `entry.address`, the `folder` table, and the keys of `post` that follow from them. */

import { fileSlug, fold } from '../base/slug.ts'
import { webKey } from '../compose/names.ts'
import {
  type Addressed,
  addressing,
  alternatives,
  isOwn,
  oldestFirst,
  shareAddresses,
  slugsOf,
} from '../ids/addresses.ts'
import type { PostHead, Site } from '../model.ts'
import { type Context, list } from './context.ts'
import { type Database, first } from './database.ts'
import { putDiagnostics } from './diagnostics.ts'
import { FOLDERS } from './posts.ts'
import { cacheValue, setCacheValue } from './values.ts'

interface PlacedRow {
  readonly path: string
  readonly head: string
  readonly id: string
  readonly iri: string | null
  readonly wanted: string | null
  readonly address: string | null
}

const PLACED = `select post.path, head, entry.id, iri, wanted, address
  from post join entry on entry.path = post.path and here = 1`

/** The posts of a folder that have an id: a post that is left out names no folder. */
const FROM_FOLDER = `from post join entry on entry.path = post.path and here = 1 where post.folder = folder.path`
const OF_FOLDER = `select published ${FROM_FOLDER}`

/** Posts that moved. */
export interface Moved {
  readonly paths: Set<string>
  /** The addresses that one of them had or has. */
  readonly addresses: Set<string>
}

/** An address as it is stored: a path below the site's address, or the address of a page elsewhere. */
export function storedAddress(url: string, { url: root, links }: Site): string {
  return links.startsWith('/') ? url.slice(root.length) : url
}

/** The address of a post's page. */
export function urlOf(address: string, { url, links }: Site): string {
  return links.startsWith('/') ? url + address : address
}

/**
 * Gives posts that changed their addresses, and others that ask for the same ones.
 * @param changed posts that came, went, were edited or have another id, and the addresses that they had
 * @returns these, and the posts whose address or folder changed
 */
export function assignPermalinks(
  context: Context,
  changed: { readonly paths: ReadonlySet<string>; readonly addresses: Iterable<string> },
): Moved {
  const { db } = context
  const moved: Moved = {
    paths: new Set([...changed.paths, ...renewFolders(context)]),
    addresses: new Set(changed.addresses),
  }
  const folders = folderTable(db)
  const posts = contenders(db, moved, claiming(context, folders))
  const inOrder = [...posts.values()].map(identified).sort(oldestFirst)
  const { owners, problems } = shareAddresses(inOrder, folders, context)
  const places = new Map([...owners.values()].map((place) => [place.post.path, place]))
  for (const row of posts.values()) put(context, row, places.get(row.path), moved)
  putDiagnostics(db, 'address', new Set([...posts.keys(), ...changed.paths]), problems)
  return moved
}

function identified({ head, id, iri }: PlacedRow) {
  const post: PostHead = JSON.parse(head)
  return { post, identity: iri === null ? { id } : { id, iri } }
}

/**
 * Names the folders again where one came or went, or where two share a name, so that the ages of their posts decide.
 * @returns paths of the posts in folders that have another slug than before
 */
function renewFolders({ db, hash }: Context): string[] {
  const unnamed = `select 1 from folder where slug is null and exists (${OF_FOLDER})`
  if (cacheValue(db, FOLDERS) !== undefined && first(db, unnamed) === undefined) return []
  db.run(`update folder set slug = null where not exists (${OF_FOLDER})`)
  const rows = db.all<{ path: string; slug: string | null }>(
    `select folder.path, slug from folder where exists (${OF_FOLDER})
     order by (${OF_FOLDER} order by published limit 1),
     (select id ${FROM_FOLDER} order by published, id limit 1)`,
  )
  const slugs = slugsOf(
    rows.map(({ path }) => path),
    hash,
  )
  if ([...slugs].every(isPlain)) setCacheValue(db, FOLDERS, 'named')
  const renewed = rows.filter(({ path, slug }) => slugs.get(path) !== slug)
  if (renewed.length === 0) return []
  for (const { path } of renewed)
    db.run('update folder set slug = ? where path = ?', slugs.get(path) ?? '', path)
  const posts = db.all<{ path: string }>(
    'select path from post where folder in (select value from json_each(?))',
    list(renewed.map(({ path }) => path)),
  )
  return posts.map(({ path }) => path)
}

/** A folder has the slug of its name, whichever others there are. */
function isPlain([path, slug]: [string, string]): boolean {
  const names = path === '' ? [] : path.split('/')
  return slug === names.map((name) => fileSlug(fold(name))).join('/')
}

function folderTable(db: Database): ReadonlyMap<string, string> {
  const rows = db.all<{ path: string; slug: string | null }>('select path, slug from folder')
  return new Map(rows.map(({ path, slug }) => [path, slug ?? '']))
}

/** The address that a post asks for, and those that it may get where that is taken. */
interface Claims {
  readonly wanted: string
  readonly isOwn: boolean
  readonly others: () => readonly string[]
}

function claiming(context: Context, folders: ReadonlyMap<string, string>): (row: PlacedRow) => Claims {
  const { site } = context
  const addressOf = addressing(site)
  return (row) => {
    const { post, identity } = identified(row)
    const placed = { slug: post.slug, published: post.published, folder: folders.get(post.folder) ?? '' }
    const url = addressOf(placed)
    return {
      wanted: storedAddress(url, site),
      isOwn: isOwn(url, site),
      others: () => alternatives(placed, identity, context).map((other) => storedAddress(other, site)),
    }
  }
}

/** Some posts, and all others that ask for an address which one of them has, asks for or may get. */
function contenders(
  db: Database,
  moved: Moved,
  claimsOf: (row: PlacedRow) => Claims,
): Map<string, PlacedRow> {
  const posts = new Map<string, PlacedRow>()
  const seen = new Set<string>()
  let addresses = new Set(moved.addresses)
  let found = db.all<PlacedRow>(
    `${PLACED} where post.path in (select value from json_each(?))`,
    list(moved.paths),
  )
  while (found.length > 0 || addresses.size > 0) {
    for (const row of found) posts.set(row.path, row)
    for (const address of claim(db, found, claimsOf)) addresses.add(address)
    const fresh = [...addresses].filter((address) => !seen.has(address))
    for (const address of fresh) seen.add(address)
    found = askingFor(db, fresh).filter(({ path }) => !posts.has(path))
    addresses = new Set()
  }
  return posts
}

/** Notes what posts ask for. Other addresses count only where the one that they want was or is not theirs alone. */
function claim(db: Database, rows: readonly PlacedRow[], claimsOf: (row: PlacedRow) => Claims): string[] {
  const claims = rows.map((row) => ({ row, ...claimsOf(row) }))
  for (const { row, wanted } of claims)
    if (row.wanted !== wanted) db.run('update post set wanted = ? where path = ?', wanted, row.path)
  return claims.flatMap(({ row: { path }, wanted, isOwn, others }) => {
    const before = claimsOfPost(db, path)
    const now = isOwn || isContested(db, wanted) ? others() : []
    if (before.length > 0) db.run('delete from claim where path = ?', path)
    for (const address of now)
      db.run('insert or ignore into claim (address, path) values (?, ?)', address, path)
    return [wanted, ...before, ...now]
  })
}

function claimsOfPost(db: Database, path: string): string[] {
  const rows = db.all<{ address: string }>('select address from claim where path = ?', path)
  return rows.map(({ address }) => address)
}

function askingFor(db: Database, addresses: readonly string[]): PlacedRow[] {
  if (addresses.length === 0) return []
  return db.all<PlacedRow>(
    `${PLACED} where wanted in (select value from json_each(?1))
     union ${PLACED} where post.path in (select path from claim where claim.address in (select value from json_each(?1)))
     union ${PLACED} where address in (select value from json_each(?1))`,
    list(addresses),
  )
}

function isContested(db: Database, wanted: string): boolean {
  return db.all('select 1 from post where wanted = ? limit 2', wanted).length > 1
}

function put({ db, site }: Context, row: PlacedRow, place: Addressed | undefined, moved: Moved): void {
  const address = place === undefined ? null : storedAddress(place.url, site)
  const keys = [place === undefined ? null : webKey(place.url), pageOf(address, site)]
  db.run('update post set web = ?, page = ? where path = ?', ...keys, row.path)
  if (row.address !== address) {
    db.run('update entry set address = ? where id = ?', address, row.id)
    moved.paths.add(row.path)
  }
  if (!moved.paths.has(row.path)) return
  for (const known of [row.address, address]) if (known !== null) moved.addresses.add(known)
}

/** The path of a post's page; null where its page is elsewhere. */
function pageOf(address: string | null, { links }: Site): string | null {
  return address !== null && links.startsWith('/') ? decodeURI(address) : null
}
