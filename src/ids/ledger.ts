/** The ledger: the id and the addresses of every post that is or was in the folder. ledger-file.ts has its file. */

import { defined } from '../base/defined.ts'
import { pageAt } from './addresses.ts'

/** Enough of a post to recognise it under another name. */
export interface Features {
  /** Relative to the posts folder, with `/`; `''` in a row whose path another post has now. */
  readonly path: string
  /** Hash of the text. */
  readonly text: string
  /** See likeness.ts. */
  readonly sketch: string
}

/** What a publisher says of a post's address. */
export interface Asked {
  readonly path: string
  /** As the front matter spells it. */
  readonly slug?: string
}

/** The row of one post. */
export interface Row extends Features {
  readonly id: string
  /**
   * The post's permalink: a path below the site's address, or a whole address where the pages are on another site.
   * Absent: the post has none yet.
   */
  readonly address?: string
  /** What the post got its address by; absent: not known. It asks for another one when this changes. */
  readonly asked?: Asked
  /** Decoded paths at which the post was before, sorted: they redirect to it. */
  readonly former?: readonly string[]
  /** The date of a post whose id does not have it: `2026-01-31`. */
  readonly day?: string
  /** The first date of a post that names none, as an ISO string: its file's date may change. */
  readonly first?: string
  /** The file was deleted. */
  readonly gone?: true
  /** Stands for an id that is no URI where only a URI may be (Atom). */
  readonly iri?: string
  /** The id comes from an old feed whose subscribers know it, so it is kept to the letter. */
  readonly adopted?: true
}

export type Ledger = readonly Row[]

/** The paths of all files of posts, also of drafts and of posts that cannot be read. */
export type Paths = Pick<ReadonlySet<string>, 'has'>

/**
 * Joins the rows of a file that another program wrote (git, adopt) with those known before. The file wins for its ids
 * and paths; no other row and no address is lost.
 */
export function mergeLedgers(file: Ledger, known: Ledger): Ledger {
  if (known.length === 0) return file
  const before = new Map(known.map((row) => [row.id, row]))
  const ids = new Set(file.map(({ id }) => id))
  const paths = new Set(file.map(({ path }) => path))
  const others = known.filter(({ id }) => !ids.has(id))
  return [
    ...file.map((row) => withAddressesOf(row, before.get(row.id))),
    ...others.map((row) => (paths.has(row.path) ? displaced(row) : row)),
  ]
}

/** A row with the addresses of another one for the same post, too. */
function withAddressesOf(row: Row, other: Row | undefined): Row {
  if (other === undefined) return row
  const { address, former = [] } = row
  const page = other.address === undefined ? undefined : pageAt(other.address)
  const isOther = address !== undefined && address !== other.address && page !== undefined
  const all = new Set([...former, ...(other.former ?? []), ...(isOther ? [page] : [])])
  return defined({
    ...row,
    ...(address === undefined ? addressesOf(other) : {}),
    former: all.size === 0 ? undefined : [...all].sort(),
  })
}

/** Where the post of a row is and was. */
export function addressesOf({ address, asked, former }: Row): Pick<Row, 'address' | 'asked' | 'former'> {
  return defined({ address, asked, former })
}

/**
 * A row for each id and each path. After a merge of two branches either can be there twice: an id stays with the path
 * that has a file, or else with the first; of two ids for one path the first keeps it.
 */
export function uniqueRows(rows: readonly Row[], paths: Paths): Row[] {
  const best = new Map<string, Row>()
  for (const row of rows) {
    const other = best.get(row.id)
    if (other === undefined) best.set(row.id, row)
    else if (!paths.has(other.path) && paths.has(row.path)) best.set(row.id, withAddressesOf(row, other))
    else best.set(row.id, withAddressesOf(other, row))
  }
  const taken = new Set<string>()
  return [...best.values()].map((row) => {
    const isFirst = !taken.has(row.path)
    taken.add(row.path)
    return isFirst || row.path === '' ? row : displaced(row)
  })
}

/** Whether two rows have the same fields and values. */
export function isSameRow(a: Row | undefined, b: Row): boolean {
  return a === b || (a !== undefined && JSON.stringify(a, KEYS) === JSON.stringify(b, KEYS))
}

/** In one order, since rows come from the database and from a file; `slug` is in `asked`. */
const KEYS = 'path id address asked slug former day first gone iri adopted text sketch'.split(' ')

function displaced(row: Row): Row {
  return { ...row, path: '', gone: true }
}
