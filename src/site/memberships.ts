/** The `membership` table: which feeds hold a post, newest first. */
import type { Named, Section } from '../feeds/feeds.ts'
import type { Instant } from '../model.ts'
import type { Context } from './database.ts'
import { feedNumber } from './feeds.ts'
import { listedPost } from './listed.ts'
import { type FeedChanges, noteChange, type Position } from './versions.ts'

/**
 * Puts posts into the feeds that hold them, and takes them out of the others.
 * @param paths posts that came, went, moved or were composed again
 * @returns the feeds that changed, by number
 */
export function enrol(
  { db }: Context,
  sections: readonly Section[],
  paths: ReadonlySet<string>,
  now: Instant,
): FeedChanges {
  const changes: FeedChanges = new Map()
  // all leave first: a post that another file has now is in the place of the one before
  for (const path of paths) {
    const old = db.all<Position & { feed: number }>(
      'select feed, published, id from membership where path = ?',
      path,
    )
    for (const { feed, published, id } of old) {
      noteChange(changes, feed, -1, { published, id })
      db.run('delete from membership where feed = ? and published = ? and id = ?', feed, published, id)
    }
  }
  for (const path of paths) {
    const listed = listedPost(db, path, now)
    if (listed === undefined || !listed.inFeeds) continue
    for (const section of sections)
      for (const { key, name } of unique(section.namesOf(listed))) {
        const feed = feedNumber(db, section.kind, key, name)
        const { published, id, length, expires = null } = listed
        noteChange(changes, feed, 1, { published, id })
        db.run(
          'insert or replace into membership (feed, published, id, path, length, expires) values (?, ?, ?, ?, ?, ?)',
          ...[feed, published, id, path, length, expires],
        )
      }
  }
  return changes
}

/** A post may write one name in two ways. */
function unique(names: readonly Named[]): readonly Named[] {
  return names.length < 2 ? names : [...new Map(names.map((named) => [named.key, named])).values()]
}
