/** The cache folder of this user, which outlives a run, and what is kept in it. */
import { readdirSync, rmSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { removeLitter } from './aside.ts'

/** Caches that are kept, of folders of posts. */
const MAX_CACHES = 20

/** Permissions of a file for this user alone: it may hold drafts. */
export const MODE = 0o600

/** A cache of posts and its companions, for one version of the code and the configuration: see site-database.ts. */
const CACHE = /^([\da-f]+\.[a-z]+-[\da-f]+)\.db(?:-wal|-shm|\.lock(?:-wal|-shm)?)?$/

/** Removes the caches that were used least recently, and what killed runs left. */
export function prune(folder: string): void {
  removeLitter(folder)
  const age = (name: string) => ageOf(join(folder, name))
  const caches = Map.groupBy(readdirSync(folder), (name) => CACHE.exec(name)?.[1] ?? '')
  caches.delete('')
  const byUse = [...caches.values()].sort((a, b) => Math.max(...b.map(age)) - Math.max(...a.map(age)))
  for (const name of byUse.slice(MAX_CACHES).flat()) rmSync(join(folder, name), { force: true })
}

function ageOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** A file in the cache folder; undefined if there is no such folder. */
export function cacheFile(name: string): string | undefined {
  const place = cacheFolder()
  return place === undefined ? undefined : join(place, name)
}

/** Undefined for a user without a home. */
export function cacheFolder(): string | undefined {
  const { XDG_CACHE_HOME } = process.env
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'dropfeed')
  const home = homedir()
  return home === '' || home === '/' ? undefined : join(home, '.cache', 'dropfeed')
}
