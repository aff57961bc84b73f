/**
 * Slugs of folders, tags and authors. Several names may ask for one, such as "C++" and "c plus plus": the state keeps
 * the slug of each, so that no address moves when posts come, go or get older dates. The `folder` table has the folders
 * that hold posts.
 */
import { baseOf, nameOf } from '../base/paths.ts'
import { fileSlug, fold, folderSlugs, slugify } from '../base/slug.ts'
import { SUFFIX } from '../ids/addresses.ts'
import type { LedgerHead } from '../ids/ledger-file.ts'
import type { FeedKind } from '../model.ts'
import { type Context, type Database, first, list, paths, setStateValue, stateValue } from './database.ts'
import { LINKS, markChanged } from './entries.ts'

/** Slugs by `tag`, `author` or `folder`, a space, and the name. */
export type Slugs = Readonly<Record<string, string>>

type Kind = Extract<FeedKind, 'tag' | 'author' | 'folder'>

/** The names of these state values begin so. */
const SLUG = 'slug '

/** All slugs that the ledger file has to hold. */
export function allSlugs(db: Database): Slugs {
  return Object.fromEntries(slugsAt(db, SLUG))
}

/** The first line of the ledger file. @param links the template of permalinks, where the state has none */
export function ledgerHead(db: Database, links: string): LedgerHead {
  return { links: stateValue(db, LINKS) ?? links, slugs: allSlugs(db) }
}

/**
 * Takes slugs from a ledger file. Those that cannot belong to their name are left out, since the file may be edited.
 * @returns whether one is another one than before
 */
export function takeSlugs(db: Database, slugs: Slugs): boolean {
  const fresh = Object.entries(slugs).filter(([name, slug]) => {
    const [, kind, key = ''] = /^(tag|author|folder) (.+)$/s.exec(name) ?? []
    return kind !== undefined && isSlugOf(kind, key, slug) && stateValue(db, SLUG + name) !== slug
  })
  for (const [name, slug] of fresh) setStateValue(db, SLUG + name, slug)
  return fresh.length > 0
}

/** Whether a slug is that of its name, or begins with it. Each part of a path is judged alone. */
function isSlugOf(kind: string, name: string, slug: string): boolean {
  const plain =
    kind === 'folder' ? name.split('/').map((part) => fileSlug(fold(part))) : [slugify(name) || 'x']
  const parts = slug.split('/')
  const isFit = (part: string, index: number) => {
    const [start = '', more] = [plain[index], part.slice(plain[index]?.length)]
    return part.startsWith(start) && /^(?:-[a-z0-9-]{1,40})?$/.test(more)
  }
  return parts.length === plain.length && parts.every(isFit)
}

/** The slugs that names of a kind keep, by name. */
export function keptSlugs(db: Database, kind: Kind): Map<string, string> {
  return slugsAt(db, `${SLUG}${kind} `)
}

/** Notes the slugs that several names ask for. @param slugs of all names of a kind */
export function keepSlugs(db: Database, kind: Kind, slugs: ReadonlyMap<string, string>): void {
  const kept = keptSlugs(db, kind)
  const plain = new Map([...kept, ...slugs].map(([name, slug]) => [name, plainSlug(kind, name, slug)]))
  const sharing = Map.groupBy(plain.values(), (slug) => slug)
  const fresh = [...slugs].filter(([name, slug]) => {
    const wanted = plain.get(name) ?? ''
    return (slug !== wanted || (sharing.get(wanted) ?? []).length > 1) && kept.get(name) !== slug
  })
  for (const [name, slug] of fresh) {
    const former = [...kept].filter(([other, theirs]) => theirs === slug && other !== name)
    for (const [other] of former) setStateValue(db, `${SLUG}${kind} ${other}`, null)
    setStateValue(db, `${SLUG}${kind} ${name}`, slug)
  }
  if (fresh.length > 0) markChanged(db)
}

/** The slug that a name asks for: of a folder, below the one that has its slug. */
function plainSlug(kind: Kind, name: string, slug: string): string {
  return kind === 'folder' ? baseOf(slug) + fileSlug(fold(nameOf(name))) : slugify(name)
}

function slugsAt(db: Database, prefix: string): Map<string, string> {
  const rows = db.all<{ name: string; value: string }>(
    'select name, value from state_value where substr(name, 1, ?) = ?',
    ...[prefix.length, prefix],
  )
  return new Map(rows.map(({ name, value }) => [name.slice(prefix.length), value]))
}

/** The posts of a folder that have an id: a post that is left out names no folder. */
const FROM_FOLDER = `from post join entry on entry.path = post.path and here = 1 where post.folder = folder.path`
const OF_FOLDER = `select published ${FROM_FOLDER}`

/**
 * Names the folders that are new. Where two ask for a slug, the first keeps it; the ages of their posts decide only where
 * both are new.
 * @returns paths of the posts in folders that have another slug than before
 */
export function renewFolders({ db, hash }: Context): string[] {
  db.run('delete from folder where not exists (select 1 from post where post.folder = folder.path)')
  db.run(`update folder set slug = null where slug is not null and not exists (${OF_FOLDER})`)
  if (first(db, `select 1 from folder where slug is null and exists (${OF_FOLDER})`) === undefined) return []
  const rows = db.all<{ path: string; slug: string | null }>(
    `select folder.path, slug from folder where exists (${OF_FOLDER})
     order by (${OF_FOLDER} order by published limit 1),
     (select id ${FROM_FOLDER} order by published, id limit 1)`,
  )
  const held = rows.flatMap(({ path, slug }): [string, string][] => (slug === null ? [] : [[path, slug]]))
  const slugs = folderSlugs(
    new Set(rows.map(({ path }) => path)),
    (name) => hash(name).slice(0, SUFFIX),
    new Map([...held, ...keptSlugs(db, 'folder')]),
  )
  keepSlugs(db, 'folder', slugs)
  const renewed = rows.filter(({ path, slug }) => slugs.get(path) !== slug)
  for (const { path } of renewed)
    db.run('update folder set slug = ? where path = ?', slugs.get(path) ?? '', path)
  return paths(
    db,
    'select path from post where folder in (select value from json_each(?))',
    list(renewed.map(({ path }) => path)),
  )
}

/** The slugs of the folders, by path. */
export function folderTable(db: Database): ReadonlyMap<string, string> {
  const rows = db.all<{ path: string; slug: string | null }>('select path, slug from folder')
  return new Map(rows.map(({ path, slug }) => [path, slug ?? '']))
}
