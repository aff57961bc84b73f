/**
 * Looks at a path once the hints about it have ceased, asks which process is still writing it, and reports complete
 * files in batches. Only what is found here counts: events come late, twice or not at all.
 */
import type { Stats } from 'node:fs'
import { isWithin } from '../base/paths.ts'
import { isTransient } from '../disk/transient.ts'
import { eventsDelivered, type HintTaker, type Tree } from './tree.ts'
import { openForWriting, type Writers } from './writers.ts'

/** A file that is new, changed (or merely touched), or no longer there. */
export interface Change {
  /** Relative to the watched folder, with `/`. */
  readonly path: string
  readonly kind: 'written' | 'removed'
}

/** In milliseconds, like every time here. Editors save in several steps (truncate, write, rename, chmod) within this. */
const QUIET = 30
/** The longest that a complete file is held back so that others that keep arriving come in the same batch. */
const BATCH = 200
/** How soon to ask again whether a file is still open; later it is a hundredth of the time it has been open… */
const RECHECK = 50
/** …but never less often than this. */
const SLOWEST_RECHECK = 500
/** Where the system hides writers, a file counts as complete when size and time stood still for so long. */
const STEADY = 500
/** How long a file may be written before it is reported as waiting. */
const PATIENCE = 2_000

/** See watch.ts. */
interface Listener {
  readonly onChange: (changes: readonly Change[]) => void
  readonly onWaiting: (path: string) => void
  readonly onError: (error: Error) => void
}

/** A path that changed and is not reported yet. */
interface Pending {
  readonly since: number
  /** When it was last seen to change. */
  changed: number
  /** When to look at it. */
  due: number
  /** Its size and time at the last look. */
  stamp: string
  announced: boolean
}

/** Looks at the paths hinted at once they are quiet, and reports those that are complete. */
export class Inspector implements HintTaker {
  readonly #tree: Tree
  readonly #listener: Listener
  readonly #pending = new Map<string, Pending>()
  /** Paths of the files that were reported. */
  readonly #known = new Set<string>()
  /** When the last path joined the pending ones, or one that is known changed again. */
  #newest = 0
  #timer: NodeJS.Timeout | undefined
  /** When the timer rings. */
  #alarm = Number.POSITIVE_INFINITY
  #looking: Promise<void> | undefined
  #closed = false

  constructor(tree: Tree, listener: Listener) {
    this.#tree = tree
    this.#listener = listener
  }

