/** A source text becomes a post, or the problems that keep it from being one. */

import * as v from 'valibot'
import { defined } from '../base/defined.ts'
import { quote } from '../base/problem.ts'
import { pathOf } from '../base/schema.ts'
import { fileSlug, fold, slugifyFileName } from '../base/slug.ts'
import type { Author, DraftEnclosure, Post, Problem, Site, Source } from '../model.ts'
import { bound, reportDepth } from './bounds.ts'
import { Diagnostics, type Written, type WrittenFields } from './diagnostics.ts'
import { reportDoubtful } from './doubtful.ts'
import { intentOf, isNoPost } from './drafts.ts'
import { reportBadValue } from './expected.ts'
import { type Fields, fieldsSchema, isKey, type Key, NAMES, spellings } from './fields.ts'
import { type FrontMatter, readFrontMatter } from './frontmatter.ts'
import { heldBack, reportUnclear } from './held-note.ts'
import { toEpisode } from './podcast.ts'
import { MAX_FOLDERS } from './quotas.ts'
import { sectionProblems } from './section-page.ts'
import { foldKey, splitCommas } from './values.ts'
import { checkYears } from './years.ts'

/** A post, or the reasons why there is none; a post that is held back has a note. */
export interface Parsed {
  readonly post?: Post
  readonly problems: readonly Problem[]
}

/** `2026-01-31-tea`, `2026-01-31 Tea`, `2026-01-31` */
const DATED_NAME = /^(\d{4}-\d{2}-\d{2})(?:[-_ ]+(.*))?$/

const FOLDED_NAMES = Object.entries(NAMES).map(([key, names]) => [key, names.map(foldKey)] as const)

const FOLDED_TAGS = NAMES.tags.map(foldKey)

type Schema = ReturnType<typeof fieldsSchema>
const schemas = new Map<string, Schema>()

/**
 * Reads one post. Errors leave it out, warnings do not. A post that is held back has no post and a note; a draft of
 * dropfeed's own has neither post nor problems.
 */
export function parsePost(source: Source, site: Site): Parsed {
  if (isNoPost(source.path)) return { problems: sectionProblems(source) }
  if ('unreadable' in source) return { problems: [source.unreadable] }
  const matter = readFrontMatter(source)
  if ('what' in matter) return { problems: [matter] }
  const intent = intentOf(source.path, matter.fields, matter.body)
  if (intent === 'draft') return { problems: [] }
  if (typeof intent === 'object' && !('unclear' in intent))
    return { problems: [heldBack(intent, source.path, matter)] }
  const name = nameParts(source.path)
  const written = writtenFields(name, matter)
  const diagnostics = new Diagnostics(source.path, matter, written)
  if (intent !== 'public') reportUnclear(intent.unclear, diagnostics)
  reportDepth(name.depth, diagnostics)
  const fields = checkFields(site, diagnostics)
  reportDoubtful(source.text, diagnostics)
  if (fields !== undefined && fields.date === undefined) diagnostics.error({}, NO_DATE)
  if (fields?.date === undefined || diagnostics.hasErrors) return { problems: diagnostics.found }
  reportContradictions(fields, site, diagnostics)
  return {
    post: toPost(name, matter, written, { ...fields, date: fields.date }, site),
    problems: diagnostics.found,
  }
}

const NO_DATE = {
  what: 'The post has no date.',
  why: 'Readers sort posts by date.',
  fix: 'Add date: 2026-01-31 to its front matter, or begin the file name with 2026-01-31-.',
}

/** An episode without a show, and an end before the beginning. */
function reportContradictions(
  { date = -Infinity, expires = Infinity }: Fields,
  site: Site,
  diagnostics: Diagnostics,
): void {
  const { written, matter } = diagnostics
  const podcast = written.get('podcast')?.name
  if (podcast !== undefined && site.podcast === undefined)
    diagnostics.warning(matter.placeOfKey(podcast), {
      what: 'The post is an episode, but the configuration has no "podcast".',
      why: 'Podcast directories refuse an episode without a show.',
      fix: "Add podcast: { category: 'Arts > Books' } to it, with the category of your show.",
    })
  if (expires <= date)
    diagnostics.warning(diagnostics.placeOf('expires'), {
      what: 'The post expires before it is published.',
      why: 'Nobody will see it.',
      fix: `Set ${quote(diagnostics.nameOf('expires'))} to a later date, or remove it.`,
    })
}

/** The line at which a readable source gives a key its value; looking for it takes as long as reading the post. */
export function lineOf(source: Source, key: Key): number | undefined {
  const matter = 'unreadable' in source ? undefined : readFrontMatter(source)
  if (matter === undefined || 'what' in matter) return undefined
  const name = writtenFields(nameParts(source.path), matter).get(key)?.name
  return name === undefined ? undefined : matter.placeOfValue([name]).line
}

/** The value of each key; the date may be in the file name. */
function writtenFields({ date }: NameParts, matter: FrontMatter): WrittenFields {
  const names = spellings(matter.fields)
  const written = new Map<Key, Written>(date === undefined ? [] : [['date', { value: date }]])
  for (const [key, known] of FOLDED_NAMES) {
    const folded = known.find((folded) => names.has(folded))
    const name = folded === undefined ? undefined : names.get(folded)
    if (name !== undefined && isKey(key)) written.set(key, { name, value: matter.fields.get(name) })
  }
  const tags = written.get('tags')
  if (tags !== undefined) written.set('tags', { ...tags, value: allTags(matter, names) })
  return written
}

