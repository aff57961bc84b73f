/** Which value each key has: in the front matter, in a table of it, or in the name of the file. */

import type { Written, WrittenFields } from './diagnostics.ts'
import { isKey, type Key, NAMES, RARE_NAMES, spellings } from './fields.ts'
import { dateInAddress, type NameParts } from './file-name.ts'
import type { FrontMatter } from './frontmatter.ts'
import { isDate } from './held-back.ts'
import { asList, foldKey, isTable, splitCommas } from './values.ts'

const FOLDED_NAMES = Object.entries(NAMES).flatMap(([key, known]) =>
  isKey(key) ? [[key, known.map(foldKey)] as const] : [],
)

const FOLDED_TAGS = NAMES.tags.map(foldKey)

/** Keys that hold the address of a post in other systems. */
const ADDRESSES = ['path', 'permalink', 'url']

/** Tables of other systems with settings of the post, and the keys that count there, the most usual table first. */
const TABLES: readonly (readonly [table: string, keys: readonly Key[]])[] = [
  ['taxonomies', ['tags', 'authors']],
  ['extra', ['authors', 'image', 'description']],
  ['params', ['authors', 'image', 'description']],
  ['header', ['image']],
  ['last_update', ['updated']],
]

type Row = readonly [Key, Written]

/** The value of each key. A later row goes before an earlier one. */
export function writtenFields(name: NameParts, matter: FrontMatter): WrittenFields {
  const names = spellings(matter.fields)
  return new Map([
    ...inAddress(matter),
    ...inName(name),
    ...TABLES.flatMap(([table, keys]) => inTable(table, keys, matter)),
    ...Object.entries(RARE_NAMES).flatMap(([key, pattern]) => underRareName(key, pattern, names, matter)),
    ...FOLDED_NAMES.flatMap(([key, known]) => underName(key, known, names, matter)),
    ...allTags(matter, names),
  ])
}

function inName({ date, language }: NameParts): Row[] {
  const rows = [
    ['date', date],
    ['language', language],
  ] as const
  return rows.flatMap(([key, value]): Row[] => (value === undefined ? [] : [[key, { value }]]))
}

/** Zola has posts whose date is only in their `path`. */
function inAddress({ fields }: FrontMatter): Row[] {
  for (const name of ADDRESSES) {
    const value = fields.get(name)
    const date = typeof value === 'string' ? dateInAddress(value) : undefined
    if (date !== undefined) return [['date', { name, value: date }]]
  }
  return []
}

/** The first of the names that the front matter has. */
function underName(
  key: Key,
  known: readonly string[],
  names: ReadonlyMap<string, string>,
  { fields }: FrontMatter,
): Row[] {
  for (const folded of known) {
    const name = names.get(folded)
    if (name !== undefined) return [[key, { name, value: fields.get(name) }]]
  }
  return []
}

function underRareName(
  key: string,
  pattern: RegExp,
  names: ReadonlyMap<string, string>,
  { fields }: FrontMatter,
): Row[] {
  const [, name] =
    [...names].find(([folded, name]) => pattern.test(folded) && fits(key, fields.get(name))) ?? []
  return name === undefined || !isKey(key) ? [] : [[key, { name, value: fields.get(name) }]]
}

function inTable(table: string, keys: readonly Key[], { fields }: FrontMatter): Row[] {
  const inside = fields.get(table)
  if (!isTable(inside)) return []
  const names = spellings(new Map(Object.entries(inside)))
  return keys.flatMap((key): Row[] => {
    const [usual] = namesOf(key, table).flatMap((known) => names.get(foldKey(known)) ?? [])
    const name = usual ?? [...names].find(([folded]) => RARE_NAMES[key]?.test(folded))?.[1]
    if (name === undefined) return []
    return [[key, { name: `${table}.${name}`, keys: [table, name], value: inside[name] }]]
  })
}

/** Docusaurus writes `last_update: { date }`. */
function namesOf(key: Key, table: string): readonly string[] {
  return table === 'last_update' ? ['date'] : NAMES[key]
}

/** Jekyll and Hugo have tags and categories side by side; here both are tags. */
function allTags({ fields }: FrontMatter, names: ReadonlyMap<string, string>): Row[] {
  const used = FOLDED_TAGS.flatMap((folded) => names.get(folded) ?? [])
  const [name] = used
  if (name === undefined) return []
  const value = used.flatMap((used) => splitCommas(fields.get(used)))
  return [['tags', { name, value }]]
}

/** Whether a value is one that a rare name of a key has: a date, or the address of a picture. */
function fits(key: string, value: unknown): boolean {
  if (key !== 'image') return isDate(value)
  const [first] = asList(value)
  const address = isTable(first) ? (first.src ?? first.url ?? first.image ?? first.path) : first
  return typeof address === 'string' && /[^.]\.[a-z]{3,5}(?:[?#].*)?$|^https?:\/\//i.test(address.trim())
}
