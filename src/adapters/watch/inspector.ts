/**
 * Looks at what is there once the hints about it are quiet, asks who is still writing it, and reports what is complete
 * in batches. Truth is only what is found here: events come late, twice or not at all.
 */
import type { Stats } from 'node:fs'
import { basename } from 'node:path'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { folderOf, isWithin, within } from './paths.ts'
import type { HintTaker, Tree } from './tree.ts'
import { isHeldBy, openForWriting, type Writers } from './writers.ts'

/** A file that is new, changed (or merely touched), or no longer there. */
export interface Change {
  /** Relative to the watched folder, with `/`. */
  readonly path: string
  readonly kind: 'written' | 'removed'
}

/** In milliseconds, like every time here. Editors save in several steps (truncate, write, rename, chmod) within this. */
const QUIET = 40
/** So much of the quiet passes before the system is asked who writes: its answer takes about the rest. */
const STILL = 25
/** The longest that a complete file is held back so that others that keep arriving come in the same batch. */
const BATCH = 200
/** How soon to ask again whether a file is still open; later it is a hundredth of the time it has been open… */
const RECHECK = 50
/** …but never less often than this. */
const SLOWEST_RECHECK = 500
/** Where the system hides writers, a file counts as complete when size and time stood still for so long. */
const STEADY = 500
/** How long a file may be written before the publisher hears of it. */
const PATIENCE = 2_000

/** A path that changed and is not reported yet. */
interface Pending {
  readonly since: number
  /** When it was last seen to change. */
  changed: number
  /** When to look at it. */
  due: number
  /** Its size and time at the last look. */
  stamp: string
  /** The link in /proc that showed its writer. */
  link: string | undefined
  announced: boolean
}

/** Looks at the paths hinted at once they are quiet, and reports those that are complete. */
export class Inspector implements HintTaker {
  readonly #tree: Tree
  readonly #onChange: (changes: readonly Change[]) => void
  readonly #onWaiting: (path: string) => void
  readonly #onError: (error: Error) => void
  readonly #pending = new Map<string, Pending>()
  /** The names of the files that the publisher knows of, by folder. */
  readonly #known = new Map<string, Set<string>>()
  /** When the last path joined the pending ones. */
  #newest = 0
  #timer: NodeJS.Timeout | undefined
  /** When the timer rings. */
  #alarm = Number.POSITIVE_INFINITY
  #looking: Promise<void> | undefined
  #closed = false

  constructor(
    tree: Tree,
    onChange: (changes: readonly Change[]) => void,
    onWaiting: (path: string) => void,
    onError: (error: Error) => void,
  ) {
    this.#tree = tree
    this.#onChange = onChange
    this.#onWaiting = onWaiting
    this.#onError = onError
  }

