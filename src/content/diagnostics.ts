/** Collects the diagnostics of one post's front matter. */
import { quote } from '../base/problem.ts'
import type { Problem } from '../model.ts'
import type { Key } from './fields.ts'
import type { FrontMatter } from './frontmatter.ts'
import type { Place } from './settings.ts'

/** A value, and how the file spells its key; what the file name says has no `name`. */
export interface Written {
  /** Of a key in a table: `extra.cover`. */
  readonly name?: string
  /** The path of a key in a table; absent: the `name` alone. */
  readonly keys?: readonly string[]
  readonly value: unknown
}

export type WrittenFields = ReadonlyMap<Key, Written>

type Words = Pick<Problem, 'what' | 'why' | 'fix'>

export class Diagnostics {
  readonly found: Problem[] = []
  readonly matter: FrontMatter
  readonly written: WrittenFields
  readonly path: string

  constructor(path: string, matter: FrontMatter, written: WrittenFields) {
    this.path = path
    this.matter = matter
    this.written = written
  }

  get hasErrors(): boolean {
    return this.found.some(({ severity }) => severity === 'error')
  }

  /** The post is not published. */
  error(place: Place, words: Words): void {
    this.found.push({ severity: 'error', path: this.path, ...place, ...words })
  }

  /** The post is published. */
  warning(place: Place, words: Words): void {
    this.found.push({ severity: 'warning', path: this.path, ...place, ...words })
  }

  /** About the value of a key; `flaw` is the rest of a sentence. */
  doubt(severity: 'error' | 'warning', key: Key, flaw: string, words: Omit<Words, 'what'>): void {
    const what = `${this.subjectOf(key)} ${flaw} (${quote(this.written.get(key)?.value)}).`
    this[severity](this.placeOf(key), { what, ...words })
  }

  nameOf(key: Key): string {
    return this.written.get(key)?.name ?? key
  }

  /** The key as the subject of a sentence. */
  subjectOf(key: Key): string {
    const name = this.written.get(key)?.name
    return name === undefined ? `The ${key} in the file name` : quote(name)
  }

  /** The place of a key's value, or of a part of it. */
  placeOf(key: Key, ...inside: readonly PropertyKey[]): Place {
    const { name, keys } = this.written.get(key) ?? {}
    return name === undefined ? {} : this.matter.placeOfValue([...(keys ?? [name]), ...inside])
  }
}

/** For each key its value in words, and an example. */
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
  license: ['text', 'Write it as license: CC-BY-4.0.'],
  comments: ['an address or false', 'Write it as comments: https://example.com/thread.'],
}

const EXPECTED_INSIDE: Readonly<Record<string, readonly [what: string, fix: string]>> = {
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

/**
 * @param inside the path of the wrong part within the checked value: where a list was expected there may be one item,
 * where a table one value
 */
export function reportBadValue(key: Key, inside: readonly PropertyKey[], diagnostics: Diagnostics): void {
  const { name, value } = diagnostics.written.get(key) ?? {}
  const path: PropertyKey[] = []
  let found = value
  for (const part of inside) {
    if (typeof part === 'number' && !Array.isArray(found)) continue
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) break
    found = Reflect.get(found, part)
    path.push(part)
  }
  const names = path.filter((part) => typeof part === 'string')
  const own = EXPECTED_INSIDE[names.at(-1) ?? '']
  const [expected, fix] = own ?? EXPECTED[key]
  const written = [name, ...(own === undefined ? [] : names)].join('.')
  const subject = name === undefined ? diagnostics.subjectOf(key) : quote(written)
  diagnostics.error(diagnostics.placeOf(key, ...path), {
    what: `${subject} is not ${expected} (${quote(found)}).`,
    fix,
  })
}