/** Jekyll and Hugo have tags and categories side by side; here both are tags. */
function allTags({ fields }: FrontMatter, names: ReadonlyMap<string, string>): unknown[] {
  return FOLDED_TAGS.flatMap((folded) => splitCommas(fields.get(names.get(folded) ?? '')) ?? [])
}

function checkFields(site: Site, diagnostics: Diagnostics): Fields | undefined {
  const values = Object.fromEntries([...diagnostics.written].map(([key, { value }]) => [key, value]))
  const result = v.safeParse(schemaFor(site.timeZone), values)
  if (result.success) return bound(checkYears(result.output, diagnostics), diagnostics)
  for (const [key, inside] of firstIssues(result.issues)) reportBadValue(key, inside, diagnostics)
  return undefined
}

/** For each key the first thing that is wrong with it, as the path within its value. */
function firstIssues(issues: readonly v.BaseIssue<unknown>[]): Map<Key, PropertyKey[]> {
  const first = new Map<Key, PropertyKey[]>()
  for (const issue of issues) {
    const [key, ...inside] = pathOf(issue)
    if (typeof key === 'string' && isKey(key) && !first.has(key)) first.set(key, inside)
  }
  return first
}

function schemaFor(timeZone: string): Schema {
  const known = schemas.get(timeZone)
  if (known !== undefined) return known
  const schema = fieldsSchema(timeZone)
  schemas.set(timeZone, schema)
  return schema
}

interface NameParts {
  readonly path: string
  readonly date: string | undefined
  readonly slug: string
  /** At most {@link MAX_FOLDERS} deep. */
  readonly folder: string
  /** How many folders the file is in. */
  readonly depth: number
}

/** `travel/2026-01-31-tea.md` and Hugo's bundle `travel/2026-01-31-tea/index.md` are the same post. */
function nameParts(path: string): NameParts {
  const segments = path.replace(/\.[^./]+$/, '').split('/')
  if (segments.length > 1 && segments.at(-1) === 'index') segments.pop()
  const name = segments.pop() ?? ''
  const [, date, rest] = DATED_NAME.exec(name) ?? []
  const slug = fileSlug(rest || name)
  return { path, date, slug, folder: segments.slice(0, MAX_FOLDERS).join('/'), depth: segments.length }
}

function toPost(
  name: NameParts,
  matter: FrontMatter,
  written: WrittenFields,
  fields: Fields & { date: number },
  site: Site,
): Post {
  const lineOf: LineOf = (key, ...inside) =>
    matter.placeOfValue([written.get(key)?.name ?? key, ...inside]).line
  const { image } = fields
  const episode = toEpisode(fields.podcast, filesOf(fields))
  return defined({
    path: name.path,
    folder: name.folder,
    slug: (fields.slug && slugifyFileName(fields.slug)) || name.slug,
    published: fields.date,
    updated: Math.max(fields.date, fields.updated ?? fields.date),
    tags: fields.tags ?? [],
    authors: fields.authors?.map((person) => toAuthor(person, site)) ?? site.author,
    enclosures: toEnclosures(fields, lineOf),
    inFeeds: fields.feed !== false,
    body: matter.body,
    length: matter.body.length,
    bodyLine: matter.bodyLine,
    slugGiven: fields.slug || undefined,
    id: fields.id,
    title: fields.title,
    expires: fields.expires,
    externalUrl: fields.link,
    description: fields.description,
    language: fields.language && Intl.getCanonicalLocales(fields.language)[0],
    image: image && defined({ ...image, line: lineOf('image') }),
    content: typeof fields.feed === 'object' ? fields.feed.content : fields.content,
    podcast: episode && defined({ ...episode, line: lineOf('podcast') }),
  })
}

function filesOf({ audio, video, enclosures = [] }: Fields) {
  return [audio, video, ...enclosures].filter((file) => file !== undefined)
}

type LineOf = (key: Key, ...inside: number[]) => number | undefined

function toEnclosures({ audio, video, enclosures = [] }: Fields, lineOf: LineOf): DraftEnclosure[] {
  return [
    ...(audio ? [toEnclosure(audio, lineOf('audio'), 'audio')] : []),
    ...(video ? [toEnclosure(video, lineOf('video'), 'video')] : []),
    ...enclosures.map((file, index) => toEnclosure(file, lineOf('enclosures', index))),
  ]
}

function toEnclosure(
  { transcript: _, chapters: __, ...file }: NonNullable<Fields['audio']>,
  line: number | undefined,
  kind?: DraftEnclosure['kind'],
): DraftEnclosure {
  return defined({ ...file, line, kind })
}

type Person = NonNullable<Fields['authors']>[number]

/** One of the site's authors by key or name, `Name <email>`, a plain name, or a table. */
function toAuthor(person: Person, site: Site): Author {
  const { name } = person
  if (Object.keys(person).length > 1) return person
  const [, plain, address] = /^([^<>]+)<([^<>@\s]+@[^<>@\s]+)>$/.exec(name) ?? []
  if (plain !== undefined && address !== undefined) return { name: plain.trim(), email: address }
  return knownAuthor(name, site) ?? { name }
}

function knownAuthor(name: string, site: Site): Author | undefined {
  const people = Object.entries(site.authors)
  const isCalled = (known: string) => fold(known) === fold(name)
  const found =
    people.find(([key]) => key === name) ??
    people.find(([key, author]) => isCalled(key) || isCalled(author.name))
  return found && { ...found[1], key: found[0] }
}
