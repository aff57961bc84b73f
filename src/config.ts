/** The site's configuration: what `feed.config.ts` may say, checked once. */
import * as v from 'valibot'
import { podcast, EXPECTED as SHOW_EXPECTED, toShow } from './config/show.ts'
import { isTimeZone } from './dates.ts'
import { isLanguageTag } from './language.ts'
import type { Problem, Show, Site } from './model.ts'
import { nearestKey, quote } from './problem.ts'
import { email, line, pathOf, recordOf, strictTableOf } from './schema.ts'
import { cleanLine, toUri } from './text.ts'

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
  v.check((value) => /^https?:$/.test(protocolOf(value))),
  v.transform((value) => toUri(value)),
)
const wholeNumber = v.pipe(v.number(), v.safeInteger())

const authorObject = strictTableOf({
  name: line,
  url: v.optional(webAddress),
  email: v.optional(email),
  avatar: v.optional(webAddress),
})
const anyone = () => authorObject
const feeds = strictTableOf({
  limit: v.optional(v.pipe(wholeNumber, v.minValue(1)), 50),
  maxBytes: v.optional(v.pipe(wholeNumber, v.minValue(1024)), 512 * 1024),
  content: v.optional(v.picklist(['full', 'summary']), 'full'),
  tags: v.optional(v.boolean(), true),
  authors: v.optional(v.boolean(), true),
  folders: v.optional(v.boolean(), true),
  languages: v.optional(v.boolean(), true),
  archive: v.optional(v.boolean(), true),
})

const sitePath = v.pipe(v.string(), v.startsWith('/'))
const alias = (from: string) => v.custom<string>((to) => v.is(sitePath, from) && typeof to === 'string')

const http = strictTableOf({
  maxAge: v.optional(v.pipe(wholeNumber, v.minValue(0), v.maxValue(365 * 86_400)), 900),
  aliases: v.optional(v.pipe(recordOf(alias), v.rawCheck(checkAliases)), {}),
  gone: v.optional(v.array(sitePath), []),
})

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
  image: v.optional(webAddress),
  icon: v.optional(webAddress),
  author: v.optional(v.union([line, v.array(line)]), []),
  authors: v.optional(recordOf(anyone), {}),
  links: v.optional(v.pipe(v.string(), v.check(isLinkTemplate)), '/posts/:slug'),
  feeds: v.optional(feeds, {}),
  http: v.optional(http, {}),
  hub: v.optional(webAddress),
  expired: v.optional(v.boolean(), false),
  podcast: v.optional(podcast),
})

/** What `feed.config.ts` exports; every key has a default. */
export type SiteConfig = Partial<v.InferInput<typeof config>>

/** Helps editors to complete the keys: `export default defineSite({ title: 'Tea notes' })`. */
export function defineSite(site: SiteConfig): SiteConfig {
  return site
}

const SWITCH = ['true or false', 'true'] as const
const PERSON = ['a table with a name', "ada: { name: 'Ada Marlowe' }"] as const

/** For each key what it takes, in words, and an example; `*` stands for names that the publisher chooses. */
const EXPECTED: Readonly<Record<string, readonly [string, string]>> = {
  title: ['a text', "title: 'Tea notes'"],
  description: ['a text', "description: 'What we brew.'"],
  url: ['a web address without "?" and "#"', "url: 'https://blog.example'"],
  language: ['a language tag (BCP 47)', "language: 'en' or 'pt-BR'"],
  timeZone: ['a time zone of the IANA list', "timeZone: 'Europe/Berlin'"],
  copyright: ['a text', "copyright: '© 2026 Ada Marlowe'"],
  image: ['a web address', "image: 'https://blog.example/logo.png'"],
  icon: ['a web address', "icon: 'https://blog.example/icon.png'"],
  author: ['a key of authors, a name, or a list of them', "author: 'ada'"],
  authors: ['a table of people', "authors: { ada: { name: 'Ada Marlowe', url: 'https://ada.example' } }"],
  'authors.*': PERSON,
  'authors.*.name': ['a text', "name: 'Ada Marlowe'"],
  'authors.*.url': ['a web address', "url: 'https://ada.example'"],
  'authors.*.email': ['an email address', "email: 'ada@blog.example'"],
  'authors.*.avatar': ['a web address', "avatar: 'https://ada.example/portrait.jpg'"],
  links: [
    'a path or web address with :slug, and perhaps :folder, :year, :month and :day',
    "links: '/posts/:slug'",
  ],
  feeds: ['a table', 'feeds: { limit: 50 }'],
  'feeds.limit': ['a whole number of 1 or more', 'limit: 50'],
  'feeds.maxBytes': ['a whole number of 1024 or more', 'maxBytes: 512 * 1024'],
  'feeds.content': ["'full' or 'summary'", "content: 'full'"],
  'feeds.tags': SWITCH,
  'feeds.authors': SWITCH,
  'feeds.folders': SWITCH,
  'feeds.languages': SWITCH,
  'feeds.archive': SWITCH,
  http: ['a table', 'http: { maxAge: 900 }'],
  'http.maxAge': ['a whole number of seconds, at most a year', 'maxAge: 900'],
  'http.aliases': ['a table from path to path', "aliases: { '/old/feed': '/rss.xml' }"],
  'http.aliases.*': [
    'a path that begins with "/" or a web address, and leads to an end for a path that begins with "/"',
    "'/old/feed': '/rss.xml'",
  ],
  'http.gone': ['a list of paths', "gone: ['/tags/old/rss.xml']"],
  'http.gone.*': ['a path that begins with "/"', "'/tags/old/rss.xml'"],
  hub: ['a web address', "hub: 'https://hub.example/'"],
  ...SHOW_EXPECTED,
  expired: ['true once nothing will ever be published again, or false', 'expired: false'],
}

