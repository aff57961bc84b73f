/** What is wrong with one post, in words for its author. */

import { quote } from '../base/problem.ts'
import type { Problem } from '../model.ts'
import type { Intent } from './drafts.ts'
import { EXPECTED, EXPECTED_INSIDE, type Key } from './fields.ts'
import type { FrontMatter } from './frontmatter.ts'
import { MAX_FOLDERS, MAX_NAME, MAX_ROWS } from './quotas.ts'
import type { Comment, Place } from './settings.ts'

/** A value, and how the file spells its key; without a name the file name says it. */
export interface Written {
  readonly name?: string
  readonly value: unknown
}

type Words = Pick<Problem, 'what' | 'why' | 'fix'>

/** Collects the problems of a file, each with its place. */
export class Findings {
  readonly found: Problem[] = []
  readonly #path: string
  readonly #matter: FrontMatter

  constructor(path: string, matter: FrontMatter) {
    this.#path = path
    this.#matter = matter
  }

  get hasErrors(): boolean {
    return this.found.some(({ severity }) => severity === 'error')
  }

  /** `inside`: the path to what is wrong, within the value. */
  badValue(key: Key, { name, value }: Written, inside: readonly PropertyKey[]): void {
    const { found, path, isWhole } = dig(value, inside)
    const nearest = isWhole ? path.at(-1) : path.findLast((part) => typeof part === 'string')
    const own = EXPECTED_INSIDE[String(nearest)]
    const [expected, fix] = own ?? EXPECTED[key]
    const names = [name ?? key, ...path.filter((part) => own !== undefined && typeof part === 'string')]
    const subject = name === undefined ? inFileName(key) : quote(names.join('.'))
    const place = name === undefined ? {} : this.#matter.placeOfValue([name, ...path])
    this.#add('error', place, { what: `${subject} is not ${expected} (${quote(found)}).`, fix })
  }

