/** Finds and loads the site's configuration. */
import { statSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { basename, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigError, parseSite } from '../config.ts'
import type { Problem, Site } from '../model.ts'

const DEFAULT_FILE = 'feed.config.ts'

/** Gives the site once it is known where it is served: `url` holds where the configuration names none. */
export type SiteAt = (url: string) => Site

/** A configuration as written: a site, and the keys that it sets itself. */
export interface LoadedConfig {
  readonly siteAt: SiteAt
  readonly keys: ReadonlySet<string>
}

/**
 * Loads `file`, or feed.config.ts where it exists, or nothing: every setting has a default.
 * @throws {ConfigError} if the file is not there, throws, or says something wrong
 */
export async function loadConfig(file: string | undefined): Promise<LoadedConfig> {
  const path = resolve(file ?? DEFAULT_FILE)
  const name = basename(path)
  const isThere = statSync(path, { throwIfNoEntry: false })?.isFile() === true
  if (!isThere && file !== undefined) throw new ConfigError([missing(file)])
  const input = isThere ? await evaluate(path, name) : {}
  const siteAt = (url: string) => named(name, () => parseSite(input, url))
  siteAt('http://localhost')
  return { siteAt, keys: new Set(Object.keys(input ?? {})) }
}

async function evaluate(path: string, name: string): Promise<object | null | undefined> {
  const { href } = pathToFileURL(path)
  const hooks = asModule(href)
  try {
    const module: { default?: object } = await import(href)
    return module.default
  } catch (error) {
    const [message = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    throw new ConfigError([
      problem(
        name,
        `The configuration stops with an error: ${message.replace(/[^.!?]$/, '$&.')}`,
        'Correct it, or remove the file to use the defaults.',
      ),
    ])
  } finally {
    hooks.deregister()
  }
}

/**
 * The configuration is a module, whatever "type" the package.json of its folder names (npm init writes "commonjs"), and
 * finds this package wherever it is: there need not be a copy of it beside the posts.
 */
function asModule(href: string) {
  return registerHooks({
    resolve(specifier, context, next) {
      if (specifier !== 'dropfeed' || context.parentURL !== href) return next(specifier, context)
      return { url: import.meta.url.replace(/adapters\/config(\.\w+)$/, 'index$1'), shortCircuit: true }
    },
    load(url, context, next) {
      const isConfig = url === href && url.endsWith('.ts')
      return next(url, isConfig ? { ...context, format: 'module-typescript' } : context)
    },
  })
}

/** Problems carry the name of the file that was really read. */
function named<T>(name: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigError(error.problems.map((found) => ({ ...found, path: name })))
  }
}

function missing(file: string): Problem {
  return problem(file, 'There is no such configuration file.', 'Correct the path after --config.')
}

function problem(path: string, what: string, fix: string): Problem {
  return { severity: 'error', path, what, fix }
}
