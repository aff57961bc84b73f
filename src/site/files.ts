/** The `file` table: what is in the folder, by path and by the names that posts use. */
import { pathKey, topFirst, wikiName } from '../compose/names.ts'
import type { MediaFile } from '../model.ts'
import { type Database, first, paths } from './database.ts'

/** Notes a post's file. */
export function putPostFile(db: Database, path: string): void {
  putFile(db, path, 'post')
}

/** Notes a file that posts may show or offer. */
export function putMediaFile(db: Database, file: MediaFile): void {
  putFile(db, file.path, 'media', JSON.stringify(file))
  const isUnmeasured = file.duration === undefined && /^(audio|video)\//.test(file.type)
  if (isUnmeasured) db.run('update file set unmeasured = 1 where path = ?', file.path)
}

function putFile(db: Database, path: string, kind: 'post' | 'media', media: string | null = null): void {
  const nfc = pathKey(path)
  db.run(
    'insert or replace into file (path, kind, nfc, wiki, media) values (?, ?, ?, ?, ?)',
    ...[path, kind, nfc === path ? null : nfc, wikiName(path), media],
  )
}

export function removeFile(db: Database, path: string): void {
  db.run('delete from file where path = ?', path)
}

/** Notes what the folder compares to see that a file is unchanged. */
export function putStamp(db: Database, path: string, stamp: string): void {
  db.run('update file set stamp = ? where path = ?', stamp, path)
}

/** What is known of the files, by path; a file without a stamp has to be read again. */
export function knownStamps(db: Database): Map<string, string | null> {
  const rows = db.all<{ path: string; stamp: string | null }>('select path, stamp from file')
  return new Map(rows.map(({ path, stamp }) => [path, stamp]))
}

/** Whether a post shows or offers a file. */
export function isUsed(db: Database, path: string): boolean {
  return first(db, 'select 1 from reference where file = ?', path) !== undefined
}

export function hasPostFile(db: Database, path: string): boolean {
  return first(db, "select 1 from file where path = ? and kind = 'post'", path) !== undefined
}

export function mediaFile(db: Database, path: string): MediaFile | undefined {
  const row = first<{ media: string }>(db, "select media from file where path = ? and kind = 'media'", path)
  return row && JSON.parse(row.media)
}

/** Audio and video files that posts use and that have not been measured. */
export function unmeasuredFiles(db: Database): MediaFile[] {
  const rows = db.all<{ media: string }>(
    `select media from file where unmeasured = 1
     and exists (select 1 from reference where reference.file = file.path)`,
  )
  return rows.map(({ media }) => JSON.parse(media))
}

/** Notes that the playing time of a file is being measured. */
export function markMeasured(db: Database, path: string): void {
  db.run('update file set unmeasured = 0 where path = ?', path)
}

/** Whether a path is that of a media file, or of a post that has an address. */
const IS_THERE = `(kind = 'media' or exists (select 1 from post where post.path = file.path and web is not null))`

/** The path of what a path names: macOS and Linux compose letters in different ways. */
export function locate(db: Database, path: string): string | undefined {
  const nfc = pathKey(path)
  const exact = [path, nfc].find((name) =>
    first(db, `select 1 from file where path = ? and ${IS_THERE}`, name),
  )
  if (exact !== undefined) return exact
  return paths(db, `select path from file where nfc = ? and ${IS_THERE}`, nfc).sort(topFirst)[0]
}

/** Paths of the files that have a {@link wikiName}, the nearest to the top first. */
export function named(db: Database, name: string): string[] {
  return paths(db, `select path from file where wiki = ? and ${IS_THERE}`, name).sort(topFirst)
}

/** Fewer posts may be replaced as a whole. */
const FEW = 10

export interface VanishedPosts {
  readonly known: number
  readonly gone: number
}

/**
 * Posts that vanish: the folder is not mounted, was emptied, or is another one. From ten posts on, more than half of them
 * gone is taken for an accident.
 * @param posts that are left of those that were known
 */
export function vanishing(known: number, posts: number): VanishedPosts | undefined {
  return known >= FEW && posts < known / 2 ? { known, gone: known - posts } : undefined
}
