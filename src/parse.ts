/** A source text becomes a post, or the problems that keep it from being one. */
import { ALIASES, EXPECTED, type Fields, fieldsSchema, isKey, type Key } from './fields.ts'
import { type FrontMatter, readFrontMatter } from './frontmatter.ts'
import type { Author, DraftEnclosure, Post, Problem, Site, Source } from './model.ts'
import { nearestKey, quote } from './problem.ts'
import { fold, slugify, slugifyFileName } from './slug.ts'

/** What a source turns out to be: a post, a draft (which is neither wrong nor public), or nothing usable. */
export interface Parsed {
  readonly post?: Post
  readonly problems: readonly Problem[]
}

/** `2026-01-31-tea`, `2026-01-31 Tea`, `2026-01-31` */
const DATED_NAME = /^(\d{4}-\d{2}-\d{2})(?:[-_ ]+(.+))?$/

const KNOWN_NAMES = Object.entries(ALIASES).flatMap(([key, aliases]) => [key, ...aliases])

type Schema = ReturnType<typeof fieldsSchema>
const schemas = new Map<string, Schema>()

/** Reads one post. Errors leave it out, warnings do not; a draft has neither post nor problems. */
export function parsePost(source: Source, site: Site): Parsed {
  if ('unreadable' in source) return { problems: [source.unreadable] }
  const matter = readFrontMatter(source)
  if ('what' in matter) return { problems: [matter] }
  const problems = new Problems(source.path, matter)
  const raw = canonicalFields(matter)
  const name = nameParts(source.path)
  const written =
    name.date === undefined || raw.has('date')
      ? raw
      : new Map(raw).set('date', { name: 'date', value: name.date })
  const fields = checkFields(written, site, problems)
  if (fields?.draft === true || isUnpublished(matter)) return { problems: [] }
  problems.warnOfMistypedKeys()
  if (fields !== undefined && fields.date === undefined) problems.missingDate()
  if (fields?.date === undefined || problems.hasErrors) return { problems: problems.found }
  return {
    post: toPost(source.path, matter, { ...fields, date: fields.date }, site, problems),
    problems: problems.found,
  }
}

interface Written {
  /** The key as the file spells it. */
  readonly name: string
  readonly value: unknown
}

/** The first name of each key that is there and not empty. */
function canonicalFields(matter: FrontMatter): Map<Key, Written> {
  const found = new Map<Key, Written>()
  for (const [key, aliases] of Object.entries(ALIASES)) {
    const name = [key, ...aliases].find((candidate) => isGiven(candidate, matter.fields.get(candidate)))
    if (name !== undefined && isKey(key)) found.set(key, { name, value: matter.fields.get(name) })
  }
  return found
}

/** An empty value is as good as none; but an empty `draft` must not publish a post. */
function isGiven(name: string, value: unknown): boolean {
  if (name === 'published' && isBoolean(value)) return false
  if (name === 'draft') return value !== undefined
  return (
    value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
  )
}

/** Jekyll's `published: false`. */
function isUnpublished(matter: FrontMatter): boolean {
  return String(matter.fields.get('published')).toLowerCase() === 'false'
}

function isBoolean(value: unknown): boolean {
  return /^(true|false)$/i.test(String(value))
}

function checkFields(raw: Map<Key, Written>, site: Site, problems: Problems): Fields | undefined {
  const values = Object.fromEntries([...raw].map(([key, { value }]) => [key, value]))
  const result = schemaFor(site.timeZone).safeParse(values)
  if (result.success) return result.data
  for (const key of new Set(result.error.issues.map((issue) => String(issue.path[0])))) {
    const written = isKey(key) ? raw.get(key) : undefined
    if (isKey(key) && written !== undefined) problems.badValue(key, written)
  }
  return undefined
}

function schemaFor(timeZone: string): Schema {
  const known = schemas.get(timeZone)
  if (known !== undefined) return known
  const schema = fieldsSchema(timeZone)
  schemas.set(timeZone, schema)
  return schema
}

interface NameParts {
  readonly date: string | undefined
  readonly slug: string
  readonly folder: string
}

/** `travel/2026-01-31-tea.md` and Hugo's bundle `travel/2026-01-31-tea/index.md` are the same post. */
function nameParts(path: string): NameParts {
  const segments = path.replace(/\.[^./]+$/, '').split('/')
  if (segments.length > 1 && segments.at(-1) === 'index') segments.pop()
  const name = segments.pop() ?? ''
  const [, date, rest] = DATED_NAME.exec(name) ?? []
  const slug = slugifyFileName(rest ?? name) || codePoints(rest ?? name)
  return { date, slug, folder: segments.map((part) => slugifyFileName(part) || codePoints(part)).join('/') }
}

/** The address of a name without a letter or digit (`🎉.md`): its code points. */
function codePoints(name: string): string {
  return [...name].map((character) => character.codePointAt(0)?.toString(16)).join('-')
}

