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
 * Writes old ids into a ledger that has a row for each post. Ids that were adopted earlier stay, unless `force` is set.
 */
export function adoptIds(
  ledger: Ledger,
  matches: readonly Match[],
  posts: readonly PlacedPost[],
  force: boolean,
): Adoption {
  const rows = new Map(ledger.map((row) => [row.path, row]))
  const owners = new Map(ledger.filter(({ adopted }) => adopted).map((row) => [row.id, row.path]))
  const names = new Map(posts.map(({ post }) => [post.path, post.id]))
  const fresh = new Map<string, Row>()
  const refused: Leftover[] = []
  for (const { old, path } of matches) {
    const row = rows.get(path)
    if (row === undefined) continue
    const owner = force ? undefined : owners.get(old.id)
    const reason = objection(row, old.id, { name: names.get(path), owner, force })
    if (reason === undefined) fresh.set(path, adoptedRow(row, old.id))
    else refused.push({ name: path, reason })
  }
  const before = [...fresh.values()].filter(({ id, path }) => rows.get(path)?.id === id).length
  const given = new Set([...fresh.values()].map(({ id }) => id))
  const others = ledger.filter(({ id, path }) => !fresh.has(path) && !given.has(id))
  return { ledger: [...others, ...fresh.values()], adopted: fresh.size - before, before, refused }
}

interface Known {
  /** The id in the front matter. */
  readonly name: string | undefined
  /** The path of the post that adopted the id earlier. */
  readonly owner: string | undefined
  readonly force: boolean
}

function objection(row: Row, id: string, { name, owner, force }: Known): string | undefined {
  if (name !== undefined && name !== id)
    return `its front matter says "id: ${name}", which wins; readers know it by ${id}, so write that there`
  if (row.adopted && row.id !== id && !force)
    return `it was given ${row.id} earlier; --force replaces that by ${id}`
  if (owner !== undefined && owner !== row.path)
    return `${id} was given to ${owner} earlier; --force moves it here`
  return undefined
}

function adoptedRow({ iri: _, ...row }: Row, id: string): Row {
  return { ...row, id, adopted: true }
}
