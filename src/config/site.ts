/** The configuration becomes the site: checked, with defaults, and with the files that it names. */
import * as v from 'valibot'
import { defined } from '../base/defined.ts'
import { HUB } from '../base/paths.ts'
import { isPlain, pathOf } from '../base/schema.ts'
import type { Problem, Site } from '../model.ts'
import { Beside, noFiles, type ReadBeside } from './beside.ts'
import { mistake, unknownKey } from './mistakes.ts'
import { config, keysBeside, type Person } from './schema.ts'
import type { SiteConfig } from './settings.ts'
import { toShow } from './show.ts'
import type { Words } from './values.ts'

/** A configuration that cannot be used; `problems` has a row for each mistake. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.what).join(' '))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

export type { SiteConfig }

/** Helps editors to complete the keys: `export default defineSite({ title: 'Tea notes' })`. */
export function defineSite(site: SiteConfig): SiteConfig {
  return site
}

/** One issue a value. */
const ONCE = { abortPipeEarly: true }

/**
 * Validates a configuration and fills in defaults. `url` is used if the configuration has none.
 * @param read reads the files that the configuration names
 * @throws {ConfigError} naming each wrong key, its value and the fix.
 */
export function parseSite(input: unknown, url: string, read: ReadBeside = noFiles): Site {
  if (!isPlain(input)) throw new ConfigError([NO_TABLE])
  const result = v.safeParse(config, { ...input, url: input.url ?? url }, ONCE)
  if (!result.success) throw new ConfigError(result.issues.map((issue) => explain(issue, input)))
  const { author: named, podcast, hub = [], css, blogroll, ...checked } = result.output
  const beside = new Beside(checked.url, read)
  const site = {
    ...checked,
    authors: withAvatars(checked.authors, beside),
    image: beside.picture(['image'], checked.image),
    icon: beside.picture(['icon'], checked.icon),
    css: beside.text('css', css),
    blogroll: typeof blogroll === 'string' ? beside.blogroll(blogroll) : blogroll,
    hubs: [...new Set([hub].flat().map((one) => (one === 'self' ? checked.url + HUB : new URL(one).href)))],
  }
  const author = [named].flat().map((name) => resolveAuthor(name, site.authors))
  const cover = beside.picture(['podcast', 'image'], podcast?.image)
  const show = podcast && toShow({ ...podcast, image: cover }, { ...site, author })
  const { mistakes } = beside
  if (podcast !== undefined && show === undefined)
    mistakes.push(mistake(['podcast', 'owner'], undefined, null))
  if (mistakes.length > 0) throw new ConfigError(mistakes.map(problem))
  return defined({ ...site, author, podcast: show, files: beside.files })
}

function withAvatars(authors: Record<string, Person>, beside: Beside): Record<string, Person> {
  const entries = Object.entries(authors).map(([key, person]): [string, Person] => {
    const avatar = beside.picture(['authors', key, 'avatar'], person.avatar)
    return [key, defined({ ...person, avatar })]
  })
  return Object.fromEntries(entries)
}

/** The person a text names: a key of `authors`, or a name. */
function resolveAuthor(name: string, authors: Record<string, Person>): Person & { key?: string } {
  const known = Object.hasOwn(authors, name) ? authors[name] : undefined
  return known === undefined ? { name } : { ...known, key: name }
}

function explain(issue: v.BaseIssue<unknown>, input: unknown): Problem {
  const path = pathOf(issue).map(String)
  const value = path.reduce<unknown>((at, part) => Reflect.get(Object(at), part), input)
  return problem(
    issue.type === 'never' ? unknownKey(path, value, keysBeside(path)) : mistake(path, value, issue.expected),
  )
}

const NO_TABLE = problem({
  what: 'It must export a table of settings.',
  fix: 'Write export default defineSite({ … }).',
})

function problem(words: Words): Problem {
  return { severity: 'error', path: 'feed.config.ts', ...words }
}
