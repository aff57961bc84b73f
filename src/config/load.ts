/** Loads the site's configuration, and loads it again when it, or a module that it imports, has changed. */
import { registerHooks } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { quote } from '../base/problem.ts'
import type { Problem, Site } from '../model.ts'
import { findConfig, isFile, NAMES, readerOf, type Stamps, stampOf } from './file.ts'
import { ConfigError, parseSite } from './site.ts'

/** Gives the site once it is known where it is served: `url` holds where the configuration names none. */
export type SiteAt = (url: string) => Site

/** A configuration as written: a site, and the keys that it sets itself. */
export interface LoadedConfig {
  /** The file, as problems name it. */
  readonly name: string
  readonly siteAt: SiteAt
  readonly keys: ReadonlySet<string>
}

/**
 * Loads `file`, or the one that {@link findConfig} finds, or nothing: every setting has a default.
 * @param read gets the stamps of all files before they are read: the configuration, what it imports, and what it names
 * @throws {ConfigError} if the file is not there, throws, or says something wrong
 */
export async function loadConfig(file = findConfig(), read: Stamps = new Map()): Promise<LoadedConfig> {
  if (file !== undefined && !isFile(file))
    throw new ConfigError([
      problem(file, 'There is no such configuration file.', 'Correct the path after --config.'),
    ])
  const name = file ?? 'feed.config.ts'
  const path = resolve(file ?? name)
  const input = file === undefined ? {} : await evaluate(path, name, read)
  const folder = dirname(path)
  const readBeside = (named: string) => {
    const path = join(folder, named)
    read.set(path, stampOf(path))
    return readerOf(folder)(named)
  }
  const siteAt = (url: string) => named(name, path, () => parseSite(input, url, readBeside))
  siteAt('http://localhost')
  // `url: process.env.URL` sets nothing where there is none
  const keys = Object.entries(input ?? {}).flatMap(([key, value]) => (value == null ? [] : key))
  return { name, siteAt, keys: new Set(keys) }
}

/** Each time the configuration is read, its modules are others: Node.js keeps those that it knows. */
let reading = 0

async function evaluate(path: string, name: string, read: Stamps): Promise<object | null | undefined> {
  const { href } = pathToFileURL(path)
  const query = reading++ === 0 ? '' : `?reading=${reading}`
  const hooks = asModule(href, query, read)
  try {
    const module: { default?: object } = await import(href + query)
    return module.default
  } catch (error) {
    if (error instanceof Error) error.stack = error.stack?.replaceAll(query, '') ?? ''
    throw new ConfigError([stopped(error, path, name)])
  } finally {
    hooks.deregister()
  }
}

function stopped(error: unknown, config: string, name: string): Problem {
  const { message, stack = '' } = error instanceof Error ? error : new Error(quote(error))
  const [sentence = ''] = message.split('\n')
  const { file = config, ...place } = placeIn(stack) ?? {}
  const what = `The configuration stops with an error: ${sentence.replace(/[^.!?]$/, '$&.')}`
  const path = join(dirname(name), relative(dirname(config), file))
  return { ...problem(path, what, 'Correct it, or remove the file to use the defaults.'), ...place }
}

/** Where a configuration, or a file that it imports, stops. */
interface Place {
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  readonly column?: number
}

const PLACE = /(file:[^\s()]+?|\/[^()\n]+?):(\d+)(?::(\d+))?(?=[)\s]|$)/g

/** The first place in a file of the publisher's that a stack names; what cannot be parsed stands above its error. */
function placeIn(stack: string): Place | undefined {
  const places = Array.from(stack.matchAll(PLACE), ([, name = '', line, column]) => ({
    file: name.startsWith('file:') ? fileURLToPath(name) : name,
    line: Number(line),
    ...(column === undefined ? {} : { column: Number(column) }),
  }))
  return places.find(({ file }) => isFile(file) && isOwn(pathToFileURL(file).href))
}

/**
 * The configuration is an ES module, even if the package.json of its folder has another "type" (npm init writes "commonjs"). It,
 * and what it imports, find this package wherever it is: there need not be a copy of it beside the posts.
 */
function asModule(href: string, query: string, read: Stamps) {
  return registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'dropfeed')
        return { url: import.meta.url.replace(/config\/load(\.\w+)$/, 'index$1'), shortCircuit: true }
      const found = next(specifier, context)
      if (!isOwn(found.url)) return found
      const path = fileURLToPath(found.url)
      read.set(path, stampOf(path))
      return found.url.endsWith(query) ? found : { ...found, url: found.url + query }
    },
    load(url, context, next) {
      const format = /\.m?ts$/.test(href) ? 'module-typescript' : 'module'
      return next(url, url === href + query ? { ...context, format } : context)
    },
  })
}

/** Whether a module is one of the publisher's, not of a library or of this package. */
function isOwn(url: string): boolean {
  return url.startsWith('file:') && !url.includes('/node_modules/') && !url.startsWith(PACKAGE)
}

const PACKAGE = new URL('..', import.meta.url).href

/** Problems carry the name of the file that was really read. What it does when it is asked may stop it, too. */
function named<T>(name: string, path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw new ConfigError([stopped(error, path, name)])
    throw new ConfigError(error.problems.map((found) => ({ ...found, path: name })))
  }
}

function problem(path: string, what: string, fix: string): Problem {
  return { severity: 'error', path, what, fix }
}

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