  /** Fails closed: what may have been meant to keep a post back is not ignored. */
  unclear({ unclear }: Extract<Intent, { unclear: unknown }>): void {
    const [name, inside] = unclear
    const value = quote(this.#matter.fields.get(name))
    const what =
      inside === undefined
        ? `${quote(name)} does not say clearly whether the post is held back (${value}).`
        : `${quote(inside)} is inside ${quote(name)}, where it has no effect on the post.`
    const fix =
      inside === undefined
        ? 'Write draft: true to hold it back, or remove the line to publish it.'
        : `Move it above ${quote(name)}, without spaces before it, or remove it.`
    const place = this.#matter.placeOfValue(inside === undefined ? [name] : [name, inside])
    this.#add('error', place, { what, why: 'The post may not be meant for the public.', fix })
  }

  /** A post whose date or end is wrong is left out; `updated` is ignored. */
  impossibleYear(severity: Problem['severity'], key: Key, written: Written | undefined): void {
    const [subject, place] = this.#keyOf(key, written)
    const why = severity === 'error' ? {} : { why: 'It is ignored.' }
    const fix = EXPECTED[key][1]
    this.#add(severity, place, {
      what: `${subject} has an impossible year (${quote(written?.value)}).`,
      ...why,
      fix,
    })
  }

  earlyDate(written: Written | undefined): void {
    const [subject, place] = this.#keyOf('date', written)
    this.#add('warning', place, {
      what: `${subject} is 1970-01-01 or earlier (${quote(written?.value)}).`,
      why: 'Many programs write such a date in place of a missing one, and some readers show it as today.',
      fix: 'Correct it if it is a mistake.',
    })
  }

  #keyOf(key: Key, written: Written | undefined): [subject: string, place: Place] {
    const name = written?.name
    return name === undefined ? [inFileName(key), {}] : [quote(name), this.#matter.placeOfValue([name])]
  }

  /** Only the first rows of a list count. */
  tooMany(name: string, what: string, count: number): void {
    this.#add('warning', this.#matter.placeOfKey(name), {
      what: `${quote(name)} has ${count} ${what}; the first ${MAX_ROWS} count.`,
      why: 'Every feed repeats them, and each tag and author has feeds of its own.',
      fix: 'Remove some.',
    })
  }

  longName(name: string, value: string): void {
    this.#add('warning', this.#matter.placeOfKey(name), {
      what: `${quote(name)} has a name of more than ${MAX_NAME} characters (${quote(value)}), which does not count.`,
      why: 'The name is the title of a feed.',
      fix: 'Shorten it; if it is several names, put commas between them.',
    })
  }

  tooDeep(count: number): void {
    const what = `The post is in ${count} folders; the first ${MAX_FOLDERS} count.`
    this.#add('warning', {}, { what, why: 'Each folder has feeds of its own.', fix: 'Move it further up.' })
  }

  missingDate(): void {
    this.#add(
      'error',
      {},
      {
        what: 'The post has no date.',
        why: 'Readers sort posts by date.',
        fix: 'Add date: 2026-01-31 to its front matter, or begin the file name with 2026-01-31-.',
      },
    )
  }

  neverVisible(name: string): void {
    this.#add('warning', this.#matter.placeOfValue([name]), {
      what: 'The post expires before it is published.',
      why: 'Nobody will see it.',
      fix: `Set ${quote(name)} to a later date, or remove it.`,
    })
  }

  noShow(name: string): void {
    this.#add('warning', this.#matter.placeOfKey(name), {
      what: 'The post is an episode, but the configuration has no "podcast".',
      why: 'Podcast directories refuse an episode without a show.',
      fix: "Add podcast: { category: 'Arts > Books' } to it, with the category of your show.",
    })
  }

  mistypedKey(name: string, near: string): void {
    const what = `${quote(name)} is not a setting.`
    this.#add('warning', this.#matter.placeOfKey(name), { what, fix: `Did you mean "${near}"?` })
  }

  rival(name: string, used: string): void {
    const what = `${quote(name)} is the same key as ${quote(used)}, and is not used.`
    this.#add('warning', this.#matter.placeOfKey(name), { what, fix: 'Keep one of the two.' })
  }

  comment({ key, text, place }: Comment): void {
    this.#add('warning', place, {
      what: `${quote(key)} ends before ${quote(text)}: after a space, "#" begins a comment in YAML.`,
      why: 'That part is not read.',
      fix: 'Put the whole value in quotation marks; or put a space after the "#" if it is a comment.',
    })
  }

  lostCharacter(line: number): void {
    const fix = 'Write the character again, and save the file as UTF-8.'
    this.#add('warning', { line }, { what: 'A character was lost here and is now "\uFFFD".', fix })
  }

  splitBySpaces(name: string, value: string): void {
    this.#add('warning', this.#matter.placeOfValue([name]), {
      what: `${quote(name)} is one tag with spaces in it (${quote(value)}).`,
      why: 'Jekyll would make each word a tag; dropfeed separates tags at commas.',
      fix: 'Write several tags as [green, tea], or one as ["green tea"].',
    })
  }

  foreignComma(name: string, row: number, value: string): void {
    this.#add('warning', this.#matter.placeOfValue([name, row]), {
      what: `${quote(name)} has one tag with commas in it (${quote(value)}).`,
      why: 'Within brackets only the plain comma "," separates values.',
      fix: 'Separate them with ",", or remove the brackets: without them every kind of comma separates.',
    })
  }

  #add(severity: Problem['severity'], place: Place, words: Words): void {
    this.found.push({ severity, path: this.#path, ...place, ...words })
  }
}

function inFileName(key: Key): string {
  return `The ${key} in the file name`
}

interface Dug {
  readonly found: unknown
  /** How far the path goes. */
  readonly path: readonly PropertyKey[]
  /** Whether it goes all the way. */
  readonly isWhole: boolean
}

/** The value at a path of a checked value, as it is written: one row may stand for a list, one value for a table. */
function dig(value: unknown, inside: readonly PropertyKey[]): Dug {
  const [part, ...rest] = inside
  if (part === undefined) return { found: value, path: [], isWhole: true }
  if (typeof part === 'number' && !Array.isArray(value)) return dig(value, rest)
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) {
    return { found: value, path: [], isWhole: false }
  }
  const below = dig(Reflect.get(value, part), rest)
  return { ...below, path: [part, ...below.path] }
}
