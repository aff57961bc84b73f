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

/** @param file as named on the command line. @returns a function that ends it */
export function watchConfig(file: string | undefined, first: LoadedConfig, events: ConfigEvents): () => void {
  let { files } = first
  let known = stampsOf(file, files)
  let isReading = false
  const look = async () => {
    const stamps = stampsOf(file, files)
    if (isReading || stamps === known) return
    isReading = true
    known = stamps
    try {
      const config = await loadConfig(file)
      files = config.files
      known = stampsOf(file, files)
      events.changed(config)
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

function stampsOf(file: string | undefined, files: readonly string[]): string {
  const names = file === undefined ? NAMES : [file]
  return [...new Set([...names.map((name) => resolve(name)), ...files])].map(stampOf).join('\n')
}

function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  return found === undefined ? '' : [found.ino, found.size, found.mtimeMs].join(' ')
}
