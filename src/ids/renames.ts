/**
 * Which post is which row of the ledger: by its place, and where places have changed, by its text.
 *
 * The rounds below go from sure to likely, and each gives a row to one post. So a folder can be renamed,
 * files can swap their names or all move up by one, and a small edit may come with it.
 */
import type { Features, Row } from './ledger.ts'
import { isLong, likeness, marks, wordsIn } from './likeness.ts'

/**
 * From here on two long texts are one text, whatever name and date say: of 100 words, some 8 may have
 * changed.
 */
const ALIKE = 0.7

/**
 * Enough where the place, the date or the slug agrees, too. Two posts with the same boilerplate reach some
 * 0.2.
 */
const AKIN = 0.4

/**
 * A text of fewer words ("Happy birthday!") may well be written twice: its date or slug has to agree, too.
 */
const MIN_WORDS = 5

/** A phrase that more posts have in common tells nothing about one of them; and it bounds the work. */
const MAX_SHARED = 16

type KeyOf = (post: Features) => string

/** Where texts are the same, the posts with the same date and slug find each other first. */
const SAME_TEXT: readonly KeyOf[] = [
  ({ text, date, slug }) => JSON.stringify([text, date, slug]),
  ({ text, date }) => JSON.stringify([text, date]),
  ({ text, slug }) => JSON.stringify([text, slug]),
  ({ text, date, slug, sketch }) => (wordsIn(sketch) < MIN_WORDS ? JSON.stringify([text, date, slug]) : text),
]

const SAME_DATE_AND_SLUG: KeyOf = ({ date, slug }) => JSON.stringify([date, slug])

/**
 * The row of each post that is known, by path. `rows` are those that a post may have: their file is one of
 * `posts` or is gone. On the order of both the result depends only where text, date and slug are the same.
 */
export function recognise(posts: readonly Features[], rows: readonly Row[]): ReadonlyMap<string, Row> {
  const search = new Search(posts, rows)
  search.stay((post, row) => post.text === row.text && post.date === row.date)
  const isOldPlace = new Set(rows.map(({ path }) => path))
  // files that swapped names, before an edit is seen in what is a swap; a copy in a new place has to wait
  for (const key of SAME_TEXT) search.move(key, ({ path }) => isOldPlace.has(path))
  search.stay((post, row) => likeness(post.sketch, row.sketch) >= AKIN)
  for (const key of SAME_TEXT) search.move(key)
  search.resemble()
  search.stay(() => true)
  search.move(SAME_DATE_AND_SLUG)
  return search.found
}

/** Whether a post is the one that the ledger has at its place. */
export function isSamePost(post: Features, row: Row): boolean {
  return post.text === row.text || likeness(post.sketch, row.sketch) >= AKIN
}

class Search {
  readonly found = new Map<string, Row>()
  readonly #posts: Set<Features>
  readonly #rows: Set<Row>

  constructor(posts: readonly Features[], rows: readonly Row[]) {
    this.#posts = new Set(posts)
    this.#rows = new Set(rows)
  }

  /** Nobody is left to be found. */
  get #isOver(): boolean {
    return this.#posts.size === 0 || this.#rows.size === 0
  }

  /** Posts that are where they were. */
  stay(isSame: (post: Features, row: Row) => boolean): void {
    if (this.#isOver) return
    const rows = new Map([...this.#rows].map((row) => [row.path, row]))
    for (const post of this.#posts) {
      const row = rows.get(post.path)
      if (row !== undefined && isSame(post, row)) this.#pair(post, row)
    }
  }

  /** Posts and rows with the same key, in order. */
  move(keyOf: KeyOf, isMeant: (post: Features) => boolean = () => true): void {
    if (this.#isOver) return
    const rows = groupBy(this.#rows, (row) => [keyOf(row)])
    for (const group of rows.values()) group.reverse()
    for (const post of this.#posts) {
      const row = isMeant(post) ? rows.get(keyOf(post))?.pop() : undefined
      if (row !== undefined) this.#pair(post, row)
    }
  }

  /** Posts with nearly the same text, the most alike first. */
  resemble(): void {
    if (this.#isOver) return
    const rows = groupBy(this.#rows, clues)
    const candidates = [...this.#posts].flatMap((post) => rank(post, rows))
    candidates.sort((a, b) => b.score - a.score || (a.post.path < b.post.path ? -1 : 1))
    for (const { post, row } of candidates) {
      if (this.#posts.has(post) && this.#rows.has(row)) this.#pair(post, row)
    }
  }

  #pair(post: Features, row: Row): void {
    this.found.set(post.path, row)
    this.#posts.delete(post)
    this.#rows.delete(row)
  }
}

interface Candidate {
  readonly post: Features
  readonly row: Row
  readonly score: number
}

/** What two versions of a post probably have in common. */
function clues(post: Features): string[] {
  return [...marks(post.sketch), post.date, `/${post.slug}`]
}

/** The rows that are alike enough to be this post. */
function rank(post: Features, rows: ReadonlyMap<string, readonly Row[]>): Candidate[] {
  const near = new Set(
    clues(post).flatMap((clue) => {
      const sharing = rows.get(clue) ?? []
      return sharing.length > MAX_SHARED ? [] : sharing
    }),
  )
  return [...near].flatMap((row) => {
    const score = likeness(post.sketch, row.sketch)
    return score >= enough(post, row) ? { post, row, score } : []
  })
}

/** How alike two texts have to be. Short ones may be so by chance: their date or slug has to agree, too. */
function enough(post: Features, row: Row): number {
  const isNamesake = post.date === row.date || post.slug === row.slug
  if (isLong(post.sketch) && isLong(row.sketch)) return isNamesake ? AKIN : ALIKE
  return isNamesake ? ALIKE : Infinity
}

function groupBy(rows: Iterable<Row>, keysOf: (row: Row) => readonly string[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    for (const key of keysOf(row)) {
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [row])
      else group.push(row)
    }
  }
  return groups
}
