/**
 * Gives posts their ids. An id never changes, or every subscriber sees the post again: `id` in the front matter wins,
 * then the row of the ledger with this path or text, and only a new post gets a new id.
 */
import { defined } from '../base/defined.ts'
import { quote } from '../base/problem.ts'
import type { Hash, Post, PostHead, Problem } from '../model.ts'
import { addressesOf, type Features, type Paths, type Row, uniqueRows } from './ledger.ts'
import { sketchOf } from './likeness.ts'
import { dayIn, isUri, type Mint, type Taken } from './mint.ts'
import { isAkin, recognise } from './recognise.ts'

/** A post to be identified. */
export interface Candidate {
  readonly post: PostHead
  readonly features: Features
}

/** What is there besides the posts to be identified. */
export interface Elsewhere {
  /** Of all files of posts in the folder. */
  readonly paths: Paths
  /** Ids of other posts. */
  readonly taken: Taken
}

export interface Identified {
  /** Of the posts that have an id. Another post has the id of one that is missing here. */
  readonly rows: readonly Row[]
  /** Rows of posts that are not published now, to be kept. */
  readonly left: readonly Row[]
  readonly problems: readonly Problem[]
}

export function featuresOf({ path, body, title = '', externalUrl = '' }: Post, hash: Hash): Features {
  const text = body.trim() || `${title} ${externalUrl}`
  return { path, text: hash(text), sketch: sketchOf(text) }
}

/**
 * @param before the rows that these posts may have: those at their paths, those of posts that are gone, and those with
 * an id that one of the posts names
 */
export function identify(
  posts: readonly Candidate[],
  before: readonly Row[],
  { paths, taken }: Elsewhere,
  mint: Mint,
): Identified {
  const known = uniqueRows(
    before.map((row) => mint.settle(row)),
    paths,
  )
  const candidates = posts.toSorted(({ post: a }, { post: b }) => oldestFirst(a, b))
  const named = takeNamed(candidates, known, paths, mint)
  const unnamed = candidates.filter(({ post }) => post.id === undefined)
  const others = takeUnnamed(unnamed, named.rows, known, { paths, taken }, mint)
  const published = new Map(posts.map(({ post }) => [post.path, post.published]))
  const rows = withUris([...named.rows, ...others], known, published, mint)
  return { rows, left: leftOf(known, rows, unnamed), problems: named.problems }
}

/** By publication; of two at once, by path. */
export function oldestFirst(a: PostHead, b: PostHead): number {
  return a.published - b.published || (a.path < b.path ? -1 : 1)
}

/**
 * The posts whose front matter has an id. Of two with the same id the one keeps it that the ledger has with it, or else
 * the older. The other is left out: under an id of its own, every subscriber would see it again once that is mended.
 */
function takeNamed(
  candidates: readonly Candidate[],
  known: readonly Row[],
  paths: Paths,
  mint: Mint,
): { rows: Row[]; problems: Problem[] } {
  const byId = new Map(known.map((row) => [row.id, row]))
  const byPath = new Map(candidates.map((candidate) => [candidate.post.path, candidate]))
  const named = candidates.flatMap(({ post, features }) => {
    if (post.id === undefined) return []
    const before = byId.get(post.id) ?? byId.get(mint.named(post.id))
    return { post, features, before, isRecorded: before?.path === post.path }
  })
  const keepers = new Map<string, string>()
  const ids = new Set(named.map(({ before }) => before?.id))
  const replaced = new Map(known.filter(({ id }) => !ids.has(id)).map((row) => [row.path, row]))
  const rows: Row[] = []
  const problems: Problem[] = []
  for (const { post, features, before } of named.sort(
    (a, b) => Number(b.isRecorded) - Number(a.isRecorded),
  )) {
    const id = before?.id ?? mint.named(post.id ?? '')
    const keeper = keepers.get(id) ?? (before && occupant(before, post, byPath, paths))
    if (keeper !== undefined) problems.push(sharedId(post, keeper))
    else {
      rows.push(rowOf(before ?? renamed(id, replaced.get(post.path)), { post, features }, mint.wish(post)))
      keepers.set(id, post.path)
    }
  }
  return { rows, problems }
}

/** A post that is given another id keeps its addresses. */
function renamed(id: string, row: Row | undefined): Partial<Row> & Pick<Row, 'id'> {
  return { id, ...(row === undefined ? {} : addressesOf(row)) }
}

