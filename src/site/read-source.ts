/** A source as the site takes it. Apart from posts.ts, since what parses posts is much code. */
import { parsePost } from '../content/parse.ts'
import { featuresOf } from '../ids/identity.ts'
import type { Features } from '../ids/ledger.ts'
import type { Hash, Post, Problem, Site, Source } from '../model.ts'

/** A post as it was read, with the marks that identify it. */
export interface ReadPost {
  readonly post: Post
  readonly features: Features
}

/** A source that was read: a post, a draft (which is neither wrong nor public), or nothing usable. */
export interface ReadSource {
  readonly path: string
  readonly read?: ReadPost
  readonly problems: readonly Problem[]
}

/** Reads a source. It depends on nothing else, so it can be done anywhere. */
export function readSource(source: Source, site: Site, hash: Hash): ReadSource {
  const { path } = source
  const { post, problems } = parsePost(source, site)
  if (post === undefined) return { path, problems }
  return { path, read: { post, features: featuresOf(post, hash) }, problems }
}
