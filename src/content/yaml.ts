/** Front matter in YAML or JSON. The sole user of the YAML library. */
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
import { quote } from '../base/problem.ts'
import { mayHoldBack } from './drafts.ts'
import {
  type Comment,
  FrontMatterError,
  type LineInFile,
  type Place,
  type Settings,
  toFields,
  tooDeep,
} from './settings.ts'

/** Reported comments, at most: a list of tags that are all comments is one mistake. */
const MAX_COMMENTS = 10

/** `!Hola`; what programs write is rather `!ruby/object:Hash`. */
const WORD_AS_TAG = /^![^/:]*$/

/** More aliases than a person writes, fewer than a bomb needs. */
const MAX_ALIASES = 100

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
export function parseYaml(text: string, schema: 'failsafe' | 'json', lineInFile: LineInFile): Settings {
  const lines = new LineCounter()
  const placeAt: PlaceAt = (offset = 0) => {
    const { line, col } = lines.linePos(offset)
    return { line: lineInFile(line), column: col }
  }
  const options = { ...YAML_OPTIONS, schema, lineCounter: lines, merge: schema === 'failsafe' }
  const document = parseDocument(indented(text), options)
  const [error] = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0])
  if (error !== undefined) throw explain(error, placeAt(error.pos[0]), schema)
  const doubled = checkNodes(document, placeAt)
  return {
    doubled,
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

/** A value in quotation marks over several lines. */
const QUOTED_LINES = /^[\w-]+:[^\S\n]+(?:"(?:\\.|[^"\\])*"|'[^']*')[^\S\n]*$/gms

/** Other systems do not ask that the further lines of such a value are indented. */
function indented(text: string): string {
  return text.replace(QUOTED_LINES, (setting) => setting.replaceAll(/\n(?=\S|$)/g, '\n '))
}

type PlaceAt = (offset?: number) => Place

/**
 * Of a key that is there twice, the last value stays, as in other systems.
 * @throws {FrontMatterError} where such a key may hold the post back, an alias is too many, of nothing, or of itself, or
 * a word that was to be read is a tag that means nothing
 */
function checkNodes(document: Document, placeAt: PlaceAt): Settings['doubled'] {
  const doubled: Doubled[] = []
  const anchors = new Set<string | undefined>()
  let aliases = 0
  visit(document, {
    Value: (_, node) => {
      anchors.add(node.anchor)
      if (WORD_AS_TAG.test(node.tag ?? '')) throw beginsWith('!', placeAt(node.range?.[0]))
      if (isMap(node)) doubled.push(...takeLast(node, placeAt))
    },
    Alias: (_, { source, range }, above) => {
      const place = placeAt(range?.[0])
      aliases++
      if (aliases > MAX_ALIASES) throw tooManyAliases(place)
      if (!anchors.has(source)) throw beginsWith('*', place)
      const isInside = above.some((node) => isNode(node) && 'anchor' in node && node.anchor === source)
      if (isInside) throw new FrontMatterError(`"*${source}" holds itself`, place, NO_ALIAS)
    },
  })
  return doubled
}

function beginsWith(sign: string, place: Place): FrontMatterError {
  return new FrontMatterError(`a value begins with "${sign}"`, place, QUOTE)
}

type Doubled = Settings['doubled'][number]

/** Removes all but the last of the settings with the same key. */
function takeLast(map: YAMLMap, placeAt: PlaceAt): Doubled[] {
  const last = new Map(map.items.map((item) => [String(item.key), item]))
  if (last.size === map.items.length) return []
  const seen = new Set<string>()
  const doubled = map.items.flatMap(({ key: node }): Doubled[] => {
    const key = String(node)
    const isFirst = !seen.has(key)
    seen.add(key)
    return isFirst ? [] : [{ key, place: isNode(node) ? placeAt(node.range?.[0]) : {} }]
  })
  const unclear = doubled.find(({ key }) => mayHoldBack(key))
  if (unclear !== undefined)
    throw new FrontMatterError(`${quote(unclear.key)} is there twice`, unclear.place, 'Keep one of the two.')
  map.items = map.items.filter((item) => last.get(String(item.key)) === item)
  return doubled
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
      if (isDoubtful && found.length < MAX_COMMENTS)
        found.push({ key, text: `#${text}`, place: placeAt(range?.[0]) })
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

const QUOTE = 'Put the whole value in quotation marks.'
const NO_ALIAS = 'Write the value out instead of repeating it with "*".'

/** Explanations of common mistakes; other errors keep the library's message. */
const EXPLANATIONS: Partial<Record<YAMLError['code'], readonly [what: string, fix: string]>> = {
  BAD_DQ_ESCAPE: ['"\\" has another meaning within "…"', "Write '…' instead, or double the backslash."],
  BAD_SCALAR_START: ['a value begins with a character that has another meaning in YAML', QUOTE],
  BLOCK_AS_IMPLICIT_KEY: [
    'this line has a second ":", or is indented too far',
    'Put a value that contains ":" in quotation marks, and indent a key like the keys above it.',
  ],
  MULTILINE_IMPLICIT_KEY: ['this is not "key: value"', 'Write each setting as "key: value".'],
  MULTIPLE_DOCS: ['one of its lines begins with "---"', 'Remove that line.'],
  TAB_AS_INDENT: ['this line is indented with a tab', 'Indent it with spaces.'],
  UNEXPECTED_TOKEN: ['there is extra text after a value', QUOTE],
}

/** Mistakes that share a code, by the start of the library's message. */
const BY_MESSAGE: readonly (readonly [start: string, what: string, fix: string])[] = [
  // `tags: [#tea, #cup]`, as Obsidian shows them
  [
    'Comments must',
    'a value begins with "#", which begins a comment in YAML',
    'Remove the "#", or put the value in quotation marks.',
  ],
  ['Flow sequence', 'a list that opens with "[" is not closed', 'Add "]" at its end.'],
  ['Flow map', 'a table that opens with "{" is not closed', 'Add "}" at its end.'],
  ['Missing closing', 'a quotation mark is not closed', 'Add the same mark at the end of the value.'],
  ['Implicit map keys', 'this is not "key: value"', 'Write each setting as "key: value".'],
]

function explain({ code, message }: YAMLError, place: Place, schema: 'failsafe' | 'json'): FrontMatterError {
  if (code === 'RESOURCE_EXHAUSTION') return tooDeep(place)
  if (schema === 'json')
    return new FrontMatterError('a character is missing here, or there is one too many', place)
  const [, known, remedy] = BY_MESSAGE.find(([start]) => message.startsWith(start)) ?? []
  const [what, fix] = known === undefined ? (EXPLANATIONS[code] ?? [message]) : [known, remedy]
  return new FrontMatterError(what, place, fix)
}

function tooManyAliases(place?: Place): FrontMatterError {
  return new FrontMatterError('it repeats values too often ("*")', place, NO_ALIAS)
}