/** The path of the other post to which a row belongs, if that is still there. */
function occupant(
  row: Row,
  post: PostHead,
  byPath: ReadonlyMap<string, Candidate>,
  paths: Paths,
): string | undefined {
  if (row.path === post.path || !paths.has(row.path)) return undefined
  const there = byPath.get(row.path)
  const isItself = there === undefined || (there.post.id === undefined && isAkin(there.features, row))
  return isItself ? row.path : undefined
}

/** The other posts: known to the ledger, or new. */
function takeUnnamed(
  unnamed: readonly Candidate[],
  named: readonly Row[],
  known: readonly Row[],
  { paths, taken }: Elsewhere,
  mint: Mint,
): Row[] {
  const places = new Set(unnamed.map(({ post }) => post.path))
  const ids = new Set(named.map(({ id }) => id))
  const free = known.filter(({ id, path }) => !ids.has(id) && (places.has(path) || !paths.has(path)))
  const found = recognise(
    unnamed.map(({ post, features }) => ({ ...features, id: mint.wish(post) })),
    free,
  )
  for (const { id } of known) ids.add(id)
  const isTaken = { has: (id: string) => ids.has(id) || taken.has(id) }
  return unnamed.map(({ post, features }) => {
    const before = found.get(post.path) ?? { id: mint.fresh(post, isTaken) }
    ids.add(before.id)
    return rowOf(before, { post, features }, mint.wish(post))
  })
}

/** What stays of a row when its post is renamed or edited, with what is new of it. */
function rowOf(
  { gone: _, day: __, first, ...before }: Partial<Row> & Pick<Row, 'id'>,
  { post: { isUndated, published }, features: { path, text, sketch } }: Candidate,
  wish: string,
): Row {
  const day = dayIn(before.id) === undefined ? dayIn(wish) : undefined
  const firstDate = isUndated ? (first ?? new Date(published).toISOString()) : undefined
  return { ...before, ...defined({ path, text, sketch, day, first: firstDate }) }
}

/** Gives every id that is no URI one that stands for it in Atom, and which no other post has or had. */
function withUris(
  rows: readonly Row[],
  known: readonly Row[],
  published: ReadonlyMap<string, number>,
  mint: Mint,
): readonly Row[] {
  if (rows.every(({ id, iri }) => iri === undefined && isUri(id))) return rows
  const ids = new Set(rows.map(({ id }) => id))
  const gone = known.filter(({ id }) => !ids.has(id))
  const taken = new Set([...ids, ...gone.flatMap(({ id, iri }) => [id, iri ?? id])])
  const uris = new Map<string, string>()
  const others = rows.filter(({ id }) => !isUri(id))
  // a post that has one already keeps it
  for (const row of others.sort((a, b) => Number(!a.iri) - Number(!b.iri) || (a.id < b.id ? -1 : 1))) {
    const isKept = row.iri !== undefined && !taken.has(row.iri)
    const uri = isKept ? row.iri : mint.iri(row.id, published.get(row.path) ?? 0, taken)
    uris.set(row.id, uri)
    taken.add(uri)
  }
  return rows.map(({ iri: _, ...row }) => {
    const iri = uris.get(row.id)
    return iri === undefined ? row : { ...row, iri }
  })
}

/** The rows of posts that are not published now. A post that was given another id has none of them. */
function leftOf(known: readonly Row[], rows: readonly Row[], unnamed: readonly Candidate[]): Row[] {
  const ids = new Set(rows.map(({ id }) => id))
  const paths = new Set(rows.map(({ path }) => path))
  const replaced = new Set(unnamed.map(({ post }) => post.path))
  return known
    .filter(({ id, path }) => !ids.has(id) && (!paths.has(path) || replaced.has(path)))
    .map((row) => (paths.has(row.path) ? { ...row, path: '', gone: true } : row))
}

function sharedId({ path, id }: PostHead, keeper: string): Problem {
  return {
    severity: 'error',
    path,
    what: `The post has the same id as "${keeper}" (${quote(id)}).`,
    why: 'Feed readers would treat the two as one post, so this one is not published.',
    fix: 'If it is a copy, remove its "id"; dropfeed gives it a new one.',
  }
}
