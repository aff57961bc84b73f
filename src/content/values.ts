/** Schemas of single values in front matter: texts, flags, addresses, lists and tables as people write them. */
import * as v from 'valibot'
import { defined } from '../base/defined.ts'
import { cleanLine, showsSomething, toUri } from '../base/text.ts'

/** Equal for spellings of one key: `pub_date`, `PubDate` and `pubDate`. */
export function foldKey(name: string): string {
  if (/^[a-z\d]+$/.test(name)) return name
  return name
    .normalize('NFKC')
    .replace(/[\s\p{Cf}_-]/gu, '')
    .toLowerCase()
}

/** Also in de, fr, es, it, pt, sv, pl, cs, ru, zh, ja. */
const YES = new Set([
  ...['true', 'yes', 'on', 'y', '1', '✓', '✔', '☑'],
  ...['ja', 'oui', 'sí', 'si', 'sì', 'sim', 'tak', 'ano', 'да', '是', 'はい'],
])
const NO = new Set([
  ...['false', 'no', 'off', 'n', '0'],
  ...['nein', 'non', 'não', 'nao', 'nej', 'nee', 'nie', 'ne', 'нет', '否', 'いいえ'],
])

export function isYes(value: unknown): boolean {
  return YES.has(word(value))
}

export function isNo(value: unknown): boolean {
  return NO.has(word(value))
}

function word(value: unknown): string {
  return typeof value === 'object' ? '' : String(value).trim().toLowerCase()
}

/** An empty value counts as missing. */
export function isEmpty(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === ''
  return value === undefined || value === null || (typeof value === 'object' && isEmptyObject(value))
}

function isEmptyObject(value: object): boolean {
  return !(value instanceof Date) && Object.keys(value).length === 0
}

export function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

/** YAML hands every scalar over as text; TOML and JSON have types of their own. */
export const scalar = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.finite()), v.boolean(), v.bigint(), v.date()]),
  v.transform((value) => (value instanceof Date ? value.toISOString() : String(value))),
)
/** One line that shows something. */
export const text = v.pipe(scalar, v.transform(cleanLine), v.check(showsSomething))
export const flag = v.pipe(
  scalar,
  v.check((value) => isYes(value) || isNo(value)),
  v.transform((value) => isYes(value)),
)
export const address = v.pipe(
  text,
  v.check((value) => !/\s/.test(value)),
)
export const webAddress = v.pipe(
  address,
  v.check((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)),
  v.transform((value) => toUri(value)),
)
/** A path in the posts folder or a web address; no other scheme. */
export const fileAddress = v.pipe(
  text,
  v.check((value) => {
    if (!/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(value)) return !/[<>]/.test(value)
    const url = URL.parse(value, 'https://site.example')
    return url !== null && /^https?:$/.test(url.protocol)
  }),
)

/** A list of what `item` takes, or one of it; empty rows do not count. */
export const list = <T extends v.GenericSchema>(item: T) =>
  v.pipe(
    v.unknown(),
    v.transform((value) => asList(value).map((row) => (isEmpty(row) ? undefined : row))),
    v.array(v.optional(item)),
    v.transform((rows) => rows.filter((row) => row !== undefined)),
  )

/** A table, or only the value of its main key; empty values do not count. */
export const table = <T extends v.ObjectEntries>(main: string, entries: T) =>
  v.pipe(
    v.unknown(),
    v.transform((value) => {
      const rows = isTable(value)
        ? Object.entries(value).filter(([, cell]) => !isEmpty(cell))
        : [[main, value]]
      return Object.fromEntries(rows)
    }),
    v.object(entries),
    v.transform(defined),
  )

export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}

/** Arabic, Chinese and Japanese have commas of their own. */
export function splitCommas(value: unknown): unknown[] {
  return typeof value === 'string' ? value.split(/[,،、，]/) : asList(value)
}

/** Rows of one list. Hand-written posts stay under 30. */
export const MAX_ROWS = 100

/** Characters of the name of a tag or author, which is the title of a feed. */
export const MAX_NAME = 200

/** Folders above a post. */
export const MAX_FOLDERS = 16
