/**
 * Front matter as a JSON schema (draft 7), for editors that complete YAML. It is looser than the reader, which takes
 * many spellings, and asks for no key: a file name may have the date, and the body the title.
 */
import { EXPECTED } from './diagnostics.ts'
import { type Key, NAMES } from './fields.ts'
import { ALIASES, PERMALINKS } from './permalink.ts'

type Schema = Readonly<Record<string, unknown>>

const text: Schema = { type: ['string', 'number', 'boolean'] }
const texts: Schema = { anyOf: [text, { type: 'array', items: { anyOf: [text, { type: 'null' }] } }] }
const date: Schema = {
  type: 'string',
  pattern: '^[\'"]?\\d{1,4}[-/.]\\d|^[A-Za-z]',
  examples: ['2026-01-31', '2026-01-31 18:30'],
}
const flag: Schema = { enum: [true, false, 'true', 'false', 'yes', 'no', 'on', 'off', 0, 1, '0', '1'] }
/** A text, a table, or a list of them. */
const things: Schema = { type: ['string', 'boolean', 'object', 'array'] }

/** The schema of each key. The compiler names the keys that are missing. */
const SCHEMAS: Readonly<Record<Key, Schema>> = {
  title: text,
  date,
  updated: date,
  expires: date,
  draft: flag,
  id: text,
  slug: text,
  link: { type: 'string', pattern: '^[hH][tT][tT][pP][sS]?://' },
  description: text,
  tags: texts,
  authors: things,
  language: { type: 'string', examples: ['en', 'de', 'pt-BR'] },
  image: things,
  audio: things,
  video: things,
  enclosures: things,
  podcast: { type: 'object' },
  license: text,
  comments: text,
  feed: flag,
  content: { enum: ['full', 'summary'] },
}

const PATH = 'The whole path of the address of the post. Write it as /notes/green-tea.'
const FORMER = 'Paths that redirect to the post. Write them as [/old/green-tea].'

export function frontMatterSchema(): Schema {
  const own = Object.entries(NAMES).flatMap(([key, names]) =>
    names.map((name) => [name, propertyOf(key as Key, name)]),
  )
  const paths = PERMALINKS.map((name) => [name, { description: PATH }])
  const former = ALIASES.map((name) => [name, { ...texts, description: FORMER }])
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Front matter of a dropfeed post',
    type: 'object',
    properties: Object.fromEntries([...own, ...paths, ...former]),
  }
}

/** A key without a value counts as missing. */
function propertyOf(key: Key, name: string): Schema {
  const [what, fix] = EXPECTED[key]
  const words = `${what.charAt(0).toUpperCase()}${what.slice(1)}. ${fix}`
  const description = name === key ? words : `The same as "${key}". ${words}`
  return { description, anyOf: [SCHEMAS[key], { type: 'null' }] }
}
