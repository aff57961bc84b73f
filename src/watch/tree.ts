/**
 * The folders below the watched one, and the system's events in them, as bare hints: "look at this path". An extra
 * hint does no harm, because the taker looks for itself; a missing one would lose a post.
 *
 * `fs.watch` on each folder, and no library: chokidar, like Node's own recursive mode on Linux, watches every file, and
 * 10,000 posts in 100 folders then take 10,101 watches instead of 101, and ten times as long to start.
 */
import {
  type Dirent,
  type FSWatcher,
  lstatSync,
  readdirSync,
  realpathSync,
  type Stats,
  statSync,
  watch,
} from 'node:fs'
import { sep } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isWithin, parentOf, within } from '../base/paths.ts'
import { isHidden, isIgnored, standsFor, stubOf } from '../content/ignored.ts'
import { codeOf } from '../disk/error-code.ts'
import { isTransient } from '../disk/transient.ts'

/** In milliseconds. How often to see whether the watched folder itself has appeared, gone or been replaced. */
const ROOT_CHECK = 200
/** In milliseconds. How soon to try again to watch a folder when too many files are open. */
const RETRY = 500
/** Half of fs.inotify.max_queued_events: so many events at once mean that the kernel may have dropped others. */
const FLOOD = 8_192
/** macOS and Windows watch a whole tree with one handle; Node imitates that on Linux with a watch for every file. */
const WATCHES_TREES = process.platform === 'darwin' || process.platform === 'win32'

const FIX =
  'Check that it may be read, and raise fs.inotify.max_user_watches and "ulimit -n" if they are too low.'

export interface HintTaker {
  /** Something may have happened to the file at `path`. */
  hint(path: string): void
  /** Something may have happened to every file in `folder`. */
  hintBelow(folder: string): void
}

/** The folders being watched. Lists folders synchronously, so that no event comes between watching and listing. */
export class Tree {
  readonly #folder: string
  readonly #onError: (error: Error) => void
  /** By path relative to the root, which is `''`; no watcher where the root's sees everything. */
  readonly #folders = new Map<string, FSWatcher | undefined>()
  /** Folders that cannot be watched, as was reported. */
  readonly #failing = new Set<string>()
  #taker: HintTaker = { hint() {}, hintBelow() {} }
  #place: Place
  #placeTimer: NodeJS.Timeout | undefined
  /** Events in this turn of the event loop. */
  #events = 0

  constructor(folder: string, onError: (error: Error) => void) {
    this.#folder = folder
    this.#place = { path: folder, identity: '' }
    this.#onError = onError
  }

  /** The files that are there now; from here on `taker` gets the hints. */
  begin(taker: HintTaker): string[] {
    const files: string[] = []
    this.#taker = taker
    this.#findRoot((path) => files.push(path))
    this.#placeTimer = setInterval(() => this.#findRoot((path) => taker.hint(path)), ROOT_CHECK)
    return files
  }

  absolute(path: string): string {
    // joined as they are: to put thousands of paths in order takes as long as to list them
    return path === '' ? this.#place.path : `${this.#place.path}/${path}`
  }

