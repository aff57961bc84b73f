/** Posts of a feed that it has no room for, as its page lists them. */
import { defined } from '../base/defined.ts'
import { urlOf } from '../ids/addresses.ts'
import { shownLine } from '../markdown/render.ts'
import type { EarlierPost } from '../snapshot/snapshot.ts'
import type { Context } from './context.ts'
import { POST_STATES } from './schema.ts'

/** Posts on the page of a feed besides those that the feed shows; the archive has all. */
const MAX_EARLIER = 500

interface Row {
  readonly address: string
  readonly published: number
  readonly expires: number | null
  readonly title: string | null
  readonly summary: string | null
  readonly language: string | null
}

/** The newest posts of a feed, also those that it shows: which these are changes with the clock. */
export function earlierPosts({ db, site }: Context, feed: number): EarlierPost[] {
  const rows = db.all<Row>(
    `select address, membership.published, membership.expires, head ->> '$.title' as title,
       head ->> '$.description' as summary, head ->> '$.language' as language
     from membership join post on post.path = membership.path
     join entry on entry.path = post.path and here = 1
     where feed = ? and address is not null and state <> ${POST_STATES.refused}
     order by membership.published desc, membership.id limit ?`,
    ...[feed, site.feeds.limit + MAX_EARLIER],
  )
  return rows.map(({ address, published, expires, title, summary, language }) =>
    defined({
      url: address.startsWith('/') ? urlOf(address, site) : address,
      from: published,
      until: expires ?? undefined,
      title: shownLine(title ?? ''),
      summary: shownLine(summary ?? ''),
      language: language ?? undefined,
    }),
  )
}