  /** Takes `files` as known but for those that are being written, which are reported once they are complete. */
  async begin(files: readonly string[]): Promise<void> {
    for (const path of files) this.#learn(path)
    const writers = await openForWriting(files.map((path) => this.#tree.absolute(path)))
    for (const path of files) {
      if (writers.open.has(this.#tree.absolute(path))) this.hint(path)
    }
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
    const pending = this.#pending.get(path)
    if (pending) {
      pending.changed = now
      pending.due = now + STILL
    } else {
      this.#newest = now
      this.#pending.set(path, { ...NOTHING_SEEN, since: now, changed: now, due: now + STILL })
    }
    this.#wakeAt(now + STILL)
  }

  hintBelow(folder: string): void {
    for (const path of this.#pending.keys()) if (isWithin(path, folder)) this.hint(path)
    for (const [parent, names] of this.#known) {
      if (!isWithin(parent, folder)) continue
      for (const name of names) this.hint(within(parent, name))
    }
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
      .catch((error) => this.#onError(error))
      .finally(() => {
        this.#looking = undefined
        if (this.#pending.size > 0) this.#wakeAt(this.#nextLook())
      })
  }

  /** When a path is due, or a little later while others keep arriving. */
  #nextLook(): number {
    let due = Number.POSITIVE_INFINITY
    for (const pending of this.#pending.values()) due = Math.min(due, pending.due)
    return Math.max(due, Math.min(this.#newest + STILL, due + BATCH))
  }

  /** Who does not write a file at one time after its last change, has not half-written it at any other. */
  async #look(): Promise<void> {
    const now = performance.now()
    const due = [...this.#pending].filter(([, pending]) => pending.due <= now)
    const files = this.#filesAmong(due.map(([path]) => path))
    const writers = await this.#writersOf([...files.keys()])
    await sleepUntil(Math.max(...due.map(([, { changed }]) => changed)) + QUIET)
    await told()
    const end = Math.min(...due.map(([, pending]) => pending.due)) + BATCH
    const isJoined = this.#newest > now && performance.now() < end
    if (this.#closed || isJoined) return
    const changes = due
      // What changed in the meantime has been given a new time to look at it.
      .filter(([path, pending]) => pending.changed <= now && this.#pending.has(path))
      .flatMap(([path, pending]) => this.#judge(path, pending, files.get(path), writers))
    if (changes.length > 0) this.#onChange(changes)
  }

  /** What cannot be looked at (no permission, a failing disk) is not taken for removed: it stays as it was. */
  #filesAmong(paths: readonly string[]): Map<string, Stats> {
    const files = new Map<string, Stats>()
    for (const path of paths) {
      try {
        const stats = this.#tree.look(path)
        if (stats) files.set(path, stats)
      } catch (error) {
        this.#pending.delete(path)
        this.#onError(new Error(`Cannot look at ${path}, so it stays as it was.`, { cause: error }))
      }
    }
    return files
  }

  /** Asks a writer that was found before first: a walk through all processes costs a hundred times as much. */
  async #writersOf(paths: readonly string[]): Promise<Writers> {
    const held = new Map<string, string>()
    const others: string[] = []
    for (const path of paths) {
      const file = this.#tree.absolute(path)
      const link = this.#pending.get(path)?.link
      if (link && (await isHeldBy(link, file))) held.set(file, link)
      else others.push(file)
    }
    if (others.length === 0) return { open: held, mayBeHidden: () => false }
    const { open, mayBeHidden } = await openForWriting(others)
    return { open: new Map([...held, ...open]), mayBeHidden }
  }

  #judge(path: string, pending: Pending, stats: Stats | undefined, writers: Writers): Change[] {
    if (!stats) {
      this.#pending.delete(path)
      return this.#forget(path) ? [{ path, kind: 'removed' }] : []
    }
    pending.link = writers.open.get(this.#tree.absolute(path))
    if (pending.link) return this.#wait(path, pending, recheckAfter(pending))
    if (writers.mayBeHidden(stats.uid) && !standsStill(pending, stats))
      return this.#wait(path, pending, RECHECK)
    this.#pending.delete(path)
    this.#learn(path)
    return [{ path, kind: 'written' }]
  }

  #wait(path: string, pending: Pending, delay: number): Change[] {
    const now = performance.now()
    pending.due = now + delay
    if (now - pending.since >= PATIENCE && !pending.announced) {
      pending.announced = true
      this.#onWaiting(path)
    }
    return []
  }

  #learn(path: string): void {
    const folder = folderOf(path)
    const names = this.#known.get(folder)
    if (names) names.add(basename(path))
    else this.#known.set(folder, new Set([basename(path)]))
  }

  /** Whether the publisher knew the file. */
  #forget(path: string): boolean {
    const names = this.#known.get(folderOf(path))
    if (!names?.delete(basename(path))) return false
    if (names.size === 0) this.#known.delete(folderOf(path))
    return true
  }
}

/** Resolves when the system has told of everything that has happened up to now. */
export async function told(): Promise<void> {
  // it may have been asked in this turn of the event loop already, so the next one counts
  await setImmediate()
  await setImmediate()
}

async function sleepUntil(time: number): Promise<void> {
  const rest = time - performance.now()
  if (rest > 0) await sleep(rest)
}

const NOTHING_SEEN = { stamp: '', link: undefined, announced: false }

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
