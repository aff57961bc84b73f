/**
 * What front matter says, in YAML, TOML or JSON. The sole user of gray-matter and of the YAML and TOML libraries.
 *
 * gray-matter finds fences by prefix, takes a language from the file and lets the file switch options on; so
 * fences.ts finds them, and gray-matter is handed a text with fences of our own, a fixed language and engines that
 * refuse everything else. Nothing in a file is ever evaluated.
 */
import matter from 'gray-matter'
import { parse as parseToml, TomlError } from 'smol-toml'
import {
  type Document,
  isMap,
  isNode,
  isPair,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml'
import { type Block, findBlock, type Language } from './fences.ts'
import type { Problem, ReadableSource } from './model.ts'
import { quote } from './problem.ts'
import { cleanText } from './text.ts'

export type Place = Pick<Problem, 'line' | 'column'>

/** `title: Hit #1` is `Hit` and a comment. */
export interface Comment {
  /** The top-level key. */
  readonly key: string
  /** With its `#`. */
  readonly text: string
  readonly place: Place
}

export interface FrontMatter {
  /** Top-level keys as written, with texts, numbers, booleans, lists and tables. */
  readonly fields: ReadonlyMap<string, unknown>
  readonly placeOfKey: (key: string) => Place
  /** The place of a value or of what is nearest around it: `['authors', 0, 'email']`. TOML has only lines. */
  readonly placeOfValue: (path: readonly PropertyKey[]) => Place
  /** What YAML takes for comments behind values, though it may be meant as a part of them. */
  readonly comments: readonly Comment[]
  readonly body: string
  /** Counted from 1. */
  readonly bodyLine: number
}

/** What an engine makes of a block; places are in the text that it was handed. */
type Table = Pick<FrontMatter, 'fields' | 'placeOfKey' | 'placeOfValue' | 'comments'>

/** A control character that {@link cleanText} has removed from every source: no file can hold this fence. */
const OWN_FENCE = '\u0001'

/** More aliases than a person writes, fewer than a bomb needs. */
const MAX_ALIASES = 100

/** Messages of the libraries quote the text; a line of it is enough. */
const MAX_MESSAGE = 120

const NOWHERE = () => ({})
const NOTHING: Table = { fields: new Map(), placeOfKey: NOWHERE, placeOfValue: NOWHERE, comments: [] }

class FrontMatterError extends Error {
  readonly place: Place
  readonly fix: string | undefined
  constructor(message: string, place: Place = {}, fix?: string) {
    super(message)
    this.place = place
    this.fix = fix
  }
}

/** The front matter and the body of a source, or the one problem that keeps it from being read. */
export function readFrontMatter(source: ReadableSource): FrontMatter | Problem {
  const text = cleanText(source.text.replace(/^\uFEFF/, ''))
  const block = findBlock(text)
  if (block === undefined) return { ...NOTHING, body: text, bodyLine: 1 }
  if ('what' in block) return { severity: 'error', path: source.path, ...block }
  try {
    const { fields, placeOfKey, placeOfValue, comments } = parseBlock(block)
    return {
      fields,
      placeOfKey: (key) => inFile(placeOfKey(key), block),
      placeOfValue: (path) => inFile(placeOfValue(path), block),
      comments: comments.map((comment) => ({ ...comment, place: inFile(comment.place, block) })),
      body: block.body,
      bodyLine: block.bodyLine,
    }
  } catch (error) {
    if (error instanceof FrontMatterError) return unreadable(source.path, block, error)
    if (error instanceof RangeError) return unreadable(source.path, block, tooDeep())
    throw error
  }
}

/** gray-matter hands the engines the block with the line end of the fence before it. */
function inFile({ line, column }: Place, block: Block): Place {
  if (line === undefined) return {}
  return { line: block.line + Math.max(0, line - 2), ...(column === undefined ? {} : { column }) }
}

/**
 * @throws {FrontMatterError} where the block is not valid in its language
 * @throws {RangeError} where it is nested so deeply that the stack overflows
 */
function parseBlock({ text, language }: Block): Table {
  const fenced = `${OWN_FENCE}\n${text}\n${OWN_FENCE}\n`
  const { data } = matter(fenced, { delimiters: OWN_FENCE, language, engines: ENGINES })
  return isTable(data.table) ? data.table : NOTHING
}

const refuse = {
  parse: (): never => {
    throw new FrontMatterError('its language is not read')
  },
}

/**
 * Every engine that gray-matter brings is replaced: its own `javascript` evaluates the file. And it reads options such
 * as `excerpt_separator` from what an engine returns; so it sees one key.
 */
const ENGINES = {
  yaml: { parse: (text: string) => ({ table: parseYaml(text, 'failsafe') }) },
  json: { parse: (text: string) => ({ table: parseYaml(text, 'json') }) },
  toml: { parse: (text: string) => ({ table: parseTomlText(text) }) },
  javascript: refuse,
  coffee: refuse,
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && 'fields' in value
}

const YAML_OPTIONS = {
  prettyErrors: false,
  // "silent" would hide that there is a second document
  logLevel: 'error',
  // known tags would make sets, maps and dates of what carries them
  resolveKnownTags: false,
  // takes the square of the keys; checkKeys does not
  uniqueKeys: false,
} as const

/** JSON is read as the YAML that it is: duplicate keys are found and errors have a place. */
function parseYaml(text: string, schema: 'failsafe' | 'json'): Table {
  const lines = new LineCounter()
  const placeAt: PlaceAt = (offset = 0) => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const options = { ...YAML_OPTIONS, schema, lineCounter: lines, merge: schema === 'failsafe' }
  const document = parseDocument(text, options)
  const [error] = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0])
  if (error !== undefined) throw explain(error, placeAt(error.pos[0]), schema)
  checkNodes(document, placeAt)
  return {
    fields: toFields(toValues(document)),
    placeOfKey: (key) => placeOf(keyNode(document, key), placeAt),
    placeOfValue: (path) => placeOf(nearestNode(document, path), placeAt),
    comments: schema === 'json' ? [] : doubtfulComments(document, placeAt),
  }
}

