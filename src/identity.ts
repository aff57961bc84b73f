/** Which id a post has. An id never changes, or every subscriber sees the post again. */
import { calendar } from './dates.ts'
import type { Post, Site } from './model.ts'

/** `tag:` URI (RFC 4151): an authority, a date on which it was theirs, and a name. */
export function mintId(post: Post, site: Site): string {
  const { year, month, day } = calendar(post.published, site.timeZone)
  const authority = new URL(site.url).hostname
  return `tag:${authority},${year}-${month}-${day}:${encodeURIComponent(post.slug)}`
}
