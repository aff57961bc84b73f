/** The front matter keys: their other names in other systems, what they take, and how to say so. */
import { z } from 'zod'
import { parseInstant } from './dates.ts'
import { isLanguageTag } from './language.ts'
import { cleanLine, toUri } from './text.ts'

/** Canonical key -> the names under which Jekyll, Hugo, Astro, Eleventy and Obsidian know it. */
export const ALIASES = {
  title: [],
  date: ['pubDate', 'published', 'publishDate', 'created'],
  updated: ['lastmod', 'modified', 'updatedDate', 'last_modified_at'],
  expires: ['expiryDate'],
  draft: [],
  id: ['guid'],
  slug: [],
  link: ['external_url', 'canonical'],
  description: ['summary', 'excerpt'],
  tags: ['categories', 'keywords', 'tag', 'category'],
  authors: ['author'],
  language: ['lang'],
  image: ['cover', 'featured_image', 'thumbnail', 'heroImage', 'images'],
  audio: [],
  video: [],
  enclosures: [],
  podcast: [],
  feed: [],
  content: [],
} as const satisfies Record<string, readonly string[]>

export type Key = keyof typeof ALIASES

export function isKey(name: string): name is Key {
  return Object.hasOwn(ALIASES, name)
}

/** For each key what it takes, in words, and what to write. */
export const EXPECTED: Readonly<Record<Key, readonly [what: string, fix: string]>> = {
  title: ['a text', 'Write it as one line, in quotation marks if it holds a colon.'],
  date: ['a date', 'Write it as 2026-01-31 or 2026-01-31 18:30.'],
  updated: ['a date', 'Write it as 2026-01-31 or 2026-01-31 18:30.'],
  expires: ['a date', 'Write it as 2026-01-31 or 2026-01-31 18:30.'],
  draft: ['true or false', 'Write draft: true to keep the post back, or remove the line.'],
  id: ['a text', 'Write the identity as one line without spaces, such as tag:blog.example,2026:tea.'],
  slug: ['a text', 'Write the last part of the address, such as green-tea.'],
  link: ['a web address', 'Write it as https://example.com/page.'],
  description: ['a text', 'Write it as plain text.'],
  tags: ['a list of texts', 'Write them as [tea, travel] or tea, travel.'],
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

const YES = new Set(['true', 'yes', 'on', '1'])
const NO = new Set(['false', 'no', 'off', '0'])

/** YAML hands every scalar over as text; TOML and JSON have types of their own. */
const scalar = z.union([z.string(), z.number(), z.boolean(), z.bigint(), z.date()]).transform(scalarText)
const text = scalar.transform(cleanLine).pipe(z.string().min(1))
const flag = scalar.transform((value, context) => {
  const word = value.trim().toLowerCase()
  if (!YES.has(word) && !NO.has(word)) context.addIssue({ code: 'custom' })
  return YES.has(word)
})
const list = <T extends z.ZodType>(item: T) => z.preprocess(asList, z.array(item))
const address = text.refine((value) => !/\s/.test(value))
const webAddress = address
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))
  .transform((value) => toUri(value))
const email = z.email()

const person = z.union([
  z
    .object({
      name: text,
      url: webAddress.optional(),
      email: email.optional(),
      avatar: webAddress.optional(),
    })
    .strict(),
  text,
])

const imageObject = z
  .object({
    src: address.optional(),
    url: address.optional(),
    alt: z.string().transform(cleanLine).optional(),
  })
  .refine((image) => image.src !== undefined || image.url !== undefined)
  .transform(({ src, url, alt }) => ({ url: src ?? url ?? '', ...(alt ? { alt } : {}) }))

const seconds = scalar.transform((value, context) => {
  const parts = value.split(':').map(Number)
  if (parts.length > 3 || parts.some((part) => !(part >= 0))) context.addIssue({ code: 'custom' })
  return Math.round(parts.reduce((total, part) => total * 60 + part, 0))
})

const bytes = scalar.transform(Number).pipe(z.int().min(0))
const mimeType = text.pipe(z.string().regex(/^[\w.+-]+\/[\w.+-]+$/))

const enclosure = z.union([
  address.transform((url) => ({ url })),
  z.object({
    url: address,
    type: mimeType.optional(),
    length: bytes.optional(),
    duration: seconds.optional(),
    title: text.optional(),
  }),
])

/** What a post's front matter may say; dates without an offset are local to `timeZone`. */
export function fieldsSchema(timeZone: string) {
  const instant = scalar.transform((value, context) => {
    const found = parseInstant(value, timeZone)
    if (found === undefined) context.addIssue({ code: 'custom' })
    return found ?? 0
  })
  return z.object({
    title: text.optional(),
    date: instant.optional(),
    updated: instant.optional(),
    expires: instant.optional(),
    draft: flag.optional(),
    id: address.optional(),
    slug: text.optional(),
    link: webAddress.optional(),
    description: text.optional(),
    tags: z.preprocess(splitCommas, z.array(scalar.transform(cleanLine))).optional(),
    authors: list(person).optional(),
    language: text.refine(isLanguageTag).optional(),
    image: z
      .preprocess(firstOfList, z.union([address.transform((url) => ({ url })), imageObject]))
      .optional(),
    audio: enclosure.optional(),
    video: enclosure.optional(),
    enclosures: list(enclosure).optional(),
    podcast: z.record(z.string(), z.unknown()).optional(),
    feed: z.union([flag, z.object({ content: z.enum(['full', 'summary']) })]).optional(),
    content: z.enum(['full', 'summary']).optional(),
  })
}

export type Fields = z.output<ReturnType<typeof fieldsSchema>>

function scalarText(value: string | number | boolean | bigint | Date): string {
  return value instanceof Date ? value.toISOString() : String(value)
}

function asList(value: unknown): unknown {
  return Array.isArray(value) ? value : [value]
}

function firstOfList(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value
}

function splitCommas(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',') : value
}
