/** The front matter keys: their other names in other systems, what they take, and how to say so. */
import * as v from 'valibot'
import { parseInstant } from '../base/dates.ts'
import { isLanguageTag } from '../base/language.ts'
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
  tags: ['tags', 'categories', 'keywords', 'tag', 'category'],
  authors: ['authors', 'author'],
  language: ['language', 'lang'],
  image: ['image', 'cover', 'featured_image', 'thumbnail', 'heroImage', 'images'],
  audio: ['audio'],
  video: ['video'],
  enclosures: ['enclosures'],
  podcast: ['podcast'],
  feed: ['feed'],
  content: ['content'],
} as const satisfies Record<string, readonly string[]>

export type Key = keyof typeof NAMES

export function isKey(name: string): name is Key {
  return Object.hasOwn(NAMES, name)
}

export const KNOWN_NAMES: readonly string[] = Object.values(NAMES).flat()
export const KNOWN_FOLDED = new Set(KNOWN_NAMES.map(foldKey))

/** How a file spells each key to which it gives a value; our own spelling counts before others. */
export function spellings(fields: ReadonlyMap<string, unknown>): Map<string, string> {
  const names = new Map<string, string>()
  for (const [name, value] of fields) {
    const key = foldKey(name)
    if (isEmpty(value) || (key === 'published' && (isYes(value) || isNo(value)))) continue
    if (!names.has(key) || KNOWN_NAMES.includes(name)) names.set(key, name)
  }
  return names
}

/** For each key what it takes, in words, and what to write. */
export const EXPECTED: Readonly<Record<Key, readonly [what: string, fix: string]>> = {
  title: ['text', 'Write it as one line, in quotation marks if it contains a colon.'],
  date: ['a date', 'Write it as 2026-01-31 or 2026-01-31 18:30.'],
  updated: ['a date', 'Write it as 2026-01-31 or 2026-01-31 18:30.'],
  expires: ['a date', 'Write it as 2026-01-31 or 2026-01-31 18:30.'],
  draft: ['true or false', 'Write true to hold the post back, or false to publish it.'],
  id: ['text without spaces', 'Write the id as one line without spaces, such as tag:blog.example,2026:tea.'],
  slug: ['text', 'Write the last part of the address, such as green-tea.'],
  link: ['a web address', 'Write it as https://example.com/page.'],
  description: ['text', 'Write it as plain text.'],
  tags: ['a list of names', 'Write them as [tea, travel] or tea, travel.'],
  authors: [
    'a person or a list of people',
    'Write a key of the site’s authors, a name, Name <email>, or { name: … }.',
  ],
  language: ['a language tag', 'Write it as en, de or pt-BR.'],
  image: ['a path, a web address or { src, alt }', 'Write it as image: photo.jpg.'],
  audio: ['a path, a web address or { url, … }', 'Write it as audio: episode.mp3.'],
  video: ['a path, a web address or { url, … }', 'Write it as video: film.mp4.'],
  enclosures: ['a list of paths, web addresses or { url, … }', 'Write it as enclosures: [paper.pdf].'],
  podcast: ['a table', 'Write it as podcast: { season: 1, episode: 2 }.'],
  feed: ['true or false', 'Write feed: false to keep the post out of the feeds, or remove the line.'],
  content: ['full or summary', 'Write content: full or content: summary.'],
}

/** The same for what stands in a table. */
export const EXPECTED_INSIDE: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  name: ['text', 'Write the name on one line.'],
  url: ['a web address', 'Write it as https://example.com/page.'],
  avatar: ['a web address', 'Write it as https://example.com/portrait.jpg.'],
  email: ['an email address', 'Write it as ada@example.com.'],
  alt: ['text', 'Write what the image shows on one line.'],
  title: ['text', 'Write it as one line.'],
  type: ['a media type', 'Write it as audio/mpeg.'],
  length: ['a number of bytes', 'Write it as a whole number, or remove it for a file beside the post.'],
  duration: ['a duration', 'Write it as 12:30 or in seconds.'],
  season: ['a whole number of 1 or more', 'Write it as season: 1.'],
  episode: ['a whole number of 1 or more', 'Write it as episode: 12.'],
  episodeType: ['full, trailer or bonus', 'Write it as episodeType: full, or remove it.'],
  explicit: ['true, false or clean', 'Write explicit: true if it is not for children.'],
  image: ['a path or a web address', 'Write it as image: cover.jpg.'],
  transcript: ['a path, a web address or { url, … }', 'Write it as transcript: episode.vtt.'],
  chapters: ['a path or a web address', 'Write it as chapters: chapters.json.'],
  persons: ['a list of people', 'Write each as a name, or as { name, role }.'],
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
    const url = first.src ?? first.url ?? first.image
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

const tags = v.pipe(v.unknown(), v.transform(splitCommas), list(v.pipe(scalar, v.transform(toTag))))
const language = v.pipe(
  text,
  v.transform((tag) => tag.replaceAll('_', '-')),
  v.check(isLanguageTag),
)
const extent = v.picklist(['full', 'summary'])

/** What a post's front matter may say; dates without an offset are local to `timeZone`. */
export function fieldsSchema(timeZone: string) {
  const instant = v.pipe(
    scalar,
    v.transform((value) => parseInstant(value, timeZone)),
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
    feed: v.optional(v.union([flag, v.object({ content: extent })])),
    content: v.optional(extent),
  })
}

export type Fields = v.InferOutput<ReturnType<typeof fieldsSchema>>

/** Obsidian lets people write `#tea`. */
function toTag(value: string): string {
  return cleanLine(value).replace(/^#(?=[^\s#])/, '')
}