function toPost(
  path: string,
  matter: FrontMatter,
  fields: Fields & { date: number },
  site: Site,
  problems: Problems,
): Post {
  const name = nameParts(path)
  const content = typeof fields.feed === 'object' ? fields.feed.content : fields.content
  if (fields.expires !== undefined && fields.expires <= fields.date) problems.neverVisible()
  return {
    path,
    folder: name.folder,
    slug: (fields.slug && slugify(fields.slug)) || name.slug,
    published: fields.date,
    updated: Math.max(fields.date, fields.updated ?? fields.date),
    tags: uniqueNames(fields.tags ?? []),
    authors: fields.authors?.map((person) => toAuthor(person, site)) ?? site.author,
    enclosures: toEnclosures(fields, matter),
    inFeeds: fields.feed !== false,
    body: matter.body,
    bodyLine: matter.bodyLine,
    ...given('id', fields.id),
    ...given('title', fields.title),
    ...given('expires', fields.expires),
    ...given('externalUrl', fields.link),
    ...given('description', fields.description),
    ...given('language', fields.language && Intl.getCanonicalLocales(fields.language)[0]),
    ...given('image', fields.image && { ...fields.image, ...given('line', lineOf(matter, 'image')) }),
    ...given('content', content),
  }
}

/** `{ [key]: value }`, or nothing where there is no value (`exactOptionalPropertyTypes`). */
function given<K extends string, V>(key: K, value: V | undefined | ''): { [P in K]?: V }
function given(key: string, value: unknown): object {
  return value === undefined || value === '' ? {} : { [key]: value }
}

function lineOf(matter: FrontMatter, key: Key): number | undefined {
  for (const name of [key, ...ALIASES[key]]) {
    const line = matter.lineOf(name)
    if (line !== undefined) return line
  }
  return undefined
}

function toEnclosures(fields: Fields, matter: FrontMatter): DraftEnclosure[] {
  const rows: [Key, NonNullable<Fields['enclosures']>][] = [
    ['audio', fields.audio ? [fields.audio] : []],
    ['video', fields.video ? [fields.video] : []],
    ['enclosures', fields.enclosures ?? []],
  ]
  return rows.flatMap(([key, enclosures]) =>
    enclosures.map((enclosure) => ({
      ...withoutUndefined(enclosure),
      ...given('line', lineOf(matter, key)),
    })),
  )
}

function withoutUndefined(enclosure: NonNullable<Fields['audio']>): DraftEnclosure
function withoutUndefined(table: object): object {
  return Object.fromEntries(Object.entries(table).filter(([, value]) => value !== undefined))
}

function uniqueNames(names: readonly string[]): string[] {
  const byFold = new Map<string, string>()
  for (const name of names) if (name !== '' && !byFold.has(fold(name))) byFold.set(fold(name), name)
  return [...byFold.values()]
}

type Person = NonNullable<Fields['authors']>[number]

/** A key of the site's authors, `Name <email>`, a plain name, or a table. */
function toAuthor(person: Person, site: Site): Author {
  if (typeof person !== 'string') {
    const { name, url, email, avatar } = person
    return { name, ...given('url', url), ...given('email', email), ...given('avatar', avatar) }
  }
  const known = Object.hasOwn(site.authors, person) ? site.authors[person] : undefined
  if (known !== undefined) return { ...known, key: person }
  const [, name, email] = /^(.+?)\s*<([^<>\s]+@[^<>\s]+)>$/.exec(person) ?? []
  return name !== undefined && email !== undefined ? { name, email } : { name: person }
}

/** Collects what is wrong with one file. */
class Problems {
  readonly found: Problem[] = []
  readonly #path: string
  readonly #matter: FrontMatter

  constructor(path: string, matter: FrontMatter) {
    this.#path = path
    this.#matter = matter
  }

  get hasErrors(): boolean {
    return this.found.some((problem) => problem.severity === 'error')
  }

  badValue(key: Key, { name, value }: Written): void {
    const [expected, fix] = EXPECTED[key]
    this.#add('error', name, `"${name}" is not ${expected} (${quote(value)}).`, undefined, fix)
  }

  missingDate(): void {
    this.#add(
      'error',
      undefined,
      'The post has no date.',
      'Readers sort posts by date.',
      'Add date: 2026-01-31 to its front matter, or begin the file name with 2026-01-31-.',
    )
  }

  neverVisible(): void {
    const fix = 'Set "expires" to a later date, or remove it.'
    this.#add('warning', 'expires', 'The post expires before it is published.', 'Nobody will see it.', fix)
  }

  warnOfMistypedKeys(): void {
    for (const name of this.#matter.fields.keys()) {
      const near = KNOWN_NAMES.includes(name) ? undefined : nearestKey(name, KNOWN_NAMES)
      if (near === undefined) continue
      this.#add('warning', name, `"${name}" has no meaning here.`, undefined, `Did you mean "${near}"?`)
    }
  }

  #add(
    severity: Problem['severity'],
    key: string | undefined,
    what: string,
    why: string | undefined,
    fix: string,
  ) {
    const line = key === undefined ? undefined : this.#matter.lineOf(key)
    this.found.push({ severity, path: this.#path, what, fix, ...given('line', line), ...given('why', why) })
  }
}
