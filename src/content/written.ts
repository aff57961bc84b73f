/** Which value each key has: in the front matter, in a table of it, in the configuration, or in the name of the file. */

import { patternOf } from '../base/glob.ts'
import type { Site } from '../model.ts'
import type { Written, WrittenFields } from './diagnostics.ts'
import { isKey, type Key, NAMES, RARE_NAMES, spellings } from './fields.ts'
import { dateInAddress, type NameParts } from './file-name.ts'
import type { FrontMatter } from './frontmatter.ts'
import { isDate } from './held-back.ts'
import { asList, foldKey, isTable, splitCommas } from './values.ts'

type Names = Partial<Record<Key, readonly string[]>>

/** Keys that hold the address of a post in other systems. */
const ADDRESSES = ['path', 'permalink', 'url']

const { tags, authors, image, description } = NAMES

/** Tables of other systems with settings of the post, and the names that count there. */
const TABLES: readonly (readonly [table: string, names: Names])[] = [
  ['taxonomies', { tags, authors }],
  ['extra', { authors, image, description }],
  ['params', { authors, image, description }],
  ['header', { image }],
  ['last_update', { updated: ['date'] }],
]

type Row = readonly [Key, Written]

/** The value of each key. A later row goes before an earlier one. */
export function writtenFields(name: NameParts, { fields }: FrontMatter): WrittenFields {
  return new Map([
    ...inAddress(fields),
    ...inName(name),
    ...TABLES.flatMap(([table, names]) => inTable(table, names, fields.get(table))),
    ...rowsOf(NAMES, fields),
    ...allTags(fields),
  ])
}

type Fields = FrontMatter['fields']

/** Zola has posts whose date is only in their `path`. */
function inAddress(fields: Fields): Row[] {
  for (const name of ADDRESSES) {
    const value = fields.get(name)
    const date = typeof value === 'string' ? dateInAddress(value) : undefined
    if (date !== undefined) return [['date', { name, value: date }]]
  }
  return []
}

function inName({ date, language }: NameParts): Row[] {
  const rows = [
    ['date', date],
    ['language', language],
  ] as const
  return rows.flatMap(([key, value]): Row[] => (value === undefined ? [] : [[key, { value }]]))
}

function inTable(table: string, names: Names, inside: unknown): Row[] {
  if (!isTable(inside)) return []
  return rowsOf(names, new Map(Object.entries(inside))).map(([key, { name = '', value }]) => [
    key,
    { name: `${table}.${name}`, keys: [table, name], value },
  ])
}

/** Each key by the first of its names that is there, or else by a rare one. */
function rowsOf(names: Names, fields: Fields): Row[] {
  const written = spellings(fields)
  return Object.entries(names).flatMap(([key, known]): Row[] => {
    if (!isKey(key)) return []
    const [usual] = known.flatMap((name) => written.get(foldKey(name)) ?? [])
    const name = usual ?? rareName(key, written, fields)
    return name === undefined ? [] : [[key, { name, value: fields.get(name) }]]
  })
}

function rareName(key: Key, written: ReadonlyMap<string, string>, fields: Fields): string | undefined {
  const pattern = RARE_NAMES[key]
  if (pattern === undefined) return undefined
  return [...written].find(([folded, name]) => pattern.test(folded) && fits(key, fields.get(name)))?.[1]
}

/** Whether a value is one that a rare name of a key has: a date, or the address of a picture. */
function fits(key: Key, value: unknown): boolean {
  if (key !== 'image') return isDate(value)
  const [first] = asList(value)
  const address = isTable(first) ? (first.src ?? first.url ?? first.image ?? first.path) : first
  return typeof address === 'string' && /[^.]\.[a-z]{3,5}(?:[?#].*)?$|^https?:\/\//i.test(address.trim())
}

/** Jekyll and Hugo have tags and categories side by side; here both are tags. */
function allTags(fields: Fields): Row[] {
  const written = spellings(fields)
  const used = tags.flatMap((name) => written.get(foldKey(name)) ?? [])
  const [name] = used
  if (name === undefined) return []
  return [['tags', { name, value: used.flatMap((one) => splitCommas(fields.get(one))) }]]
}

/** Front matter with the values that the configuration has for posts that do not give their own, under any name. */
export function withDefaults(
  matter: FrontMatter,
  path: string,
  { defaults }: Pick<Site, 'defaults'>,
): FrontMatter {
  const found = Object.entries(defaults).flatMap(([glob, values]) =>
    patternOf(glob).test(path) ? Object.entries(values) : [],
  )
  if (found.length === 0) return matter
  const { fields } = matter
  const own = new Set([...[...fields.keys()].map(foldKey), ...[...spellings(fields).keys()].map(keyOf)])
  const shared = found.filter(([name]) => !own.has(foldKey(name)) && !own.has(keyOf(name)))
  return { ...matter, fields: new Map([...fields, ...shared]) }
}

/** Keys by all of their names. Tags and categories stay apart: addresses may be made of the latter. */
const KEYS = new Map(
  Object.entries(NAMES).flatMap(([key, names]) =>
    key === 'tags' ? [] : names.map((name) => [foldKey(name), key] as const),
  ),
)

function keyOf(name: string): string {
  return KEYS.get(foldKey(name)) ?? foldKey(name)
}
