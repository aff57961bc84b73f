/** Answers at an address where a post was before: a redirect to its page, or 410 once the post was deleted. */
import { encodePage } from '../base/text.ts'
import { here } from '../pages/site.ts'
import { isPublic } from '../snapshot/visibility.ts'
import type { Asked } from './feed.ts'
import { redirect } from './responses.ts'
import { refuseKindly } from './site.ts'

export async function former(asked: Asked): Promise<Response | undefined> {
  const { snapshot, now } = asked
  const { path } = asked.address
  const without = path.endsWith('/') && path !== '/' ? path.slice(0, -1) : undefined
  const found = (await snapshot.former(path)) ?? (without && (await snapshot.former(without)))
  if (!found) return undefined
  if (found.to === undefined) return refuseKindly(410, 'deleted', asked)
  return isPublic(found.public, now) ? redirect(here(snapshot.manifest) + encodePage(found.to)) : undefined
}
