/** The front matter keys: their names in other systems, and the values they take. */
import * as v from 'valibot'
import { parseInstant, rolledOver } from '../base/dates.ts'
import { isLanguageTag } from '../base/language.ts'
import { licenseOf } from '../base/license.ts'
import { email } from '../base/schema.ts'
import { cleanLine } from '../base/text.ts'
import { podcast, transcripts } from './podcast.ts'
import {
  address,
  asList,
  fileAddress,
  flag,
  foldKey,
  isEmpty,
  isNo,
  isTable,
  isYes,
  list,
  scalar,
  splitCommas,
  table,
  text,
  webAddress,
} from './values.ts'

/**
 * Each key and the names under which Jekyll, Hugo, Astro, Eleventy and Obsidian know it, in the order in which they
 * count. Hugo shows `date`, but publishes at `publishDate`.
 */
export const NAMES = {
  title: ['title'],
  date: [
    ...['publishDate', 'publishOn', 'publishAt', 'scheduledFor', 'scheduledAt', 'embargo', 'embargoUntil'],
    ...['date', 'pubDate', 'published', 'publishedAt', 'datePublished', 'created'],
  ],
  updated: ['updated', 'lastmod', 'modified', 'updatedDate', 'last_modified_at'],
  expires: ['expires', 'expiryDate', 'expiry', 'expirationDate', 'unpublishDate', 'unpublishOn'],
  draft: ['draft', 'isDraft'],
  id: ['id', 'guid'],
  slug: ['slug'],
  link: ['link', 'external_url', 'canonical'],
  description: ['description', 'summary', 'excerpt'],
  tags: ['tags', 'categories', 'tag', 'category'],
  authors: ['authors', 'author'],
  language: ['language', 'lang'],
  image: ['image', 'cover', 'featured_image', 'thumbnail', 'heroImage', 'images'],
  audio: ['audio'],
  video: ['video'],
  enclosures: ['enclosures'],
  podcast: ['podcast'],
  feed: ['feed'],
  content: ['content'],
  license: ['license', 'licence'],
  comments: ['comments'],
} as const satisfies Record<string, readonly string[]>

export type Key = keyof typeof NAMES

/**
 * Names that mean the same in fewer systems, folded. Such a key counts where no other says it, and only with a value that
 * fits: elsewhere `posted` or `banner` may be a switch.
 */
export const RARE_NAMES: Partial<Record<Key, RegExp>> = {
  date: /^(?:pubdatetime|(?:published|publication|created?|creation|posted)(?:date|on|at|time)|posted|date(?:created|added))$/,
  updated:
    /^(?:mod(?:ified)?datetime|(?:updated|modified|edited)(?:at|on|date)|date(?:updated|modified)|last(?:updated?|modified))$/,
  image:
    /^(?:(?:cover|featured?|banner|header|og|opengraph|social|main|post|preview|card|overlay)image|(?:image|cover)url|banner|hero|photo|teaser|preview|thumb|featured)$/,
}

export function isKey(name: string): name is Key {
  return Object.hasOwn(NAMES, name)
}

export const KNOWN_NAMES: readonly string[] = Object.values(NAMES).flat()
export const KNOWN_FOLDED = new Set(KNOWN_NAMES.map(foldKey))

/** How a file spells each key that has a value; our own spelling goes before others. */
export function spellings(fields: ReadonlyMap<string, unknown>): Map<string, string> {
  const names = new Map<string, string>()
  for (const [name, value] of fields) {
    const key = foldKey(name)
    if (isEmpty(value) || (key === 'published' && (isYes(value) || isNo(value)))) continue
    if (!names.has(key) || KNOWN_NAMES.includes(name)) names.set(key, name)
  }
  return names
}

const person = table('name', {
  name: text,
  url: v.optional(webAddress),
  email: v.optional(email),
  avatar: v.optional(webAddress),
})

/** Hugo's themes say `image` for the address, and `false` for none. */
const image = v.pipe(
  v.unknown(),
  v.transform((value) => {
    const [first] = asList(value)
    if (!isTable(first)) return isNo(first) ? undefined : { url: first }
    const url = first.src ?? first.url ?? first.image ?? first.path ?? first.file ?? first.feature
    return isEmpty(url) ? undefined : { url, alt: isEmpty(first.alt) ? undefined : first.alt }
  }),
  v.optional(table('url', { url: fileAddress, alt: v.optional(text) })),
)

const seconds = v.pipe(
  scalar,
  v.regex(/^\d+(:\d{1,2}){0,2}(\.\d+)?$/),
  v.transform((value) => Math.round(value.split(':').reduce((total, part) => total * 60 + Number(part), 0))),
  v.safeInteger(),
)
const bytes = v.pipe(scalar, v.regex(/^\d+$/), v.transform(Number), v.safeInteger())
const mimeType = v.pipe(text, v.regex(/^[\w.+-]+\/[\w.+-]+$/))

const enclosure = table('url', {
  url: fileAddress,
  type: v.optional(mimeType),
  length: v.optional(bytes),
  duration: v.optional(seconds),
  title: v.optional(text),
  transcript: v.optional(transcripts),
  chapters: v.optional(fileAddress),
})

/** Obsidian lets people write `#tea`; in `#! /bin/sh` it is part of the name. */
const tag = v.pipe(
  scalar,
  v.transform((value) => cleanLine(value).replace(/^#(?=[\p{L}\p{N}_])/u, '')),
)
const tags = v.pipe(v.unknown(), v.transform(splitCommas), list(tag))
const language = v.pipe(
  text,
  v.transform((tag) => tag.replaceAll('_', '-')),
  v.check(isLanguageTag),
)
/** Other systems switch their licence box off, or describe it in a table. */
const license = v.pipe(
  v.unknown(),
  v.transform((value) => (typeof value === 'string' && !isNo(value) ? cleanLine(value) : '')),
  v.transform((name) => (name === '' || isYes(name) ? undefined : licenseOf(name))),
)

/** Other systems switch their comments on and off; ours are at an address. */
const comments = v.pipe(
  v.unknown(),
  v.transform((value) => {
    if (isNo(value)) return false
    return typeof value === 'string' && /^(?:https?:\/\/|mailto:)/i.test(value)
      ? URL.parse(value)?.href
      : undefined
  }),
)

/** The schema of front matter; dates without an offset are local to `timeZone`. */
export function fieldsSchema(timeZone: string) {
  const instant = v.pipe(
    scalar,
    v.transform((value) => parseInstant(rolledOver(value) ?? value, timeZone)),
    v.number(),
  )
  return v.object({
    title: v.optional(text),
    date: v.optional(instant),
    updated: v.optional(instant),
    expires: v.optional(instant),
    id: v.optional(address),
    slug: v.optional(text),
    link: v.optional(webAddress),
    description: v.optional(text),
    tags: v.optional(tags),
    authors: v.optional(list(person)),
    language: v.optional(language),
    image: v.optional(image),
    audio: v.optional(enclosure),
    video: v.optional(enclosure),
    enclosures: v.optional(list(enclosure)),
    podcast: v.optional(podcast),
    feed: v.optional(flag),
    content: v.optional(v.picklist(['full', 'summary'])),
    license: v.optional(license),
    comments: v.optional(comments),
  })
}

export type Fields = v.InferOutput<ReturnType<typeof fieldsSchema>>