/** @throws {FrontMatterError} where aliases stand for too much, or for what cannot be merged */
function toValues(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES })
  } catch (error) {
    if (error instanceof ReferenceError) throw tooManyAliases()
    throw error instanceof RangeError ? tooDeep() : new FrontMatterError(String(error))
  }
}

type PlaceAt = (offset?: number) => Place

/** @throws {FrontMatterError} where a key occurs twice, or an alias is too many, of nothing, or of itself */
function checkNodes(document: Document, placeAt: PlaceAt): void {
  const anchors = new Set<string | undefined>()
  let aliases = 0
  visit(document, {
    Value: (_, node) => {
      anchors.add(node.anchor)
      if (isMap(node)) checkKeys(node, placeAt)
    },
    Alias: (_, { source, range }, above) => {
      const place = placeAt(range?.[0])
      aliases++
      if (aliases > MAX_ALIASES) throw tooManyAliases(place)
      if (!anchors.has(source)) throw new FrontMatterError('a value begins with "*"', place, QUOTE)
      const isInside = above.some((node) => isNode(node) && 'anchor' in node && node.anchor === source)
      if (isInside) throw new FrontMatterError(`"*${source}" holds itself`, place, NO_ALIAS)
    },
  })
}

function checkKeys({ items }: YAMLMap, placeAt: PlaceAt): void {
  const names = new Set<string>()
  for (const { key } of items) {
    const name = String(key)
    const place = isNode(key) ? placeAt(key.range?.[0]) : {}
    if (names.has(name))
      throw new FrontMatterError(`${quote(name)} is there twice`, place, 'Keep one of the two.')
    names.add(name)
  }
}

/** People put a space behind the `#` of a comment; and a title that is only a comment was meant to be one. */
function doubtfulComments(document: Document, placeAt: PlaceAt): Comment[] {
  const found: Comment[] = []
  visit(document, {
    Scalar: (role, { value, comment, range }, above) => {
      const setting = above.find(isPair)
      if (role === 'key' || setting === undefined || !comment) return
      const key = String(setting.key)
      const isDoubtful = /^#*[^\s#]/.test(comment) || (value === '' && /^title$/i.test(key))
      const [text = ''] = comment.split('\n')
      if (isDoubtful) found.push({ key, text: `#${text}`, place: placeAt(range?.[0]) })
    },
  })
  return found
}

function keyNode({ contents }: Document, name: string): unknown {
  return isMap(contents) ? contents.items.find(({ key }) => String(key) === name)?.key : undefined
}

function nearestNode(document: Document, path: readonly PropertyKey[]): unknown {
  for (let depth = path.length; depth > 1; depth--) {
    const node = document.getIn(path.slice(0, depth), true)
    if (isNode(node)) return node
  }
  const node = document.getIn(path.slice(0, 1), true)
  return isNode(node) ? node : keyNode(document, String(path[0]))
}

function placeOf(node: unknown, placeAt: PlaceAt): Place {
  return isNode(node) && node.range ? placeAt(node.range[0]) : {}
}

