/** Reports posts that do not have the permalink that they ask for. */
import { isOwn, pageAt, urlOf } from '../ids/addresses.ts'
import type { PostHead, Problem, Site } from '../model.ts'
import type { Context } from './context.ts'
import { type Database, first } from './database.ts'
import { putDiagnostics } from './diagnostics.ts'

/** A post, the permalink that it has and the one that it asks for, as they are stored. */
interface Asked {
  readonly id: string
  readonly post: PostHead
  readonly address: string | null
  readonly wanted: string
}

/** The path of another post that was at an address before, and to which it leads. */
export function leadsTo(db: Database, address: string, id: string): string | undefined {
  const page = pageAt(address)
  if (page === undefined) return undefined
  return first<{ path: string }>(
    db,
    `select path from former join entry using (id) where former.page = ? and gone = 0 and id <> ?
     order by id desc limit 1`,
    ...[page, id],
  )?.path
}

/** Reports the posts that do not have the permalink that they ask for, because another one has it. */
export function reportAddresses(
  { db, site }: Context,
  posts: readonly Asked[],
  given: ReadonlyMap<string, string>,
  changed: ReadonlySet<string>,
): void {
  const paths = new Set([...posts.map(({ post }) => post.path), ...changed])
  const problems = posts.flatMap(
    (post) => objection(db, site, post, given.get(post.id) ?? post.address) ?? [],
  )
  putDiagnostics(db, 'address', paths, problems)
}

function objection(
  db: Database,
  site: Site,
  { id, post, wanted }: Asked,
  address: string | null,
): Problem | undefined {
  const { path } = post
  const former = leadsTo(db, wanted, id)
  if (address === wanted) return former === undefined ? undefined : replaced(path, wanted, former)
  const owner = first<{ path: string }>(
    db,
    'select path from entry where address = ? and gone = 0 and id <> ? order by path limit 1',
    ...[wanted, id],
  )
  const reason = isOwn(wanted, site)
    ? `The post asks for ${urlOf(wanted, site)}, which is an address of the site itself.`
    : owner !== undefined
      ? `The post asks for the same address as "${owner.path}", which keeps it (${urlOf(wanted, site)}).`
      : former === undefined
        ? undefined
        : `The post asks for ${urlOf(wanted, site)}, which leads to "${former}" since that was renamed.`
  if (reason === undefined) return undefined
  return {
    severity: address === null ? 'error' : 'warning',
    path,
    what: reason,
    why: address === null ? 'This one is not published.' : `This one is at ${urlOf(address, site)} instead.`,
    fix: 'Give it a name of its own with "slug: …".',
  }
}

function replaced(path: string, wanted: string, former: string): Problem {
  return {
    severity: 'note',
    path,
    what: `The post is at ${wanted}, where "${former}" was before.`,
    why: 'Old links to that post show this one.',
    fix: 'If that is not meant, give it another "slug".',
  }
}
