/**
 * Sees what is dropped into a folder, and passes a file on when it is complete: never half-written, however slowly it
 * is written. Two parts: the tree turns the system's events into bare hints ("look at this path"), the inspector looks
 * at what is there and asks who is still writing it. Truth is only what the inspector finds, so an event too many does
 * no harm and the kind of an event does not matter.
 *
 * `fs.watch` on each folder, and no library: chokidar, like Node's own recursive mode on Linux, watches every file, and
 * 10,000 posts in 100 folders then take 10,101 watches and over a second to start instead of 101 and some 30 ms.
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
import { basename, dirname, join, sep } from 'node:path'
import { isHeldBy, openForWriting, type Writers } from './writers.ts'

/** A file that is new, changed (or merely touched), or no longer there. */
export interface Change {
  /** Relative to the watched folder, with `/`. */
  readonly path: string
  readonly kind: 'written' | 'removed'
}

export interface Watcher {
  /** The paths that changed and are not reported yet: at start, the files that somebody was still writing. */
  unreported(): ReadonlySet<string>
  /** When it resolves, nothing more is reported. */
  close(): Promise<void>
}

export interface WatchOptions {
  /** Called once for a file that is being written for `PATIENCE`: it is reported when its writer closes it. */
  readonly onWaiting?: (path: string) => void
  /** A folder that cannot be watched or read. Without it, a warning of the process. */
  readonly onError?: (error: Error) => void
}

/** In milliseconds, like every time here. Editors save in several steps (truncate, write, rename, chmod) within this. */
const QUIET = 40
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
/** How often to see whether the watched folder itself has appeared, gone or been replaced. */
const ROOT_CHECK = 200
/** Half of fs.inotify.max_queued_events: so many events at once mean that the kernel may have dropped others. */
const FLOOD = 8_192
/** macOS and Windows watch a whole tree with one handle; Node imitates that on Linux with a watch for every file. */
const WATCHES_TREES = process.platform === 'darwin' || process.platform === 'win32'

const HIDDEN = /(^|\/)\./
/** Vim's probe, Emacs' autosave, Office's lock, backups, downloads, and what programs write before they rename. */
const TEMPORARY =
  /(^|\/)(4913|#[^/]*#|~\$[^/]*|[^/]*(~|\.(tmp|temp|swp|part|partial|crdownload|download|bak)))$/i

/** Whether a file of this path (relative, with `/`) is nobody's post: hidden, in a hidden folder, or temporary. */
export function isIgnored(path: string): boolean {
  return HIDDEN.test(path) || TEMPORARY.test(path)
}

/**
 * Calls `onChange` with batches of complete files; both halves of a rename come in one batch. Files only: symbolic
 * links are neither reported nor followed (but for `folder` itself). `folder` need not exist, and may go and come back.
 * Resolves when watching has begun; what changes from then on is reported, and so are files that were being written
 * just then.
 */
export async function watchFolder(
  folder: string,
  onChange: (changes: readonly Change[]) => void,
  options: WatchOptions = {},
): Promise<Watcher> {
  const onError = options.onError ?? ((error: Error) => process.emitWarning(error))
  const tree = new Tree(folder, onError)
  const inspector = new Inspector(tree, onChange, options.onWaiting ?? (() => {}), onError)
  await inspector.begin(tree.begin(inspector))
  return {
    unreported: () => inspector.unreported(),
    close: () => {
      tree.close()
      return inspector.close()
    },
  }
}

interface HintTaker {
  /** Something may have happened to the file at `path`. */
  hint(path: string): void
  /** Something may have happened to every file in `folder`. */
  hintBelow(folder: string): void
}

/** The folders being watched. Lists folders synchronously, so that no event comes between watching and listing. */
class Tree {
  readonly #folder: string
  readonly #onError: (error: Error) => void
  /** By path relative to the root, which is `''`; no watcher where the root's sees everything. */
  readonly #folders = new Map<string, FSWatcher | undefined>()
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
    return join(this.#place.path, path)
  }

  /** Of the file at `path`; undefined where there is none, or none that is reached without a symbolic link. */
  look(path: string): Stats | undefined {
    if (!this.#folders.has(folderOf(path))) return undefined
    const stats = statsOf(this.absolute(path))
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
      const path = within(folder, entry.name)
      if (entry.isDirectory() && !HIDDEN.test(path)) this.#enter(path, found)
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
    const path = name === null ? folder : within(folder, name.replaceAll(sep, '/'))
    if (HIDDEN.test(path)) return
    if (name !== null && !isIgnored(path)) this.#taker.hint(path)
    if (event === 'rename' || name === null || this.#isUnwatched(path)) this.#renew(path)
  }

  /** What has this name now may be another folder than before, or one that just came, or none. */
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

  /** Watches first, then lists: what comes in between is seen twice rather than never. */
  #open(folder: string): Dirent[] {
    try {
      this.#folders.set(folder, this.#watch(folder))
      return readdirSync(this.absolute(folder), { withFileTypes: true })
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

  /** A folder that has just gone is no failure; another one stays, unwatched, and its posts with it. */
  #fail(folder: string, error: unknown): void {
    this.#folders.get(folder)?.close()
    this.#folders.delete(folder)
    if (isAbsence(error)) return
    this.#folders.set(folder, undefined)
    const what = `Cannot watch the folder ${this.absolute(folder)}: changes in it are not seen.`
    this.#onError(new Error(`${what} ${fixFor(error)}`, { cause: error }))
  }
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
  /** The link in /proc that showed its writer. */
  link: string | undefined
  announced: boolean
}

/** Looks at the paths hinted at once they are quiet, and reports those that are complete. */
class Inspector implements HintTaker {
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
      pending.due = now + QUIET
    } else {
      this.#newest = now
      this.#pending.set(path, { ...NOTHING_SEEN, since: now, changed: now, due: now + QUIET })
    }
    this.#wakeAt(now + QUIET)
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
    return Math.max(due, Math.min(this.#newest + QUIET, due + BATCH))
  }

  async #look(): Promise<void> {
    const now = performance.now()
    const due = [...this.#pending].filter(([, pending]) => pending.due <= now)
    const files = this.#filesAmong(due.map(([path]) => path))
    const writers = await this.#writersOf([...files.keys()])
    if (this.#closed) return
    const changes = due
      // What changed while the system was asked has been given a new time to look at it.
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

  /** A writer that was found before is asked first: that costs microseconds, a walk through all processes ten milliseconds. */
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

function within(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}

function folderOf(path: string): string {
  const folder = dirname(path)
  return folder === '.' ? '' : folder
}

/** Of the path itself, not of what a symbolic link points at. */
function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path)
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
  }
}

/** Where the watched folder is, and what tells it from another that takes its place, even one with the same inode. */
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

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function fixFor(error: unknown): string {
  const code = codeOf(error)
  if (code === 'ENOSPC') return 'Too few watches are allowed: raise fs.inotify.max_user_watches.'
  if (code === 'EMFILE') return 'Too many files are open: raise ulimit -n or fs.inotify.max_user_instances.'
  return 'Check that it may be read.'
}
