/** Posts that nobody has to recognise. */
import type { Candidate, Features, Ledger, Row } from './ledger.ts'
import { isUri, type Mint } from './mint.ts'

export interface Standing {
  /** By path, in the order of the ledger. */
  readonly rows: ReadonlyMap<string, Row>
  /** All of the ledger, where any row stands. */
  readonly ids: ReadonlySet<string>
}

const NONE: Standing = { rows: new Map(), ids: new Set() }

/**
 * The rows of the posts that are letter by letter as the ledger has them. Each of them finds its row before any other
 * post is looked at (see renames.ts), so the others can be recognised without them. None, where anything in the ledger
 * or the folder may make one row depend on another.
 */
export function standingRows(posts: ReadonlyMap<string, Candidate>, ledger: Ledger, mint: Mint): Standing {
  const ids = isAnyNamed(posts) ? undefined : idsOfOrdinary(ledger, mint)
  if (ids === undefined) return NONE
  const rows = new Map<string, Row>()
  for (const row of ledger) if (hasFeatures(row, posts.get(row.path)?.features)) rows.set(row.path, row)
  return { rows, ids }
}

function isAnyNamed(posts: ReadonlyMap<string, Candidate>): boolean {
  for (const { post } of posts.values()) if (post.id !== undefined) return true
  return false
}

/** Undefined if two rows have the same id or place, or one has a name or another id besides its own. */
function idsOfOrdinary(ledger: Ledger, mint: Mint): Set<string> | undefined {
  const ids = new Set<string>()
  let place = ''
  for (const row of ledger) {
    // they are sorted by path; who has lost its place to another has none
    const isShared = (row.path !== '' && row.path === place) || ids.has(row.id)
    if (isShared || !isOrdinary(row, mint)) return undefined
    ids.add(row.id)
    place = row.path
  }
  return ids
}

function isOrdinary(row: Row, mint: Mint): boolean {
  return row.name === undefined && row.iri === undefined && isUri(row.id) && mint.settle(row) === row
}

function hasFeatures(row: Row, features: Features | undefined): boolean {
  if (features === undefined) return false
  const { path, date, slug, text, sketch } = features
  const isSame = row.path === path && row.date === date && row.slug === slug
  return isSame && row.text === text && row.sketch === sketch
}
