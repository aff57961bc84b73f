/** What the path of a post says: its folder, its slug, its date and its language. */

import { parseInstant } from '../base/dates.ts'
import { fileSlug } from '../base/slug.ts'
import { MAX_FOLDERS } from './values.ts'

export interface NameParts {
  readonly path: string
  readonly date: string | undefined
  /** Of `tea.de.md`, a language tag. */
  readonly language: string | undefined
  readonly slug: string
  /** At most {@link MAX_FOLDERS} deep. */
  readonly folder: string
  /** How many folders the file is in. */
  readonly depth: number
}

/** `2026-01-31-tea`, `2026-1-3 Tea`, `2026-01-31` */
const DATED_NAME = /^(\d{4}-\d{1,2}-\d{1,2})(?:[-_ ]+(.*))?$/

/** `2013/10/03` at the end of a folder. */
const DATED_FOLDER = /(?:^|\/)(\d{4})\/(\d{1,2})\/(\d{1,2})$/

/** `2014/12/12` or `2014-12-12` in an address. */
const DATED_ADDRESS = /(?:^|\/)(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?=[-/]|$)/

/** `travel/2026-01-31-tea.md` and Hugo's bundle `travel/2026-01-31-tea/index.md` are the same post. */
export function nameParts(path: string): NameParts {
  const segments = path.replace(/\.[^./]+$/, '').split('/')
  if (segments.length > 1 && segments.at(-1) === 'index') segments.pop()
  const name = segments.pop() ?? ''
  const [, date, rest] = DATED_NAME.exec(name) ?? []
  return {
    path,
    date: date ?? dateOf(DATED_FOLDER.exec(segments.join('/'))?.slice(1)),
    language: languageOf(name),
    slug: fileSlug(rest || name),
    folder: segments.slice(0, MAX_FOLDERS).join('/'),
    depth: segments.length,
  }
}

/** The day in an address of another system: `inside-rust/2020/07/27/1.45.1-prerelease`. */
export function dateInAddress(address: string): string | undefined {
  const [, year = '', , month = '', day = ''] = DATED_ADDRESS.exec(address) ?? []
  return dateOf([year, month, day])
}

function dateOf(parts: readonly string[] | undefined): string | undefined {
  const date = parts?.join('-') ?? ''
  return parseInstant(date, 'UTC') === undefined ? undefined : date
}

/** Hugo's `tea.de.md` is in German; `socket.io.md` and `notes.ts.md` are in no language. */
function languageOf(name: string): string | undefined {
  const [, tag, language = ''] = /[^.]\.(([a-z]{2})(?:[-_][a-z]{2})?)$/i.exec(name) ?? []
  return LANGUAGES.has(language.toLowerCase()) ? tag : undefined
}

/** Languages of blogs whose codes are not also usual endings of files and hosts. */
const LANGUAGES = new Set(
  'ar bg ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu id it ja ko lt lv nb nl no pl pt ro ru sk sl sv th tr uk vi zh'.split(
    ' ',
  ),
)
