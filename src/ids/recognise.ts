/**
 * Finds the row of each post: by its path, and where paths have changed, by its text.
 *
 * The rounds go from sure to likely, and each gives a row to one post. So a folder can be renamed, files can swap their
 * names or all move up by one, and a small edit may come with it.
 */
import { nameOf } from '../base/paths.ts'
import type { Features, Row } from './ledger.ts'
import { isLong, likeness, marks, wordsIn } from './likeness.ts'
import { dayIn, nameIn } from './mint.ts'

/** A post to be recognised, with the id that it gets if it is new. */
export interface Unknown extends Features {
  readonly id: string
}

/** From here on two long texts are one text whatever the names say: of 100 words, some 8 may have changed. */
const ALIKE = 0.7

/** Enough where the path, the file name or the date agrees, too. Two posts with the same boilerplate reach some 0.2. */
const AKIN = 0.4

/** A shorter text ("Happy birthday!") may well be written twice: its file name or date has to agree, too. */
const MIN_WORDS = 5

/** A mark that more rows share identifies none of them, and the limit bounds the work. */
const MAX_SHARED = 16

type Known = Unknown & Pick<Row, 'day'>

type KeyOf = (known: Known) => string | undefined

const SAME_PATH: readonly KeyOf[] = [({ path }) => path, ({ path }) => foldPath(path)]

/** Among equal texts, posts with the same file name or date find each other first. */
const SAME_TEXT: readonly KeyOf[] = [
  ({ text, path }) => JSON.stringify([text, fileName(path)]),
  (known) => JSON.stringify([known.text, dayOf(known) ?? known.id]),
  ({ text, sketch }) => (wordsIn(sketch) < MIN_WORDS ? undefined : text),
]

/** Another folder and another text, but the same date and slug: without a ledger the id would be the same. */
const SAME_NAME: KeyOf = ({ id }) => nameIn(id)

/**
 * The row of each post that is known, by the post's path.
 * @param rows those that a post may have: their files are among `posts`, or gone
 */
export function recognise(posts: readonly Unknown[], rows: readonly Row[]): ReadonlyMap<string, Row> {
  const search = new Search(posts, rows)
  search.pair(SAME_PATH, (post, row) => post.text === row.text)
  const before = new Set(rows.map(({ path }) => path))
  // files that swapped names, before an edit is seen in what is a swap; a copy under a new name has to wait
  search.pair(SAME_TEXT, ({ path }) => before.has(path))
  search.pair(SAME_PATH, isAkin)
  search.pair(SAME_TEXT)
  search.resemble()
  // another text after a deletion is a new post: the deleted one keeps its id, and may come back
  const isHere = (_: Unknown, row: Row) => row.gone === undefined
  search.pair(SAME_PATH, isHere)
  search.pair([SAME_NAME], isHere)
  return search.found
}

export function isAkin(post: Features, row: Features): boolean {
  return post.text === row.text || likeness(post.sketch, row.sketch) >= AKIN
}

class Search {
  readonly found = new Map<string, Row>()
  readonly #posts: Set<Unknown>
  readonly #rows: Set<Row>

  constructor(posts: readonly Unknown[], rows: readonly Row[]) {
    this.#posts = new Set(posts)
    this.#rows = new Set(rows)
  }

  /** Pairs posts and rows with the same key, in order, by one key after the other. */
  pair(keys: readonly KeyOf[], isSame: (post: Unknown, row: Row) => boolean = () => true): void {
    for (const keyOf of keys) {
      if (this.#posts.size === 0 || this.#rows.size === 0) return
      const groups = Map.groupBy(this.#rows, (row) => keyOf(row))
      for (const group of groups.values()) group.reverse()
      for (const post of this.#posts) {
        const key = keyOf(post)
        const group = key === undefined ? undefined : groups.get(key)
        const row = group?.at(-1)
        if (row === undefined || !isSame(post, row)) continue
        group?.pop()
        this.#take(post, row)
      }
    }
  }

  /** Pairs posts and rows with nearly the same text, the most alike first. */
  resemble(): void {
    if (this.#posts.size === 0 || this.#rows.size === 0) return
    const rows = groupByClues(this.#rows)
    const candidates = [...this.#posts].flatMap((post) => rank(post, rows))
    candidates.sort((a, b) => b.score - a.score || (a.post.path < b.post.path ? -1 : 1))
    for (const { post, row } of candidates)
      if (this.#posts.has(post) && this.#rows.has(row)) this.#take(post, row)
  }

  #take(post: Unknown, row: Row): void {
    this.found.set(post.path, row)
    this.#posts.delete(post)
    this.#rows.delete(row)
  }
}

interface Candidate {
  readonly post: Unknown
  readonly row: Row
  readonly score: number
}

/** What two versions of a post probably have in common. */
function clues(known: Known): string[] {
  return [...marks(known.sketch), `/${fileName(known.path)}`, `,${dayOf(known) ?? known.id}`]
}

function groupByClues(rows: Iterable<Row>): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    for (const clue of clues(row)) {
      const group = groups.get(clue)
      if (group === undefined) groups.set(clue, [row])
      else group.push(row)
    }
  }
  return groups
}

/** The rows that are alike enough to be this post. */
function rank(post: Unknown, rows: ReadonlyMap<string, readonly Row[]>): Candidate[] {
  const near = clues(post).flatMap((clue) => {
    const sharing = rows.get(clue) ?? []
    return sharing.length > MAX_SHARED ? [] : sharing
  })
  return [...new Set(near)].flatMap((row) => {
    const score = likeness(post.sketch, row.sketch)
    const isNamesake = fileName(post.path) === fileName(row.path) || isSameDay(post, row)
    // of equally alike texts, the one with the same name
    return score >= enough(post, row, isNamesake) ? { post, row, score: score + (isNamesake ? 1e-3 : 0) } : []
  })
}

/** How alike two texts have to be. Short ones may be so by chance. */
function enough(post: Features, row: Features, isNamesake: boolean): number {
  if (isLong(post.sketch) && isLong(row.sketch)) return isNamesake ? AKIN : ALIKE
  return isNamesake ? ALIKE : Number.POSITIVE_INFINITY
}

function isSameDay(post: Unknown, row: Row): boolean {
  const day = dayOf(row)
  return day !== undefined && day === dayOf(post)
}

function dayOf({ id, day }: Known): string | undefined {
  return dayIn(id) ?? day
}

/** File systems compare names with and without case, and compose letters in two ways. */
function foldPath(path: string): string {
  return path.normalize('NFC').toLowerCase()
}

function fileName(path: string): string {
  return foldPath(nameOf(path))
}
