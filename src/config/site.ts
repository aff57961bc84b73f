/** The schema of `feed.config.ts`. */
import * as v from 'valibot'
import { isTimeZone } from '../base/dates.ts'
import { defined } from '../base/defined.ts'
import { isGlob } from '../base/glob.ts'
import { isLanguageTag } from '../base/language.ts'
import { licenseOf } from '../base/license.ts'
import { HUB } from '../base/paths.ts'
import { quote } from '../base/problem.ts'
import { email, line, pathOf, recordOf, strictTableOf } from '../base/schema.ts'
import { cleanLine, cleanText, toUri } from '../base/text.ts'
import type { Problem, Recommended, Site } from '../model.ts'
import { aliasFault, isWebAddress, leadsInCircle } from './addresses.ts'
import { Beside, isBeside, isPicture, noFiles, type ReadBeside } from './beside.ts'
import { defaultsFault, isData } from './defaults.ts'
import { isLinkTemplate } from './links.ts'
import { mistake, unknownKey, type Words } from './mistakes.ts'
import type { SiteConfig } from './settings.ts'
import { podcast, toShow } from './show.ts'

/** A configuration that cannot be used; `problems` has a row for each mistake. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.what).join(' '))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

const webAddress = v.pipe(
  v.string(),
  v.check(isWebAddress),
  v.transform((value) => toUri(value)),
)
/** A web address, or the path of a picture beside the configuration. */
const picture = v.union([webAddress, v.pipe(v.string(), v.check(isPicture))])
const besideFile = v.pipe(v.string(), v.check(isBeside))
const wholeNumber = v.pipe(v.number(), v.safeInteger())

const authorObject = strictTableOf({
  name: line,
  url: v.optional(webAddress),
  email: v.optional(email),
  avatar: v.optional(picture),
})
const anyone = () => authorObject
const feeds = strictTableOf({
  limit: v.optional(v.pipe(wholeNumber, v.minValue(1)), 50),
  max: v.optional(v.pipe(wholeNumber, v.minValue(1)), 50_000),
  maxBytes: v.optional(v.pipe(wholeNumber, v.minValue(1024)), 512 * 1024),
  content: v.optional(v.picklist(['full', 'summary']), 'full'),
  tags: v.optional(v.boolean(), true),
  authors: v.optional(v.boolean(), true),
  folders: v.optional(v.union([v.boolean(), v.literal('all')]), true),
  languages: v.optional(v.boolean(), true),
  archive: v.optional(v.boolean(), true),
  markdown: v.optional(v.boolean(), false),
  thumbnails: v.optional(v.boolean(), false),
})

/** A path in the posts folder, with `*` and `**`. */
const glob = v.pipe(v.string(), v.check(isGlob))

/** Front matter of the posts that a glob matches. */
const defaultsOf = (path: string) =>
  v.custom<Readonly<Record<string, unknown>>>(
    (value) => isTable(value) && isData(value) && defaultsFault(path, value) === undefined,
  )

const sitePath = v.pipe(v.string(), v.startsWith('/'))
const alias = (from: string) => v.custom<string>((to) => aliasFault(from, to) === undefined)

const http = strictTableOf({
  maxAge: v.optional(v.pipe(wholeNumber, v.minValue(0), v.maxValue(365 * 86_400)), 900),
  deltas: v.optional(v.boolean(), true),
  aliases: v.optional(v.pipe(recordOf(alias), v.rawCheck(checkAliases)), {}),
  gone: v.optional(v.array(sitePath), []),
})

const oneHub = v.union([v.literal('self'), webAddress])
const hub = v.union([oneHub, v.pipe(v.array(oneHub), v.minLength(1))])

const push = strictTableOf({ allow: v.optional(v.array(v.string()), []) })

/** A path of the site, a web address, or `mailto:`. */
const link = v.pipe(v.string(), v.check(isLink))
const menuLink = strictTableOf({
  title: line,
  url: link,
  rel: v.optional(v.pipe(line, v.regex(/^[a-z -]+$/))),
})
const blog = strictTableOf({ title: line, url: v.optional(webAddress), feed: webAddress })
const tags = strictTableOf({ hidden: v.optional(v.array(line), []) })

