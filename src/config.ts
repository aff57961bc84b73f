/** The site's configuration: what `feed.config.ts` may say, checked once. */
import { z } from 'zod'
import { podcast, EXPECTED as SHOW_EXPECTED, toShow } from './config/show.ts'
import { isTimeZone } from './dates.ts'
import { isLanguageTag } from './language.ts'
import type { Problem, Show, Site } from './model.ts'
import { nearestKey, quote } from './problem.ts'
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

const line = z.string().transform(cleanLine).pipe(z.string().min(1))
const webAddress = z
  .string()
  .refine((value) => /^https?:$/.test(protocolOf(value)))
  .transform((value) => toUri(value))
const languageTag = z.string().refine(isLanguageTag)

const authorObject = z.strictObject({
  name: line,
  url: webAddress.optional(),
  email: z.email().optional(),
  avatar: webAddress.optional(),
})

const feeds = z.strictObject({
  limit: z.int().min(1).default(50),
  maxBytes: z
    .int()
    .min(1024)
    .default(512 * 1024),
  content: z.enum(['full', 'summary']).default('full'),
  tags: z.boolean().default(true),
  authors: z.boolean().default(true),
  folders: z.boolean().default(true),
  languages: z.boolean().default(true),
  archive: z.boolean().default(true),
})

const http = z.strictObject({
  maxAge: z
    .int()
    .min(0)
    .max(365 * 86_400)
    .default(900),
  aliases: z.record(z.string().startsWith('/'), z.string()).superRefine(checkAliases).default({}),
  gone: z.array(z.string().startsWith('/')).default([]),
})

const config = z.strictObject({
  title: line.default('My posts'),
  description: z.string().transform(cleanLine).default(''),
  url: webAddress
    .refine((value) => !/[?#]/.test(value))
    .transform((value) => new URL(value).href.replace(/\/+$/, '')),
  language: languageTag.default('en'),
  timeZone: z.string().refine(isTimeZone).default('UTC'),
  copyright: line.optional(),
  image: webAddress.optional(),
  icon: webAddress.optional(),
  author: z.union([line, z.array(line)]).default([]),
  authors: z.record(z.string(), authorObject).default({}),
  links: z.string().refine(isLinkTemplate).default('/posts/:slug'),
  feeds: feeds.prefault({}),
  http: http.prefault({}),
  hub: webAddress.optional(),
  expired: z.boolean().default(false),
  podcast: podcast.optional(),
})

/** What `feed.config.ts` exports; every key has a default. */
export type SiteConfig = Partial<z.input<typeof config>>

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

/**
 * A configuration, checked, with its defaults. `url` stands in where the configuration names none.
 * @throws {ConfigError} naming each wrong key, its value and the fix.
 */
export function parseSite(input: unknown, url: string): Site {
  if (!isTable(input)) throw new ConfigError([NO_TABLE])
  const result = config.safeParse({ ...input, url: input.url ?? url })
  if (!result.success) throw new ConfigError(result.error.issues.flatMap((issue) => explain(issue, input)))
  const { author: named, podcast, ...site } = result.data
  const author = [named].flat().map((name) => resolveAuthor(name, site.authors))
  const show = podcast && toShow(podcast, { ...site, author })
  if (podcast !== undefined && show === undefined) throw new ConfigError([noOwner()])
  return withoutAbsent({ ...site, author, podcast: show })
}

type Person = z.output<typeof authorObject>

/** The person a text names: a key of `authors`, or a name. */
function resolveAuthor(name: string, authors: Record<string, Person>): Person & { key?: string } {
  const known = Object.hasOwn(authors, name) ? authors[name] : undefined
  return known === undefined ? { name } : { ...known, key: name }
}

type Loose = Omit<z.output<typeof config>, 'author' | 'podcast'> & {
  author: Person[]
  podcast: Show | undefined
}

/** `exactOptionalPropertyTypes`: an optional key that was not given is not there. */
function withoutAbsent(site: Loose): Site
function withoutAbsent(site: object): object {
  return JSON.parse(JSON.stringify(site))
}

function explain(issue: z.core.$ZodIssue, input: unknown): Problem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(issue.path, key))
  const path = issue.path.map(String)
  const [expected, example] = expectation(path)
  const value = path.reduce<unknown>((at, part) => (isObject(at) ? Reflect.get(at, part) : undefined), input)
  const name = quote(path.join('.'))
  if (value === undefined) return [problem(`${name} is missing: ${expected}.`, `Write it as ${example}.`)]
  return [problem(`${name} is not ${expected} (${quote(value)}).`, `Write it as ${example}.`)]
}

/** The expectation of a key; where it is a publisher's own, of all such keys. */
function expectation(path: readonly string[]): readonly [string, string] {
  const [room = '', own = '', ...rest] = path
  const known = EXPECTED[path.join('.')] ?? EXPECTED[[room, '*', ...rest].join('.')]
  return known ?? EXPECTED[[room, own, '*'].join('.')] ?? EXPECTED[room] ?? SWITCH
}

const ROOMS: Readonly<Record<string, z.ZodObject>> = { feeds, http, podcast }

function unknownKey(path: readonly PropertyKey[], key: string): Problem {
  const room = path[0] === undefined ? config : (ROOMS[String(path[0])] ?? authorObject)
  const keys = Object.keys(path.length > 1 ? authorObject.shape : room.shape)
  const near = nearestKey(key, keys)
  const name = quote([...path.map(String), key].join('.'))
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
function checkAliases(aliases: Readonly<Record<string, string>>, context: z.RefinementCtx): void {
  for (const [from, to] of Object.entries(aliases)) {
    const isAddress = to.startsWith('/') || /^https?:/.test(protocolOf(to))
    if (!isAddress || leadsBack(from, aliases)) context.addIssue({ code: 'custom', path: [from], input: to })
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