function parseTomlText(text: string): Table {
  try {
    const lines = tomlLines(text)
    const placeOfKey = (key: string): Place => {
      const line = lines.get(key)
      return line === undefined ? {} : { line }
    }
    const placeOfValue = ([key]: readonly PropertyKey[]) => placeOfKey(String(key))
    return { fields: toFields(parseToml(text)), placeOfKey, placeOfValue, comments: [] }
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    if (error.message.includes('nested')) throw tooDeep({ line: error.line, column: error.column })
    const [message = ''] = error.message.replace('Invalid TOML document: ', '').split('\n')
    throw new FrontMatterError(message, { line: error.line, column: error.column })
  }
}

/** The lines of settings and tables, which smol-toml does not keep; lines within long texts are none. */
function tomlLines(text: string): Map<string, number> {
  const lines = new Map<string, number>()
  const plain = text.replace(/("""|''')[\s\S]*?\1/g, (long) => long.replace(/[^\n]/g, ''))
  let isTop = true
  for (const [index, line] of plain.split('\n').entries()) {
    const [, table, key] =
      /^(?:\[+\s*["']?([^\]."'\s]+)["']?\s*[.\]][^,]*$|["']?([^\s"'.=]+)["']?\s*[.=])/.exec(
        line.trimStart(),
      ) ?? []
    isTop &&= table === undefined
    const name = table ?? (isTop ? key : undefined)
    if (name !== undefined && !lines.has(name)) lines.set(name, index + 1)
  }
  return lines
}

function toFields(table: unknown): ReadonlyMap<string, unknown> {
  if (table === null || table === undefined || table === '') return new Map()
  if (typeof table !== 'object' || Array.isArray(table)) {
    throw new FrontMatterError('it is not a table of settings', {}, 'Write each setting as "key: value".')
  }
  return new Map(Object.entries(table))
}

const QUOTE = 'Put the whole value in quotation marks.'
const NO_ALIAS = 'Write the value out instead of repeating it with "*".'

/** The mistakes that people make, in their words. The others are told in the library's. */
const EXPLANATIONS: Partial<Record<YAMLError['code'], readonly [what: string, fix: string]>> = {
  BAD_SCALAR_START: ['a value begins with a sign that means something else in YAML', QUOTE],
  BLOCK_AS_IMPLICIT_KEY: [
    'this line has a second ":", or is indented too far',
    'Put a value that holds ":" in quotation marks, and begin a key where the keys above it begin.',
  ],
  MULTILINE_IMPLICIT_KEY: ['this is not "key: value"', 'Write each setting as "key: value".'],
  MULTIPLE_DOCS: ['there is a line that begins with "---" in it', 'Remove that line.'],
  TAB_AS_INDENT: ['this line is indented with a tab', 'Indent it with spaces.'],
  UNEXPECTED_TOKEN: ['something is left over at the end of a value', QUOTE],
}

/** How each language wants its settings. */
const ADVICE: Readonly<Record<Language, string>> = {
  yaml: 'Correct this line; a text that holds ":" or "#" or begins with a sign needs quotation marks.',
  toml: 'Correct this line; settings are written as key = value, and texts stand in quotation marks.',
  json: 'Correct this line; keys and texts stand in quotation marks, with a comma between two settings.',
}

function explain({ code, message }: YAMLError, place: Place, schema: 'failsafe' | 'json'): FrontMatterError {
  if (code === 'RESOURCE_EXHAUSTION') return tooDeep(place)
  if (schema === 'json') return new FrontMatterError('a sign is missing here or too much', place)
  const [what, fix] = EXPLANATIONS[code] ?? [message]
  return new FrontMatterError(what, place, fix)
}

function tooDeep(place?: Place): FrontMatterError {
  return new FrontMatterError('it is nested too deeply', place, 'Remove brackets or levels.')
}

function tooManyAliases(place?: Place): FrontMatterError {
  return new FrontMatterError('it repeats itself too often ("*")', place, NO_ALIAS)
}

function unreadable(path: string, block: Block, { message, place, fix }: FrontMatterError): Problem {
  const words = message
    .replace(/\s+/g, ' ')
    .replace(/[.:]\s*$/, '')
    .slice(0, MAX_MESSAGE)
    .toWellFormed()
  return {
    severity: 'error',
    path,
    ...inFile({ line: 2, ...place }, block),
    what: `The front matter is not valid ${block.language.toUpperCase()}: ${words}.`,
    fix: fix ?? ADVICE[block.language],
  }
}
