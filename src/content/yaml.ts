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
  const options = { ...YAML_OPTIONS, schema, lineCounter: lines }
  const document = parseDocument(indented(text), options)
  const [error] = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0])
  if (error !== undefined) throw explain(error, placeAt(error.pos[0]), schema)
  const doubled = checkNodes(document, placeAt)
  return {
    doubled,
    fields: toFields(document.toJS()),
    placeOfKey: (key) => placeOf(keyNode(document, key), placeAt),
    placeOfValue: (path) => placeOf(nearestNode(document, path), placeAt),
    comments: schema === 'json' ? [] : doubtfulComments(document, placeAt),
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
 * Of a key that is there twice, the last value stays, as in other systems. Values are not repeated by "*": few people
 * know that, and a bomb is made of it.
 * @throws {FrontMatterError} where a value begins with "*" or "!", or such a key may hold the post back
 */
function checkNodes(document: Document, placeAt: PlaceAt): Settings['doubled'] {
  const doubled: Doubled[] = []
  const refuse = (sign: string, offset: number | undefined) => {
    throw new FrontMatterError(`a value begins with "${sign}"`, placeAt(offset), QUOTE)
  }
  visit(document, {
    Alias: (_, { range }) => refuse('*', range?.[0]),
    Value: (_, node) => {
      if (WORD_AS_TAG.test(node.tag ?? '')) refuse('!', node.range?.[0])
      if (isMap(node)) doubled.push(...takeLast(node, placeAt))
    },
  })
  return doubled
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
const NO_SETTING = ['this is not "key: value"', 'Write each setting as "key: value".'] as const

/** Common mistakes, by the library's code or the start of its message; others keep the message. */
const EXPLANATIONS: readonly (readonly [start: string, what: string, fix: string])[] = [
  [
    // `tags: [#tea, #cup]`, as Obsidian shows them
    'Comments must',
    'a value begins with "#", which begins a comment in YAML',
    'Remove the "#", or put the value in quotation marks.',
  ],
  ['Flow sequence', 'a list that opens with "[" is not closed', 'Add "]" at its end.'],
  ['Flow map', 'a table that opens with "{" is not closed', 'Add "}" at its end.'],
  ['Missing closing', 'a quotation mark is not closed', 'Add the same mark at the end of the value.'],
  ['Implicit map keys', ...NO_SETTING],
  ['MULTILINE_IMPLICIT_KEY', ...NO_SETTING],
  ['BAD_DQ_ESCAPE', '"\\" has another meaning within "…"', "Write '…' instead, or double the backslash."],
  ['BAD_SCALAR_START', 'a value begins with a character that has another meaning in YAML', QUOTE],
  [
    'BLOCK_AS_IMPLICIT_KEY',
    'this line has a second ":", or is indented too far',
    'Put a value that contains ":" in quotation marks, and indent a key like the keys above it.',
  ],
  ['MULTIPLE_DOCS', 'one of its lines begins with "---"', 'Remove that line.'],
  ['TAB_AS_INDENT', 'this line is indented with a tab', 'Indent it with spaces.'],
  ['UNEXPECTED_TOKEN', 'there is extra text after a value', QUOTE],
]

function explain({ code, message }: YAMLError, place: Place, schema: 'failsafe' | 'json'): FrontMatterError {
  if (code === 'RESOURCE_EXHAUSTION') return tooDeep(place)
  if (schema === 'json')
    return new FrontMatterError('a character is missing here, or there is one too many', place)
  const known = EXPLANATIONS.find(([start]) => start === code || message.startsWith(start))
  return new FrontMatterError(known?.[1] ?? message, place, known?.[2])
}
