/**
 * What a new snapshot takes over from the one before. A post can be edited or removed without a new date: a
 * client that knows only the date of its copy (If-Modified-Since) must learn of that, too, and one that knows
 * its tag can be told what is new since (RFC 3229).
 */
import type { Instant } from '../model.ts'
import { positions, toRuns } from '../snapshot/delta.ts'
import type { DocumentIndex, Edition, Mark, PastWindow, Run } from '../snapshot/snapshot.ts'

/** The facts about a served document that date and describe its successor. */
export interface ServedDocument extends Pick<DocumentIndex, 'past' | 'marks'> {
  readonly editions: readonly ServedEdition[]
}

type ServedEdition = Pick<Edition, 'from' | 'etag' | 'modified' | 'runs'>

/** Earlier states of a document that are remembered: more than an hourly poller misses in a day. */
const MAX_REMEMBERED = 32

/** An unknown earlier version may have been served, so the document is modified now. */
export function appeared<D extends DocumentIndex>(document: D, now: Instant): D {
  return { ...document, editions: document.editions.map((edition) => notBefore(edition, now)) }
}

/**
 * The next document, with what is known of the previous one. Dates of modification never go back: a document
 * whose bytes differ from those served before is modified now, one with the same bytes keeps its date.
 */
export function succeedDocument<D extends DocumentIndex>(previous: ServedDocument, next: D, now: Instant): D {
  const [old, fresh] = [editionAt(previous.editions, now), editionAt(next.editions, now)]
  if (old === undefined || fresh === undefined) return next
  const memory = { ...next, ...remembered(previous, old, next, fresh) }
  const earliest = old.etag === fresh.etag ? old.modified : now
  if (earliest === undefined) return memory
  // the clock may have been ahead
  return { ...memory, editions: next.editions.map((edition) => notBefore(edition, Math.min(earliest, now))) }
}

function editionAt<E extends ServedEdition>(editions: readonly E[], now: Instant): E | undefined {
  return editions.findLast(({ from }) => from <= now) ?? editions[0]
}

function notBefore(edition: Edition, earliest: Instant): Edition {
  return { ...edition, modified: Math.max(edition.modified ?? 0, earliest) }
}

/** Earlier states in terms of the marks of the next document, and the marks that this takes. */
function remembered(
  previous: ServedDocument,
  old: ServedEdition,
  next: DocumentIndex,
  fresh: Edition,
): Pick<DocumentIndex, 'past' | 'marks'> {
  const passed = previous.editions.slice(0, previous.editions.indexOf(old) + 1).reverse()
  const register = new Register(next, fresh)
  const translated = [...passed, ...previous.past].flatMap(
    (window) => register.translate(window, previous) ?? [],
  )
  return { past: uniqueTags([...next.past, ...translated], fresh.etag), marks: register.marks }
}

/** Maps the entries of earlier states to the marks of the next document. */
class Register {
  readonly marks: Mark[]
  readonly #shown: ReadonlyMap<string, number>
  /** Older entries may have left because of the limits; entries of the same age are ambiguous. */
  readonly #oldest: Instant
  /** By {@link keyOf}. */
  readonly #positions: Map<string, number>

  constructor({ marks }: DocumentIndex, fresh: Edition) {
    const shown = positions(fresh.runs)
    const oldest = fresh.hasMore ? marks[shown.at(-1) ?? -1]?.from : undefined
    this.marks = [...marks]
    this.#shown = new Map(shown.map((position) => [marks[position]?.id ?? '', position]))
    this.#oldest = oldest ?? Number.NEGATIVE_INFINITY
    this.#positions = new Map(marks.map((mark, position) => [keyOf(mark), position]))
  }

  /** Undefined if the state showed an entry that is gone: a delta cannot express a removal. */
  translate(
    { etag, runs, stale = [] }: PastWindow,
    { marks }: Pick<DocumentIndex, 'marks'>,
  ): PastWindow | undefined {
    const places = (of: readonly Run[]) => positions(of).map((position) => this.#find(marks[position]))
    const [seen, old] = [places(runs), places(stale)]
    if (seen.includes(undefined) || old.includes(undefined)) return undefined
    const isSame = (place: Place | undefined) => place?.isSame === true
    const changed = seen.filter((place) => !isSame(place))
    return { etag, runs: toRunsOf(seen.filter(isSame)), stale: toRunsOf([...changed, ...old]) }
  }

  #find(mark: Mark | undefined): Place | undefined {
    if (mark === undefined) return undefined
    const position = this.#shown.get(mark.id)
    if (position !== undefined) return { position, isSame: this.marks[position]?.hash === mark.hash }
    return mark.from < this.#oldest ? { position: this.#departed(mark), isSame: true } : undefined
  }

  #departed(mark: Mark): number {
    const known = this.#positions.get(keyOf(mark))
    if (known !== undefined) return known
    this.#positions.set(keyOf(mark), this.marks.length)
    return this.marks.push(mark) - 1
  }
}

/** Identifies a version of an entry. */
function keyOf({ id, hash }: Mark): string {
  return `${id} ${hash}`
}

interface Place {
  readonly position: number
  /** The entry reads now as it did then. */
  readonly isSame: boolean
}

function toRunsOf(places: readonly (Place | undefined)[]): Run[] {
  const positions = places.flatMap((place) => place?.position ?? [])
  return toRuns(positions.sort((a, b) => a - b))
}

/** The first window of each tag, without the one of the current edition. */
function uniqueTags(windows: readonly PastWindow[], current: string): PastWindow[] {
  const byTag = new Map(windows.toReversed().map((window) => [window.etag, window]))
  byTag.delete(current)
  return [...byTag.values()].reverse().slice(0, MAX_REMEMBERED)
}
