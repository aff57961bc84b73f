/** Reads the configuration again when it, or a module that it imports, has changed. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { NAMES } from './file.ts'
import { type LoadedConfig, loadConfig } from './load.ts'
import { ConfigError } from './site.ts'

/** In milliseconds. A few files are looked at, so that every way of saving them is noticed. */
const LOOK = 300

export interface ConfigEvents {
  changed(config: LoadedConfig): unknown
  /** The configuration cannot be used: the one before stays. */
  broken(error: ConfigError): unknown
}

/**
 * @param file as named on the command line
 * @param read the paths that were read of it before
 * @returns a function that ends it
 */
export function watchConfig(file: string | undefined, read: Set<string>, events: ConfigEvents): () => void {
  for (const name of file === undefined ? NAMES : [file]) read.add(resolve(name))
  const known = new Map<string, string>()
  /** Whether a file is another one than before; one that is new here is as it was read just now. */
  const isOther = (path: string) => {
    const [before, now] = [known.get(path), stampOf(path)]
    known.set(path, now)
    return before !== undefined && before !== now
  }
  const hasChanged = () => [...read].filter(isOther).length > 0
  let isReading = false
  const look = async () => {
    if (isReading || !hasChanged()) return
    isReading = true
    try {
      events.changed(await loadConfig(file, read))
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      events.broken(error)
    } finally {
      isReading = false
    }
  }
  hasChanged()
  const timer = setInterval(look, LOOK)
  return () => clearInterval(timer)
}

function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  return found === undefined ? '' : [found.ino, found.size, found.mtimeMs].join(' ')
}