/** A value that is wrong in two ways is told of once. */
const ONCE = { abortPipeEarly: true }

/**
 * A configuration, checked, with its defaults. `url` stands in where the configuration names none.
 * @throws {ConfigError} naming each wrong key, its value and the fix.
 */
export function parseSite(input: unknown, url: string): Site {
  if (!isTable(input)) throw new ConfigError([NO_TABLE])
  const result = v.safeParse(config, { ...input, url: input.url ?? url }, ONCE)
  if (!result.success) throw new ConfigError(result.issues.map((issue) => explain(issue, input)))
  const { author: named, podcast, ...site } = result.output
  const author = [named].flat().map((name) => resolveAuthor(name, site.authors))
  const show = podcast && toShow(podcast, { ...site, author })
  if (podcast !== undefined && show === undefined) throw new ConfigError([noOwner()])
  return withoutAbsent({ ...site, author, podcast: show })
}

type Person = v.InferOutput<typeof authorObject>

/** The person a text names: a key of `authors`, or a name. */
function resolveAuthor(name: string, authors: Record<string, Person>): Person & { key?: string } {
  const known = Object.hasOwn(authors, name) ? authors[name] : undefined
  return known === undefined ? { name } : { ...known, key: name }
}

type Loose = Omit<v.InferOutput<typeof config>, 'author' | 'podcast'> & {
  author: Person[]
  podcast: Show | undefined
}

/** `exactOptionalPropertyTypes`: an optional key that was not given is not there. */
function withoutAbsent(site: Loose): Site
function withoutAbsent(site: object): object {
  return JSON.parse(JSON.stringify(site))
}

function explain(issue: v.BaseIssue<unknown>, input: unknown): Problem {
  const path = pathOf(issue).map(String)
  if (issue.type === 'never') return unknownKey(path)
  const [expected, example] = expectation(path)
  const value = path.reduce<unknown>((at, part) => (isObject(at) ? Reflect.get(at, part) : undefined), input)
  const name = quote(path.join('.'))
  if (value === undefined) return problem(`${name} is missing: ${expected}.`, `Write it as ${example}.`)
  return problem(`${name} is not ${expected} (${quote(value)}).`, `Write it as ${example}.`)
}

/** The expectation of a key; where it is a publisher's own, of all such keys. */
function expectation(path: readonly string[]): readonly [string, string] {
  const [room = '', own = '', ...rest] = path
  const known = EXPECTED[path.join('.')] ?? EXPECTED[[room, '*', ...rest].join('.')]
  return known ?? EXPECTED[[room, own, '*'].join('.')] ?? EXPECTED[room] ?? SWITCH
}

/** The tables of known keys; all others are people. */
const TABLES: Readonly<Record<string, { readonly entries: object }>> = { '': config, feeds, http, podcast }

function unknownKey(path: readonly string[]): Problem {
  const { entries } = TABLES[path.slice(0, -1).join('.')] ?? authorObject
  const keys = Object.keys(entries)
  const near = nearestKey(path.at(-1) ?? '', keys)
  const name = quote(path.join('.'))
  const fix = near === undefined ? `Known keys here: ${keys.join(', ')}.` : `Did you mean "${near}"?`
  return problem(`${name} is not a setting.`, fix)
}

function noOwner(): Problem {
  const [expected, example] = expectation(['podcast', 'owner'])
  return problem(`"podcast.owner" is missing: ${expected}.`, `Write it as ${example}.`)
}

const NO_TABLE = problem('It must export a table of settings.', 'Write export default defineSite({ … }).')

function problem(what: string, fix: string): Problem {
  return { severity: 'error', path: 'feed.config.ts', what, fix }
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
    const isAddress = value.startsWith('/') || /^https?:/.test(protocolOf(value))
    if (!isAddress || leadsBack(key, input))
      addIssue({ path: [{ type: 'object', origin: 'value', input, key, value }] })
  }
}

function leadsBack(from: string, aliases: Readonly<Record<string, string>>): boolean {
  const seen = new Set<string>()
  let at: string | undefined = from
  while (at !== undefined && !seen.has(at)) {
    seen.add(at)
    at = Object.hasOwn(aliases, at) ? aliases[at] : undefined
  }
  return at !== undefined
}

function protocolOf(address: string): string {
  return URL.canParse(address) ? new URL(address).protocol : ''
}

function isLinkTemplate(template: string): boolean {
  if (/:(?!slug|folder|year|month|day)[a-z]/i.test(template)) return false
  return template.includes(':slug') && (template.startsWith('/') || /^https?:\/\//.test(template))
}
