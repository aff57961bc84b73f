/**
 * Who the posts of a folder are, told again when some of them have changed. The others are where they were, as they
 * were, so each of them is the row that it was: only the changed posts have to be recognised, among the rows that are
 * free. See identity.ts for what is decided; this only saves work.
 */
import {
  type Candidate,
  createIdentifyCandidates,
  type Identified,
  oldestFirst,
  type Paths,
} from '../identity.ts'
import type { Hash, Site } from '../model.ts'
import { byPath, type Ledger, type Row } from './ledger.ts'
import { isUri, Mint } from './mint.ts'
import { toRow } from './naming.ts'
import { recognise } from './renames.ts'
import { RowTable } from './row-table.ts'

/** From so many changed posts on everything is looked at anew. */
const MANY = 200

export interface Recognised extends Identified {
  /** Paths of the posts that changed or have another id than before. */
  readonly moved: ReadonlySet<string>
}

export class Identities {
  readonly #identify: ReturnType<typeof createIdentifyCandidates>
  readonly #mint: Mint
  #last: Identified = { rows: new Map(), ledger: [], problems: [] }
  /** By path; what {@link update} changes in place. */
  #rows = new Map<string, Row>()
  /** Once somebody asks for it: most folders are looked at once, and nobody comes. */
  #takenIds: Set<string> | undefined
  #gone = new Set<Row>()

  constructor(site: Site, hash: Hash) {
    this.#identify = createIdentifyCandidates(site, hash)
    this.#mint = new Mint(site, hash)
  }

  /**
   * @param posts all posts by path
   * @param changed paths of posts that came, went or were edited since the last time
   * @param paths those of all files of posts
   */
  update(
    posts: ReadonlyMap<string, Candidate>,
    changed: ReadonlySet<string>,
    paths: Paths,
    ledger: Ledger,
  ): Recognised {
    const few = this.#canUpdate(posts, changed, ledger)
      ? this.#recogniseFew(posts, changed, paths)
      : undefined
    if (few !== undefined) return { ...few, moved: changed }
    const before = this.#rows
    const all = this.#recogniseAll(posts, paths, ledger)
    return { ...all, moved: changed.union(renamed(before, this.#rows)) }
  }

  get #taken(): Set<string> {
    this.#takenIds ??= new Set(this.#last.ledger.map(({ id }) => id))
    return this.#takenIds
  }

  /** Posts that say themselves who they are, and ledgers that another has written, concern all posts. */
  #canUpdate(posts: ReadonlyMap<string, Candidate>, changed: ReadonlySet<string>, ledger: Ledger): boolean {
    if (ledger !== this.#last.ledger || ledger.length === 0 || changed.size > MANY) return false
    const isNamed = [...changed].some((path) => posts.get(path)?.post.id !== undefined)
    return !isNamed && this.#last.problems.length === 0
  }

  #recogniseAll(posts: ReadonlyMap<string, Candidate>, paths: Paths, ledger: Ledger): Identified {
    this.#last = this.#identify(posts, paths, ledger)
    this.#rows = this.#last.rows
    this.#takenIds = undefined
    this.#gone = new Set(this.#last.ledger.filter(({ path }) => !paths.has(path)))
    return this.#last
  }

  #recogniseFew(
    posts: ReadonlyMap<string, Candidate>,
    changed: ReadonlySet<string>,
    paths: Paths,
  ): Identified | undefined {
    const before = new RowTable(this.#last.ledger)
    const own = [...changed].flatMap((path) => before.at(path))
    if (own.some(({ name }) => name !== undefined)) return undefined
    const candidates = [...changed].flatMap((path) => posts.get(path) ?? []).sort(oldestFirst)
    const free = [...own.filter(({ path }) => posts.has(path) || !paths.has(path)), ...this.#gone]
    const found = recognise(
      candidates.map(({ features }) => features),
      [...new Set(free)].sort(byPath),
    )
    if ([...found.values()].some(({ id, name }) => name !== undefined || !isUri(id))) return undefined
    const rows = candidates.map((candidate) => this.#rowOf(candidate, found.get(candidate.post.path)))
    return this.#take(rows, own, [...found.values()], posts, paths)
  }

  #rowOf({ post, features }: Candidate, known: Row | undefined): Row {
    const naming = known ?? { id: this.#mint.fresh(post, this.#taken) }
    this.#taken.add(naming.id)
    return toRow({ ...naming, name: undefined }, features)
  }

  #take(
    rows: readonly Row[],
    own: readonly Row[],
    used: readonly Row[],
    posts: ReadonlyMap<string, Candidate>,
    paths: Paths,
  ): Identified {
    const places = new Set(rows.map(({ path }) => path))
    const isUsed = new Set(used)
    // another post has taken their place, or they left it
    const left = own.filter((row) => !isUsed.has(row))
    const moved = left.map((row) => (places.has(row.path) ? { ...row, path: '' } : row))
    const table = new RowTable(this.#last.ledger)
    const ledger = table.replace([...own, ...used], [...rows, ...moved])
    for (const row of [...own, ...used]) this.#gone.delete(row)
    for (const row of moved) if (!paths.has(row.path)) this.#gone.add(row)
    for (const { path } of own) if (!posts.has(path)) this.#rows.delete(path)
    for (const row of rows) this.#rows.set(row.path, row)
    this.#last = { rows: this.#rows, ledger, problems: [] }
    return this.#last
  }
}

/** Paths of the posts that have another id than before, or had one. */
function renamed(before: ReadonlyMap<string, Row>, now: ReadonlyMap<string, Row>): Set<string> {
  const paths = new Set<string>()
  for (const [path, { id, iri }] of now) {
    const old = before.get(path)
    if (old?.id !== id || old.iri !== iri) paths.add(path)
  }
  for (const path of before.keys()) if (!now.has(path)) paths.add(path)
  return paths
}