  /** Of the file at `path`; undefined where there is none, or none that is reached without a symbolic link. */
  look(path: string): Stats | undefined {
    if (!this.#folders.has(parentOf(path))) return undefined
    const stats = statsOf(this.absolute(path)) ?? statsOf(this.absolute(stubOf(path)))
    return stats?.isFile() ? stats : undefined
  }

  close(): void {
    clearInterval(this.#placeTimer)
    this.#taker = { hint() {}, hintBelow() {} }
    this.#leave('')
  }

  #findRoot(found: (path: string) => void): void {
    const place = placeOf(this.#folder)
    if (place === undefined || place.identity === this.#place.identity) return
    this.#place = place
    this.#leave('')
    if (place.identity !== '') this.#enter('', found)
  }

  #enter(folder: string, found: (path: string) => void): void {
    for (const entry of this.#open(folder)) {
      const path = standsFor(within(folder, entry.name))
      if (entry.isDirectory() && !isHidden(path)) this.#enter(path, found)
      else if (entry.isFile() && !isIgnored(path)) found(path)
    }
  }

  #leave(folder: string): void {
    if (!this.#folders.has(folder)) return
    for (const [path, watcher] of this.#folders) {
      if (!isWithin(path, folder)) continue
      watcher?.close()
      this.#folders.delete(path)
    }
    this.#taker.hintBelow(folder)
  }

  #onEvent(folder: string, event: string, name: string | null): void {
    if (this.#events++ === 0) setImmediate(() => this.#endTurn())
    // The system may not say which entry of the folder it was.
    const path = name === null ? folder : standsFor(within(folder, name.replaceAll(sep, '/')))
    if (isHidden(path)) return
    if (name !== null && !isIgnored(path)) this.#taker.hint(path)
    if (event === 'rename' || name === null || this.#isUnwatched(path)) this.#renew(path)
  }

  /** The folder with this name may be another one than before, new, or gone. */
  #renew(path: string): void {
    this.#leave(path)
    try {
      if (statsOf(this.absolute(path))?.isDirectory()) this.#enter(path, (file) => this.#taker.hint(file))
    } catch (error) {
      this.#fail(path, error)
    }
  }

  /** A folder that could not be opened may be readable now. (A file is unwatched, too.) */
  #isUnwatched(path: string): boolean {
    return !WATCHES_TREES && this.#folders.get(path) === undefined
  }

  #endTurn(): void {
    if (this.#events >= FLOOD && this.#folders.has('')) this.#renew('')
    this.#events = 0
  }

  /** Watches first and lists then: a file that comes in between is seen twice rather than never. */
  #open(folder: string): Dirent[] {
    try {
      this.#folders.set(folder, this.#watch(folder))
      const entries = readdirSync(this.absolute(folder), { withFileTypes: true })
      this.#failing.delete(folder)
      return entries
    } catch (error) {
      this.#fail(folder, error)
      return []
    }
  }

  #watch(folder: string): FSWatcher | undefined {
    if (WATCHES_TREES && folder !== '') return undefined
    const watcher = watch(this.absolute(folder), { recursive: WATCHES_TREES })
    watcher.on('change', (event, name) => this.#onEvent(folder, event, name === null ? null : String(name)))
    return watcher.on('error', (error) => this.#fail(folder, error))
  }

  #tryLater(folder: string): void {
    setTimeout(() => {
      if (this.#folders.has(folder) && this.#folders.get(folder) === undefined) this.#renew(folder)
    }, RETRY).unref()
  }

  /** A folder that has just gone is no failure; another one stays, unwatched, and its posts with it. */
  #fail(folder: string, error: unknown): void {
    this.#folders.get(folder)?.close()
    this.#folders.delete(folder)
    if (isAbsence(error)) return
    this.#folders.set(folder, undefined)
    if (isTransient(error)) this.#tryLater(folder)
    if (this.#failing.has(folder)) return
    this.#failing.add(folder)
    const what = `Cannot watch the folder ${this.absolute(folder)}: changes in it are not seen.`
    this.#onError(new Error(`${what} ${FIX} (${codeOf(error)})`, { cause: error }))
  }
}

/** Of the path itself, not of the target of a symbolic link. */
function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path)
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
  }
}

/** Where the watched folder is, and its identity, which differs from that of a folder that replaces it. */
interface Place {
  readonly path: string
  /** Empty if there is no folder. */
  readonly identity: string
}

/** Undefined when the system cannot say: a failing disk is no reason to take every post for removed. */
function placeOf(folder: string): Place | undefined {
  try {
    const path = realpathSync(folder)
    const stats = statSync(path, { bigint: true })
    if (!stats.isDirectory()) return { path, identity: '' }
    return { path, identity: `${path} ${stats.dev} ${stats.ino} ${stats.birthtimeNs}` }
  } catch (error) {
    return isAbsence(error) ? { path: folder, identity: '' } : undefined
  }
}

function isAbsence(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** Resolves when the system has delivered all events up to now. */
export async function eventsDelivered(): Promise<void> {
  // the event loop may have asked for events in this turn already, so the next turn counts
  await nextTurn()
  await nextTurn()
}
