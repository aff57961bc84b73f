/** Reads the configuration again when it, or a module that it imports, has changed. */
import { resolve } from 'node:path'
import { NAMES, type Stamps, stampOf } from './file.ts'
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
 * @param read the files that were read of it, with their stamps
 * @returns a function that ends it
 */
export function watchConfig(file: string | undefined, read: Stamps, events: ConfigEvents): () => void {
  for (const name of file === undefined ? NAMES : [file]) {
    const path = resolve(name)
    if (!read.has(path)) read.set(path, stampOf(path))
  }
  let isReading = false
  const look = async () => {
    const changed = [...read].filter(([path, stamp]) => stampOf(path) !== stamp)
    if (isReading || changed.length === 0) return
    isReading = true
    // a configuration that cannot be used may not come to read them
    for (const [path] of changed) read.set(path, stampOf(path))
    try {
      events.changed(await loadConfig(file, read))
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      events.broken(error)
    } finally {
      isReading = false
    }
  }
  const timer = setInterval(look, LOOK)
  return () => clearInterval(timer)
}