const config = strictTableOf({
  title: v.optional(line, 'My posts'),
  description: v.optional(v.pipe(v.string(), v.transform(cleanLine)), ''),
  url: v.pipe(
    webAddress,
    v.check((value) => !/[?#]/.test(value)),
    v.transform((value) => new URL(value).href.replace(/\/+$/, '')),
  ),
  language: v.optional(v.pipe(v.string(), v.check(isLanguageTag)), 'en'),
  timeZone: v.optional(v.pipe(v.string(), v.check(isTimeZone)), 'UTC'),
  copyright: v.optional(line),
  license: v.optional(v.pipe(line, v.transform(licenseOf))),
  image: v.optional(picture),
  icon: v.optional(picture),
  css: v.optional(besideFile),
  menu: v.optional(v.array(menuLink), []),
  footer: v.optional(v.pipe(v.string(), v.transform(cleanText))),
  comments: v.optional(v.pipe(v.string(), v.check(isCommentsTemplate))),
  blogroll: v.optional(v.union([besideFile, v.array(blog)])),
  tags: v.optional(tags, {}),
  author: v.optional(v.union([line, v.array(line)]), []),
  authors: v.optional(recordOf(anyone), {}),
  links: v.optional(v.pipe(v.string(), v.check(isLinkTemplate)), '/posts/:slug'),
  exclude: v.optional(v.array(glob), []),
  defaults: v.optional(recordOf(defaultsOf), {}),
  dates: v.optional(v.picklist(['git', 'mtime'])),
  feeds: v.optional(feeds, {}),
  http: v.optional(http, {}),
  hub: v.optional(hub),
  push: v.optional(push, {}),
  expired: v.optional(v.boolean(), false),
  podcast: v.optional(podcast),
})

/** Browsers take a backslash for a slash, and overlook line ends and tabs (URL standard, section 4.4). */
function isLink(text: string): boolean {
  return /^\/(?![/\\\s])/.test(text) || /^mailto:./i.test(text) || isWebAddress(text)
}

/** The address has to differ from post to post. */
function isCommentsTemplate(text: string): boolean {
  return isLink(text) && /\{(?:url|title)\}/.test(text)
}

/** The site's own hub is named by `'self'`. */
function hubAddress(hub: string, url: string): string {
  return hub === 'self' ? url + HUB : new URL(hub).href
}

type Input = v.InferInput<typeof config>

/** What the schema takes; `parseSite` has a `url` for it. */
export type SchemaInput = { [Key in keyof Input]?: Input[Key] | undefined }

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
  if (!isTable(input)) throw new ConfigError([NO_TABLE])
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
    blogroll: blogrollOf(blogroll, beside),
    hubs: [...new Set([hub].flat().map((one) => hubAddress(one, checked.url)))],
  }
  const author = [named].flat().map((name) => resolveAuthor(name, site.authors))
  const cover = beside.picture(['podcast', 'image'], podcast?.image)
  const show = podcast && toShow({ ...podcast, image: cover }, { ...site, author })
  const misplaced = beside.misplaced.map(({ path, value, fault: [what, fix] }) =>
    problem({ what: `${quote(path.join('.'))} ${what} (${quote(value)}).`, fix }),
  )
  if (podcast !== undefined && show === undefined)
    misplaced.push(problem(mistake(['podcast', 'owner'], undefined)))
  if (misplaced.length > 0) throw new ConfigError(misplaced)
  return defined({ ...site, author, podcast: show, files: beside.files })
}

function withAvatars(authors: Record<string, Person>, beside: Beside): Record<string, Person> {
  const entries = Object.entries(authors).map(([key, person]): [string, Person] => {
    const avatar = beside.picture(['authors', key, 'avatar'], person.avatar)
    return [key, defined({ ...person, avatar })]
  })
  return Object.fromEntries(entries)
}

function blogrollOf(
  said: string | readonly Recommended[] | undefined,
  beside: Beside,
): readonly Recommended[] | undefined {
  if (typeof said !== 'string') return said
  beside.blogroll(said)
  return []
}

type Person = v.InferOutput<typeof authorObject>

/** The person a text names: a key of `authors`, or a name. */
function resolveAuthor(name: string, authors: Record<string, Person>): Person & { key?: string } {
  const known = Object.hasOwn(authors, name) ? authors[name] : undefined
  return known === undefined ? { name } : { ...known, key: name }
}

function explain(issue: v.BaseIssue<unknown>, input: unknown): Problem {
  const path = pathOf(issue).map(String)
  const value = path.reduce<unknown>((at, part) => (isObject(at) ? Reflect.get(at, part) : undefined), input)
  return problem(issue.type === 'never' ? unknownKey(path, value, keysBeside(path)) : mistake(path, value))
}

/** The tables of known keys; all others are people. */
const TABLES: Readonly<Record<string, { readonly entries: object }>> = {
  '': config,
  feeds,
  http,
  push,
  podcast,
  tags,
}

function keysBeside(path: readonly string[]): readonly string[] {
  const { entries } = TABLES[path.slice(0, -1).join('.')] ?? authorObject
  return Object.keys(entries)
}

const NO_TABLE = problem({
  what: 'It must export a table of settings.',
  fix: 'Write export default defineSite({ … }).',
})

function problem(words: Words): Problem {
  return { severity: 'error', path: 'feed.config.ts', ...words }
}

/** Not a list, and not a promise, map or the like, whose settings would be overlooked. */
function isTable(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]'
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** An alias may lead to another one, but not in a circle. */
function checkAliases({ dataset, addIssue }: v.RawCheckContext<Record<string, string>>): void {
  if (!dataset.typed) return
  const { value: input } = dataset
  for (const [key, value] of Object.entries(input)) {
    if (leadsInCircle(key, input))
      addIssue({ path: [{ type: 'object', origin: 'value', input, key, value }] })
  }
}
