/** Posts that nobody has to recognise. */
import type { Candidate, Features, Ledger, Row } from './ledger.ts'
import { isUri, type Mint } from './mint.ts'

/**
 * The rows of the posts that are letter by letter as the ledger has them. Each of them finds its row before any other
 * post is looked at (see renames.ts), so the others can be recognised without them. None, where anything in the ledger
 * or the folder may make one row depend on another.
 */
export function standingRows(posts: readonly Candidate[], ledger: Ledger, mint: Mint): Row[] {
  if (posts.some(({ post }) => post.id !== undefined) || !isOrdinary(ledger, mint)) return []
  const features = new Map(posts.map((candidate) => [candidate.post.path, candidate.features]))
  return ledger.filter((row) => hasFeatures(row, features.get(row.path)))
}

/** No two rows have the same id or place, and none has a name or another id besides its own. */
function isOrdinary(ledger: Ledger, mint: Mint): boolean {
  const [ids, paths] = [new Set<string>(), new Set<string>()]
  for (const row of ledger) {
    if (row.name !== undefined || row.iri !== undefined || !isUri(row.id) || mint.settle(row) !== row)
      return false
    // who has lost its place to another has none
    if (ids.has(row.id) || (row.path !== '' && paths.has(row.path))) return false
    ids.add(row.id)
    paths.add(row.path)
  }
  return true
}

function hasFeatures(row: Row, features: Features | undefined): boolean {
  if (features === undefined) return false
  const { path, date, slug, text, sketch } = features
  const isSame = row.path === path && row.date === date && row.slug === slug
  return isSame && row.text === text && row.sketch === sketch
}
