/**
 * Which id a post has. An id never changes, or every subscriber sees the post again: so `id` in the front
 * matter wins, then comes what the ledger knows of this place or this text, and only a post that is really
 * new gets a new id.
 */
import { rfc3339 } from '../base/dates.ts'
import type { Hash, Post, Problem, Site } from '../model.ts'
import { byPath, type Candidate, type Features, type Ledger, type Paths, type Row } from './ledger.ts'
import { sketchOf } from './likeness.ts'
import { isUri, Mint, type Taken } from './mint.ts'
import { nameThose } from './named.ts'
import { type Naming, toRow } from './naming.ts'
import { recognise } from './renames.ts'

export type { Candidate, Paths } from './ledger.ts'

export interface Identified {
  /** By path, for the caller to keep. A post that is not here is left out: it has the id of another. */
  readonly rows: Map<string, Row>
  /** What to remember. */
  readonly ledger: Ledger
  readonly problems: readonly Problem[]
}

/**
 * Rows that are kept of posts that are gone, so that they get their ids back when they return: some 15 MB of
 * ledger. More than any folder that is not mounted for once, or any branch without the posts, makes vanish
 * together.
 */
const MAX_GONE = 50_000

/** The ids of all posts of a folder. */
export function identifyAll(
  posts: readonly Post[],
  paths: Paths,
  ledger: Ledger,
  { site, hash }: { readonly site: Site; readonly hash: Hash },
): Identified {
  const candidates = posts.map((post) => ({ post, features: featuresOf(post, hash) }))
  const elsewhere = { paths, taken: new Set<string>() }
  const { rows, left, problems } = identifyAmong(candidates, ledger, elsewhere, new Mint(site, hash))
  return {
    rows: new Map(rows.map((row) => [row.path, row])),
    ledger: [...rows, ...left].sort(byPath),
    problems,
  }
}

/** What posts are identified among. */
export interface Elsewhere {
  /** The paths of all files of posts. */
  readonly paths: Paths
  /** Ids of posts besides these. */
  readonly taken: Taken
}

export interface IdentifiedAmong {
  /** Of the posts that have an id, one each. */
  readonly rows: readonly Row[]
  /** Rows of posts that are not published now, to be kept. */
  readonly left: readonly Row[]
  readonly problems: readonly Problem[]
}

/**
 * The ids of some posts.
 * @param before the rows that these posts may have: those at their paths, those of posts that are gone, and those with
 * an id that one of the posts gives
 */
export function identifyAmong(
  posts: readonly Candidate[],
  before: readonly Row[],
  { paths, taken }: Elsewhere,
  mint: Mint,
): IdentifiedAmong {
  const known = uniqueRows(
    before.map((row) => mint.settle(row)),
    paths,
  )
  const candidates = posts.toSorted(oldestFirst)
  const named = nameThose(candidates, known, paths)
  const unnamed = candidates.filter(({ post }) => post.id === undefined)
  const others = recogniseOthers(unnamed, named.rows, { known, paths, ids: taken }, mint)
  const rows = withUris([...named.rows, ...others], known, mint)
  return { rows, left: forget(known, rows, unnamed, paths), problems: named.problems }
}

export function featuresOf(post: Post, hash: Hash): Features {
  const { path, slug, published, title = '', externalUrl = '' } = post
  const source = post.body.trim() || `${title} ${externalUrl}`
  return { path, date: rfc3339(published), slug, text: hash(source), sketch: sketchOf(source) }
}

/**
 * After a merge of two branches an id can be there twice: the post that is there has it, or else the older.
 */
export function uniqueRows(rows: readonly Row[], paths: Paths): readonly Row[] {
  const order = (row: Row) => `${paths.has(row.path) ? 0 : 1} ${row.date} ${row.path}`
  const best = new Map<string, Row>()
  for (const row of rows) {
    const other = best.get(row.id)
    if (other === undefined || order(row) < order(other)) best.set(row.id, row)
  }
  return [...best.values()]
}

/** What the other posts may be, and what they may not. */
interface Remains {
  readonly known: readonly Row[]
  readonly paths: Paths
  /** Of posts that stand. */
  readonly ids: Taken
}

/** The other posts: known to the ledger, or new. */
function recogniseOthers(
  unnamed: readonly Candidate[],
  named: readonly Row[],
  { known, paths, ids }: Remains,
  mint: Mint,
): Row[] {
  const places = new Set(unnamed.map(({ post }) => post.path))
  const taken = new Set(named.map(({ id }) => id))
  const free = known.filter(({ id, path }) => !taken.has(id) && (places.has(path) || !paths.has(path)))
  for (const { id } of known) taken.add(id)
  const found = recognise(
    unnamed.map(({ features }) => features),
    free,
  )
  const isTaken = { has: (id: string) => ids.has(id) || taken.has(id) }
  return unnamed.map(({ post, features }) => {
    const naming: Omit<Naming, 'name'> = found.get(post.path) ?? { id: mint.fresh(post, isTaken) }
    taken.add(naming.id)
    return toRow({ ...naming, name: undefined }, features)
  })
}

/**
 * Every id that is no URI gets one that stands for it (in Atom), and which no other post has or had. Who has
 * one already keeps it.
 */
function withUris(rows: readonly Row[], known: readonly Row[], mint: Mint): readonly Row[] {
  if (rows.every(({ id, iri }) => iri === undefined && isUri(id))) return rows
  const ids = new Set(rows.map(({ id }) => id))
  const gone = known.filter(({ id }) => !ids.has(id))
  const taken = new Set([...ids, ...gone.flatMap(({ id, iri }) => [id, iri ?? id])])
  const uris = new Map<string, string>()
  const others = rows.filter(({ id }) => !isUri(id))
  for (const row of others.sort((a, b) => Number(!a.iri) - Number(!b.iri) || (a.id < b.id ? -1 : 1))) {
    const uri = row.iri !== undefined && !taken.has(row.iri) ? row.iri : mint.iri(row, taken)
    uris.set(row.id, uri)
    taken.add(uri)
  }
  return rows.map((row) => withUri(row, uris.get(row.id)))
}

function withUri({ iri: _, ...row }: Row, iri: string | undefined): Row {
  return iri === undefined ? row : { ...row, iri }
}

/** The rows of posts that are not published now. Who has been given another name has none of them. */
function forget(
  known: readonly Row[],
  rows: readonly Row[],
  unnamed: readonly Candidate[],
  paths: Paths,
): Row[] {
  if (known.length === 0) return []
  const ids = new Set(rows.map(({ id }) => id))
  const places = new Set(rows.map(({ path }) => path))
  const replaced = new Set(unnamed.map(({ post }) => post.path))
  const left = known
    .filter(({ id, path }) => !ids.has(id) && (!places.has(path) || replaced.has(path)))
    .map((row) => (places.has(row.path) ? { ...row, path: '' } : row))
  const gone = left.filter(({ path }) => !paths.has(path))
  const surplus = new Set(gone.sort((a, b) => (a.date < b.date ? 1 : -1)).slice(MAX_GONE))
  return left.filter((row) => !surplus.has(row))
}

export function oldestFirst({ post: a }: Candidate, { post: b }: Candidate): number {
  return a.published - b.published || (a.path < b.path ? -1 : 1)
}
