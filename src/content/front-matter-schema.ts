/**
 * Front matter as a JSON schema (draft 7), for editors that complete YAML. It is looser than the reader, which takes
 * many spellings, and asks for no key: a file name may have the date, and the body the title.
 */
import { EXPECTED } from './expected.ts'
import { type Key, NAMES } from './fields.ts'
import { ALIASES, PERMALINKS } from './permalink.ts'

type Schema = Readonly<Record<string, unknown>>

const text: Schema = { type: ['string', 'number', 'boolean'] }
const date: Schema = {
  type: 'string',
  pattern: '^[\'"]?\\d{1,4}[-/.]\\d|^[A-Za-z]',
  examples: ['2026-01-31', '2026-01-31 18:30'],
}
const flag: Schema = { enum: [true, false, 'true', 'false', 'yes', 'no', 'on', 'off', 0, 1, '0', '1'] }
const webAddress: Schema = { type: 'string', pattern: '^[hH][tT][tT][pP][sS]?://' }
const extent: Schema = { enum: ['full', 'summary'] }

function list(item: Schema): Schema {
  return { anyOf: [item, { type: 'array', items: { anyOf: [item, { type: 'null' }] } }] }
}

/** A table, or the value of its main key alone. */
function table(main: Schema, properties: Readonly<Record<string, Schema>>): Schema {
  return { anyOf: [main, { type: 'object', properties }] }
}

const people = list(
  table(text, { name: text, url: webAddress, email: { type: 'string' }, avatar: webAddress }),
)
const transcripts = list(table(text, { url: text, type: text, language: text }))
const enclosure = table(text, {
  ...{ url: text, type: { type: 'string', pattern: '/' }, length: text, duration: text, title: text },
  ...{ transcript: transcripts, chapters: text },
})
const guests = list(table(text, { name: text, role: text, group: text, url: webAddress, image: text }))

/** The schema of each key. The compiler names the keys that are missing. */
const SCHEMAS: Readonly<Record<Key, Schema>> = {
  title: text,
  date,
  updated: date,
  expires: date,
  draft: flag,
  id: text,
  slug: text,
  link: webAddress,
  description: text,
  tags: list(text),
  authors: people,
  language: { type: 'string', examples: ['en', 'de', 'pt-BR'] },
  image: list(table(text, { src: text, url: text, alt: text })),
  audio: enclosure,
  video: enclosure,
  enclosures: list(enclosure),
  podcast: {
    type: 'object',
    properties: {
      season: text,
      episode: text,
      episodeType: { enum: ['full', 'trailer', 'bonus'] },
      explicit: { enum: [true, false, 'clean', 'explicit', 'yes', 'no'] },
      title: text,
      image: text,
      transcript: transcripts,
      chapters: text,
      persons: guests,
    },
  },
  license: text,
  comments: { anyOf: [flag, text] },
  feed: { anyOf: [flag, { type: 'object', properties: { content: extent } }] },
  content: extent,
}

const PATH = 'The whole path of the address of the post. Write it as /notes/green-tea.'
const FORMER = 'Paths that redirect to the post. Write them as [/old/green-tea].'

export function frontMatterSchema(): Schema {
  const own = Object.entries(NAMES).flatMap(([key, names]) =>
    names.map((name) => [name, propertyOf(key as Key, name)]),
  )
  const paths = PERMALINKS.map((name) => [name, { description: PATH }])
  const former = ALIASES.map((name) => [name, { ...list(text), description: FORMER }])
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
