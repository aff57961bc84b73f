/** Moving from another system: posts keep the ids by which readers know them. */
import type { Ledger, Row } from '../ids/ledger.ts'
import type { Leftover, Match, PlacedPost } from './matching.ts'

export interface Adoption {
  readonly ledger: Ledger
  /** Ids that are in the ledger now and were not before. */
  readonly adopted: number
  /** Posts that have their old id already. */
  readonly before: number
  readonly refused: readonly Leftover[]
}

/**
 * Writes old ids into a ledger that has a row for each post. Ids that were adopted earlier stay.
 */
export function adoptIds(ledger: Ledger, matches: readonly Match[], posts: readonly PlacedPost[]): Adoption {
  const rows = new Map(ledger.map((row) => [row.path, row]))
  const owners = new Map(ledger.filter(({ adopted }) => adopted).map((row) => [row.id, row.path]))
  const names = new Map(posts.map(({ post }) => [post.path, post.id]))
  const fresh = new Map<string, Row>()
  const refused: Leftover[] = []
  for (const { old, path } of matches) {
    const row = rows.get(path)
    if (row === undefined) continue
    const reason = objection(row, old.id, names.get(path), owners.get(old.id))
    if (reason === undefined) fresh.set(path, adoptedRow(row, old.id))
    else refused.push({ name: path, reason })
  }
  const before = [...fresh.values()].filter(({ id, path }) => rows.get(path)?.id === id).length
  const given = new Set([...fresh.values()].map(({ id }) => id))
  const others = ledger.filter(({ id, path }) => !fresh.has(path) && !given.has(id))
  return { ledger: [...others, ...fresh.values()], adopted: fresh.size - before, before, refused }
}

/**
 * @param name the id in the front matter
 * @param owner the path of the post that adopted the id earlier
 */
function objection(
  row: Row,
  id: string,
  name: string | undefined,
  owner: string | undefined,
): string | undefined {
  if (name !== undefined && name !== id)
    return `its front matter says "id: ${name}", which wins; readers know it by ${id}, so write that there`
  if (row.adopted && row.id !== id)
    return `it was given ${row.id} earlier; to replace that, write "id: ${id}" in its front matter`
  if (owner !== undefined && owner !== row.path) return `${id} was given to ${owner} earlier`
  return undefined
}

function adoptedRow({ iri: _, ...row }: Row, id: string): Row {
  return { ...row, id, adopted: true }
}
