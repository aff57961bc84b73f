/** Reads the source of a post, into what the `post` table holds. It depends on nothing else, so it can be done anywhere. */

import { parsePost } from '../content/parse.ts'
import { featuresOf } from '../ids/identity.ts'
import type { Hash, Problem, Site, Source } from '../model.ts'
import type { ReadPost } from './posts.ts'

/** A source that was read: a post, a draft (which is neither wrong nor public), or nothing usable. */
export interface ReadSource {
  readonly path: string
  readonly read?: ReadPost
  readonly problems: readonly Problem[]
}

export function readSource(source: Source, site: Site, hash: Hash): ReadSource {
  const { path } = source
  const { post, problems } = parsePost(source, site)
  if (post === undefined) return { path, problems }
  return { path, read: { post, features: featuresOf(post, hash) }, problems }
}
