/** Where things are remembered from one run to the next, outside the posts folder, and for how long. */
import { readdirSync, rmSync, statSync } from 'node:fs'
import { homedir, platform } from 'node:os'
import { join } from 'node:path'
import { isRunning } from './processes.ts'

/** Folders of posts, and of builds, of which something is kept. */
const MAX_FILES = 20

/** The files that were used least recently go, and what a killed run has left. */
export function prune(folder: string): void {
  const files = readdirSync(folder).map((name) => join(folder, name))
  const left = files.filter((file) => file.endsWith('.tmp') && !isAlive(file))
  const byAge = files.toSorted((a, b) => ageOf(b) - ageOf(a))
  const surplus = ['.digests', '.build', '.standing', '.history'].flatMap((ending) =>
    byAge.filter((file) => file.endsWith(ending)).slice(MAX_FILES),
  )
  for (const file of [...left, ...surplus]) rmSync(file, { force: true })
}

function ageOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** Whether the process that writes a file aside is still there. */
function isAlive(file: string): boolean {
  return isRunning(Number(/\.(\d+)\.tmp$/.exec(file)?.[1] ?? 0))
}

/** Where something is remembered from one run to the next; undefined where there is no place for it. */
export function cacheFile(name: string): string | undefined {
  const place = cacheFolder()
  return place === undefined ? undefined : join(place, name)
}

/** Where the system wants such files; undefined where there is no such place. */
function cacheFolder(): string | undefined {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'dropfeed')
  if (platform() === 'win32') return LOCALAPPDATA && join(LOCALAPPDATA, 'dropfeed', 'Cache')
  const home = homedir()
  if (home === '' || home === '/') return undefined
  return platform() === 'darwin'
    ? join(home, 'Library', 'Caches', 'dropfeed')
    : join(home, '.cache', 'dropfeed')
}
