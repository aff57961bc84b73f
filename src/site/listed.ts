/** Posts as feeds see them. */
import type { Instant, Listed, PostHead } from '../model.ts'
import { type Database, first, list } from './database.ts'
import { POST_STATES } from './schema.ts'

interface ListedRow {
  readonly head: string
  readonly id: string
  readonly address: string
  readonly slug: string
  /** The entry that stands in for the post. */
  readonly kept: string | null
}

const LISTED = `select head, id, address, folder.slug,
  iif(state = ${POST_STATES.kept}, (select rendered.entry from rendered where rendered.path = post.path), null) as kept
  from post join entry on entry.path = post.path and here = 1 join folder on folder.path = post.folder
  where address is not null and state <> ${POST_STATES.refused}`

/** A post as feeds see it, with its title. */
export type ListedPost = Listed & Pick<PostHead, 'title'>

/** A post as feeds see it; undefined where no feed may hold it. */
export function listedPost(db: Database, path: string, now: Instant): ListedPost | undefined {
  const row = first<ListedRow>(db, `${LISTED} and post.path = ?`, path)
  return row && toListed(row, now)
}

/** The post with a page, as feeds see it. */
export function listedAt(db: Database, page: string, now: Instant): ListedPost | undefined {
  const row = first<ListedRow>(db, `${LISTED} and post.page = ?`, page)
  return row && toListed(row, now)
}

/** Posts as feeds see them, by path. */
export function listedPosts(db: Database, paths: readonly string[], now: Instant): Map<string, Listed> {
  const rows = db.all<ListedRow>(`${LISTED} and post.path in (select value from json_each(?))`, list(paths))
  return new Map(rows.map((row) => toListed(row, now)).map((listed) => [listed.path, listed]))
}

function toListed({ head, id, address, slug, kept }: ListedRow, now: Instant): ListedPost {
  if (kept !== null) return JSON.parse(kept)
  const post: PostHead = JSON.parse(head)
  return { ...post, updated: effectiveUpdate(post, now), id, url: address, folderSlug: slug }
}

/** A post that says that it will have been updated counts as not updated until then. */
export function effectiveUpdate(
  { published, updated }: Pick<PostHead, 'published' | 'updated'>,
  now: Instant,
): Instant {
  return updated > now ? published : updated
}
