/** Posts that are held back, as a preview on the publisher's machine shows them: dated, and marked in the title. */
import { formatInstant } from '../base/dates.ts'
import type { Post, Site } from '../model.ts'
import type { Intent } from './drafts.ts'

/** Folders of parts of pages, which never become posts. */
const NO_POSTS = /^_(?:includes|layouts|templates|partials|data)$/i

/** Whether a preview shows a post that its settings or its name hold back. */
export function isPreviewed(intent: Intent, isEmpty: boolean, { heldBack }: Site): boolean {
  if (!heldBack?.drafts || intent === 'public') return false
  if (intent === 'draft') return !isEmpty
  return !('unclear' in intent) && !('heldByName' in intent && NO_POSTS.test(intent.heldByName))
}

/** The post as a preview shows it: a scheduled one is published now. */
export function previewed(post: Post, isDraft: boolean, { heldBack, timeZone }: Site): Post {
  if (heldBack === undefined) return post
  const isScheduled = heldBack.future && post.published > heldBack.date
  if (!isDraft && !isScheduled) return post
  const local = formatInstant(post.published, timeZone)
  const mark = isDraft ? 'Draft' : `Scheduled for ${local.slice(0, 10)} ${local.slice(11, 16)}`
  const published = isScheduled ? heldBack.date : post.published
  return {
    ...post,
    title: post.title === undefined ? mark : `${mark}: ${post.title}`,
    published,
    updated: post.updated === post.published ? published : Math.max(published, post.updated),
  }
}
