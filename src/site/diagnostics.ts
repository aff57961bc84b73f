/** The `diagnostic` table: what to report to the publisher. */
import { quote } from '../base/problem.ts'
import { isOwn, pageAt, urlOf } from '../ids/addresses.ts'
import type { PostHead, Problem, Site } from '../model.ts'
import { type Context, type Database, first } from './database.ts'

/** The steps that find something wrong: with a file that is no post, or with a post. */
export type Stage = 'folder' | 'read' | 'identify' | 'address' | 'compose' | 'feeds'

/** Replaces what one step has to report of some posts. */
export function putDiagnostics(
  db: Database,
  stage: Stage,
  paths: Iterable<string>,
  problems: readonly Problem[],
): void {
  for (const path of paths) db.run('delete from diagnostic where path = ? and stage = ?', path, stage)
  for (const [number, problem] of problems.entries())
    db.run(
      'insert into diagnostic (path, stage, number, problem) values (?, ?, ?, ?)',
      ...[problem.path, stage, number, JSON.stringify(problem)],
    )
}

/** All problems, by path and line. */
export function allDiagnostics(db: Database): Problem[] {
  const rows = db.all<{ problem: string }>('select problem from diagnostic order by path, stage, number')
  return rows.map(({ problem }): Problem => JSON.parse(problem)).sort(byPlace)
}

function byPlace(a: Problem, b: Problem): number {
  return a.path === b.path ? (a.line ?? 0) - (b.line ?? 0) : a.path < b.path ? -1 : 1
}

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

interface PageRow {
  readonly path: string
  readonly page: string
}

/** SQLite folds the case of ASCII alone, so other addresses are all compared here. */
const SUSPECTS = `select path, page_path as page from entry where here = 1 and page_path is not null
  and (page_path glob '*[^ -~]*' or lower(page_path) in (
    select lower(page_path) from entry where here = 1 and page_path is not null
    group by lower(page_path) having count(*) > 1))
  order by path`

/**
 * A problem for each post but the first of those whose addresses differ only in case or Unicode form: on many disks they
 * are one file of a build.
 */
export function addressClashes(db: Database): Problem[] {
  const groups = Map.groupBy(db.all<PageRow>(SUSPECTS), ({ page }) => page.normalize('NFC').toLowerCase())
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : others.map((other) => clash(other, first)),
  )
}

function clash({ path, page }: PageRow, first: PageRow): Problem {
  return {
    severity: 'warning',
    path,
    what: `The address ${quote(page)} differs from that of ${quote(first.path)} only in case or Unicode form.`,
    why: 'On a disk that ignores this, as on macOS and Windows, a build would write one page over the other.',
    fix: 'Give it a "slug" of its own.',
  }
}