  /** Takes `files` as known but for those that are being written, which are reported once they are complete. */
  begin(files: readonly string[]): void {
    for (const path of files) this.#known.add(path)
    const { open } = openForWriting(files.map((path) => this.#tree.absolute(path)))
    if (open.size === 0) return
    for (const path of files) if (open.has(this.#tree.absolute(path))) this.hint(path)
  }

  unreported(): ReadonlySet<string> {
    return new Set(this.#pending.keys())
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#looking
  }

  hint(path: string): void {
    const now = performance.now()
    const due = now + QUIET
    const pending = this.#pending.get(path)
    // a known path that changes again may be the other half of a rename
    if (!pending || this.#known.has(path)) this.#newest = now
    if (pending) {
      pending.changed = now
      pending.due = due
    } else this.#pending.set(path, { ...NOTHING_SEEN, since: now, changed: now, due })
    this.#wakeAt(due)
  }

  hintBelow(folder: string): void {
    for (const path of this.#pending.keys()) if (isWithin(path, folder)) this.hint(path)
    for (const path of this.#known) if (isWithin(path, folder)) this.hint(path)
  }

  #wakeAt(time: number): void {
    if (this.#closed || this.#looking || time >= this.#alarm) return
    clearTimeout(this.#timer)
    this.#alarm = time
    this.#timer = setTimeout(() => this.#wake(), Math.max(0, time - performance.now()))
  }

  #wake(): void {
    this.#alarm = Number.POSITIVE_INFINITY
    const time = this.#nextLook()
    if (time > performance.now()) this.#wakeAt(time)
    else this.#startLook()
  }

  #startLook(): void {
    this.#looking = this.#look()
      .catch((error) => this.#listener.onError(error))
      .finally(() => {
        this.#looking = undefined
        if (this.#pending.size > 0) this.#wakeAt(this.#nextLook())
      })
  }

  /** When a path is due, or a little later while others keep arriving. */
  #nextLook(): number {
    const due = firstDue(this.#pending)
    return Math.max(due, Math.min(this.#newest + QUIET, due + BATCH))
  }

  /** Writers are looked up after the quiet, because opening a file gives no hint. */
  async #look(): Promise<void> {
    const now = performance.now()
    const due = [...this.#pending].filter(([, pending]) => pending.due <= now)
    const endOfBatch = firstDue(due) + BATCH
    const files = this.#filesAmong(due.map(([path]) => path))
    const writers = openForWriting([...files.keys()].map((path) => this.#tree.absolute(path)))
    await eventsDelivered()
    // wait for the others of the same batch, such as the other half of a rename
    const isJoined = this.#newest > now && performance.now() < endOfBatch
    if (this.#closed || isJoined) return
    const changes = due
      // a path that changed meanwhile is due later
      .filter(([path, pending]) => pending.changed <= now && this.#pending.has(path))
      .flatMap(([path, pending]) => this.#judge(path, pending, files.get(path), writers))
    if (changes.length > 0) this.#listener.onChange(changes)
  }

  /** A path that cannot be read (no permission, a failing disk) does not count as removed: it stays as it was. */
  #filesAmong(paths: readonly string[]): Map<string, Stats> {
    const files = new Map<string, Stats>()
    for (const path of paths) {
      try {
        const stats = this.#tree.look(path)
        if (stats) files.set(path, stats)
      } catch (error) {
        if (isTransient(error)) this.#postpone(path)
        else this.#giveUp(path, error)
      }
    }
    return files
  }

  #giveUp(path: string, cause: unknown): void {
    this.#pending.delete(path)
    this.#listener.onError(new Error(`Cannot look at ${path}, so it stays as it was.`, { cause }))
  }

  #postpone(path: string): void {
    const pending = this.#pending.get(path)
    if (pending === undefined) return
    pending.changed = performance.now()
    pending.due = pending.changed + RECHECK
  }

  #judge(path: string, pending: Pending, stats: Stats | undefined, writers: Writers): Change[] {
    if (!stats) {
      this.#pending.delete(path)
      return this.#known.delete(path) ? [{ path, kind: 'removed' }] : []
    }
    if (writers.open.has(this.#tree.absolute(path))) return this.#wait(path, pending, recheckAfter(pending))
    if (writers.mayBeHidden(stats.uid) && !standsStill(pending, stats))
      return this.#wait(path, pending, RECHECK)
    this.#pending.delete(path)
    this.#known.add(path)
    return [{ path, kind: 'written' }]
  }

  #wait(path: string, pending: Pending, delay: number): Change[] {
    const now = performance.now()
    pending.due = now + delay
    if (now - pending.since >= PATIENCE && !pending.announced) {
      pending.announced = true
      this.#listener.onWaiting(path)
    }
    return []
  }
}

/** When the first of some paths is to be looked at. */
function firstDue(pending: Iterable<readonly [string, Pending]>): number {
  let first = Number.POSITIVE_INFINITY
  for (const [, { due }] of pending) first = Math.min(first, due)
  return first
}

const NOTHING_SEEN = { stamp: '', announced: false }

function recheckAfter(pending: Pending): number {
  return Math.min(Math.max((performance.now() - pending.since) / 100, RECHECK), SLOWEST_RECHECK)
}

/** Notes how the file looks, and says whether it has looked so for `STEADY`. */
function standsStill(pending: Pending, stats: Stats): boolean {
  const now = performance.now()
  const stamp = `${stats.ino} ${stats.size} ${stats.mtimeMs}`
  if (pending.stamp !== '' && pending.stamp !== stamp) pending.changed = now
  pending.stamp = stamp
  return now - pending.changed >= STEADY
}
