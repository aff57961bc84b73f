/** The `folder` table: the folders that hold posts, and the path of slugs that addresses have for each. */

import { folderSlugs } from '../base/folders.ts'
import { fileSlug, fold } from '../base/slug.ts'
import { SUFFIX } from '../ids/addresses.ts'
import { type Context, list } from './context.ts'
import { type Database, first } from './database.ts'
import { keepSlugs, keptSlugs } from './kept-slugs.ts'
import { FOLDERS } from './posts.ts'
import { cacheValue, setCacheValue } from './values.ts'

/** The posts of a folder that have an id: a post that is left out names no folder. */
const FROM_FOLDER = `from post join entry on entry.path = post.path and here = 1 where post.folder = folder.path`
const OF_FOLDER = `select published ${FROM_FOLDER}`

/**
 * Names the folders again where one came or went. Where two ask for a slug, the first keeps it; the ages of their posts
 * decide only where both are new.
 * @returns paths of the posts in folders that have another slug than before
 */
export function renewFolders({ db, hash }: Context): string[] {
  const unnamed = `select 1 from folder where slug is null and exists (${OF_FOLDER})`
  if (cacheValue(db, FOLDERS) !== undefined && first(db, unnamed) === undefined) return []
  db.run(`update folder set slug = null where not exists (${OF_FOLDER})`)
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

/** The slugs of the folders, by path. */
export function folderTable(db: Database): ReadonlyMap<string, string> {
  const rows = db.all<{ path: string; slug: string | null }>('select path, slug from folder')
  return new Map(rows.map(({ path, slug }) => [path, slug ?? '']))
}
