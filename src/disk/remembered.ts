/** Where things are remembered from one run to the next, outside the posts folder, and for how long. */
import { readdirSync, rmSync, statSync } from 'node:fs'
import { homedir, platform } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { removeLitter, replaceFile } from './aside.ts'
import { hash } from './hash.ts'
import { makeFolder } from './make-folder.ts'
import { MAX_OWN, readPlainFile } from './plain-file.ts'
import { isTransient } from './transient.ts'

/** Folders of posts, and of builds, of which something is kept. */
const MAX_FILES = 20

/** Of a file that nobody else may read: it may hold drafts. */
export const MODE = 0o600

/**
 * Keeps a thing in a file, written aside and then put into place. What cannot be kept is not, and nothing worse.
 * @param format names the shape of the thing; another one is not recalled
 */
export function keep(file: string, format: string, thing: unknown): void {
  const json = JSON.stringify(thing)
  try {
    makeFolder(dirname(file), 0o700)
    prune(dirname(file))
    replaceFile(file, `${[format, hash(format + json), json].join('\n')}\n`, MODE)
  } catch (error) {
    if (!isTransient(error)) forget(file)
  }
}

/** What was kept in a file, if it is there as it was written. */
export function recall<T>(file: string | undefined, format: string): T | undefined {
  if (file === undefined) return undefined
  try {
    const { bytes } = readPlainFile(dirname(file), basename(file), MAX_OWN)
    const [head, checksum, json = ''] = new TextDecoder().decode(bytes).split('\n')
    return head === format && checksum === hash(format + json) ? JSON.parse(json) : undefined
  } catch {
    return undefined
  }
}

/** As far as that can be done. */
export function forget(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {}
}

/** What earlier versions kept. */
const OBSOLETE = /\.(?:digests|build|slices|standing|history)$/

/** A cache of posts and its companions, for one version of the code and the configuration: see site-database.ts. */
const CACHE = /^([\da-f]+\.[a-z]+-[\da-f]+)\.db(?:-wal|-shm|\.lock(?:-wal|-shm)?)?$/

/** The files that were used least recently go, what earlier versions kept, and what a killed run has left. */
export function prune(folder: string): void {
  removeLitter(folder)
  const names = readdirSync(folder)
  const age = (name: string) => ageOf(join(folder, name))
  const caches = Map.groupBy(names, (name) => CACHE.exec(name)?.[1] ?? '')
  caches.delete('')
  const byUse = [...caches.values()].sort((a, b) => Math.max(...b.map(age)) - Math.max(...a.map(age)))
  const durations = names.filter((name) => name.endsWith('.durations')).sort((a, b) => age(b) - age(a))
  const surplus = [...byUse.slice(MAX_FILES).flat(), ...durations.slice(MAX_FILES)]
  for (const name of [...names.filter((name) => OBSOLETE.test(name)), ...surplus])
    rmSync(join(folder, name), { force: true })
}

function ageOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** Where something is remembered from one run to the next; undefined where there is no place for it. */
export function cacheFile(name: string): string | undefined {
  const place = cacheFolder()
  return place === undefined ? undefined : join(place, name)
}

/** Where the system wants such files; undefined where there is no such place. */
export function cacheFolder(): string | undefined {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'dropfeed')
  if (platform() === 'win32') return LOCALAPPDATA && join(LOCALAPPDATA, 'dropfeed', 'Cache')
  const home = homedir()
  if (home === '' || home === '/') return undefined
  return platform() === 'darwin'
    ? join(home, 'Library', 'Caches', 'dropfeed')
    : join(home, '.cache', 'dropfeed')
}
