/** A source text becomes a post, or the problems that keep it from being one. */

import * as v from 'valibot'
import { defined } from '../base/defined.ts'
import { quote } from '../base/problem.ts'
import { remembered } from '../base/remembered.ts'
import { pathOf } from '../base/schema.ts'
import { fold, slugifyFileName } from '../base/slug.ts'
import type { Author, Post, Problem, ReadableSource, Site, Source } from '../model.ts'
import { bound, reportDepth } from './bounds.ts'
import { Diagnostics, reportBadValue } from './diagnostics.ts'
import { checkYears, FRONT_PAGE, frontPage, reportDoubtful, reportNoDate, withoutIds } from './doubtful.ts'
import { intentOf, README, SECTION_PAGE, type SettingPath } from './drafts.ts'
import { type Fields, fieldsSchema, isKey, type Key } from './fields.ts'
import { type NameParts, nameParts } from './file-name.ts'
import { type FrontMatter, readFrontMatter } from './frontmatter.ts'
import { heldBack, isPreviewed, previewed, reportUnclear, sectionProblems } from './held-note.ts'
import { isExcluded } from './ignored.ts'
import { addressesOf } from './permalink.ts'
import { toEpisode } from './podcast.ts'
import { titled } from './title.ts'
import { withDefaults, writtenFields } from './written.ts'

/** A post, or the reasons why there is none; a post that is held back has a note. */
export interface Parsed {
  readonly post?: Post
  readonly problems: readonly Problem[]
}

/** By time zone. */
const schemaFor = remembered(fieldsSchema)

/**
 * Reads one post. Errors leave it out, warnings do not. A post that is held back has no post and a note; a draft of
 * dropfeed's own has neither post nor problems.
 */
export function parsePost(source: Source, site: Site): Parsed {
  if (isExcluded(source.path, site)) return { problems: [] }
  if (SECTION_PAGE.test(source.path)) return { problems: sectionProblems(source) }
  if ('unreadable' in source) return { problems: [source.unreadable] }
  const written = readFrontMatter(source)
  if ('what' in written) return { problems: [written] }
  const isReadme = written.fields.size === 0 && README.test(source.path)
  const matter = isReadme ? written : withDefaults(written, source.path, site)
  const intent = intentOf(source.path, matter.fields, matter.body)
  if (isPreviewed(intent, matter.fields.size === 0, site)) return parsePublic(source, matter, 'draft', site)
  if (intent === 'draft') return { problems: [] }
  if (typeof intent === 'object' && !('unclear' in intent))
    return { problems: [heldBack(intent, source.path, matter)] }
  return parsePublic(source, matter, intent, site)
}

function parsePublic(
  source: ReadableSource,
  matter: FrontMatter,
  intent: 'public' | 'draft' | { readonly unclear: SettingPath },
  site: Site,
): Parsed {
  const name = nameParts(source.path)
  const written = writtenFields(name, matter)
  const diagnostics = new Diagnostics(source.path, matter, written)
  if (typeof intent === 'object') reportUnclear(intent.unclear, diagnostics)
  reportDepth(name.depth, diagnostics)
  const fields = checkFields(site, diagnostics)
  reportDoubtful(diagnostics)
  const isDraft = intent === 'draft'
  const date = fields?.date ?? source.made ?? (isDraft ? site.heldBack?.date : undefined)
  if (fields !== undefined && date === undefined && FRONT_PAGE.test(source.path))
    return { problems: [frontPage(source.path)] }
  if (fields !== undefined && date === undefined) reportNoDate(diagnostics)
  if (fields === undefined || date === undefined || diagnostics.hasErrors)
    return { problems: diagnostics.found }
  reportContradictions(fields, site, diagnostics)
  return {
    post: previewed(toPost(name, { ...fields, date }, site, diagnostics), isDraft, site),
    problems: diagnostics.found,
  }
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

function checkFields(site: Site, diagnostics: Diagnostics): Fields | undefined {
  const values = Object.fromEntries([...diagnostics.written].map(([key, { value }]) => [key, value]))
  const result = v.safeParse(schemaFor(site.timeZone), values)
  if (result.success)
    return bound(withoutIds(checkYears(result.output, diagnostics), diagnostics), diagnostics)
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

function toPost(
  name: NameParts,
  fields: Fields & { date: number },
  site: Site,
  diagnostics: Diagnostics,
): Post {
  const { matter } = diagnostics
  const lineOf: LineOf = (key, ...inside) => diagnostics.placeOf(key, ...inside).line
  const { image } = fields
  const { title, body } = titled(fields.title, matter.body)
  const files = filesOf(fields, lineOf)
  const episode = toEpisode(fields.podcast, files)
  return defined({
    path: name.path,
    folder: name.folder,
    slug: (fields.slug && slugifyFileName(fields.slug)) || name.slug,
    published: fields.date,
    isUndated: diagnostics.written.has('date') ? undefined : (true as const),
    updated: Math.max(fields.date, fields.updated ?? fields.date),
    updatedLine: (fields.updated ?? fields.date) > fields.date ? lineOf('updated') : undefined,
    tags: shownTags(fields.tags, site),
    authors: fields.authors?.flatMap((person) => toAuthors(person, site)) ?? site.author,
    enclosures: files.map(({ transcript: _, chapters: __, ...file }) => defined(file)),
    inFeeds: fields.feed !== false,
    body,
    length: body.length,
    bodyLine: matter.bodyLine + linesAbove(matter.body, body),
    id: /^\d+$/.test(fields.id ?? '') ? undefined : fields.id,
    title,
    ...addressesOf(fields.slug, site, diagnostics),
    expires: fields.expires,
    externalUrl: fields.link,
    description: fields.description,
    language: fields.language && Intl.getCanonicalLocales(fields.language)[0],
    image: image && defined({ ...image, line: lineOf('image') }),
    license: fields.license,
    comments: fields.comments,
    content: fields.content,
    podcast: episode && defined({ ...episode, line: lineOf('podcast') }),
  })
}

function shownTags(tags: readonly string[] = [], { tags: { hidden } }: Site): readonly string[] {
  if (hidden.length === 0) return tags
  const folded = new Set(hidden.map(fold))
  return tags.filter((tag) => !folded.has(fold(tag)))
}

function linesAbove(text: string, rest: string): number {
  return text.slice(0, text.length - rest.length).split('\n').length - 1
}

type LineOf = (key: Key, ...inside: number[]) => number | undefined

function filesOf({ audio, video, enclosures = [] }: Fields, lineOf: LineOf) {
  return [
    ...(audio === undefined ? [] : [{ ...audio, line: lineOf('audio'), kind: 'audio' as const }]),
    ...(video === undefined ? [] : [{ ...video, line: lineOf('video'), kind: 'video' as const }]),
    ...enclosures.map((file, index) => ({ ...file, line: lineOf('enclosures', index), kind: undefined })),
  ]
}

type Person = NonNullable<Fields['authors']>[number]

/** `Ada Marlowe, Jun Okabe` are two people; `Acme, Inc.` is one. */
function toAuthors(person: Person, site: Site): Author[] {
  const names = person.name.split(/,\s+(?:and\s+)?/)
  const areSeveral =
    Object.keys(person).length === 1 &&
    names.length > 1 &&
    names.every((name) => /\S\s+\S/.test(name) || knownAuthor(name, site) !== undefined)
  return areSeveral ? names.map((name) => toAuthor({ name }, site)) : [toAuthor(person, site)]
}

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
