/** Reads front matter: plain YAML directly, everything else through engines.ts. */
import { cleanText } from '../base/text.ts'
import type { Problem, ReadableSource } from '../model.ts'
import { parseBlock } from './engines.ts'
import { type Block, findBlock, type Language } from './fences.ts'
import { FrontMatterError, NOTHING, type Settings, tooDeep } from './settings.ts'

export interface FrontMatter extends Settings {
  readonly body: string
  /** Counted from 1. */
  readonly bodyLine: number
}

/** Messages of the libraries quote the text; a line of it is enough. */
const MAX_MESSAGE = 120

/** The front matter and the body of a source, or the one problem that keeps it from being read. */
export function readFrontMatter(source: ReadableSource): FrontMatter | Problem {
  const text = plainText(source.text)
  const block = findBlock(text)
  if (block === undefined) return { ...NOTHING, body: text, bodyLine: 1 }
  if ('what' in block) return { severity: 'error', path: source.path, ...block }
  try {
    return { ...readBlock(block), body: block.body, bodyLine: block.bodyLine }
  } catch (error) {
    if (error instanceof FrontMatterError) return unreadable(source.path, block, error)
    if (error instanceof RangeError) return unreadable(source.path, block, tooDeep())
    throw error
  }
}

/** The body alone, of a source whose front matter was read before: the last so many UTF-16 units of its text. */
export function readBody(source: string, length: number): string {
  const text = plainText(source)
  return text.slice(text.length - length)
}

function plainText(source: string): string {
  return cleanText(source.replace(/^\uFEFF/, ''))
}

/** Most blocks are plain; the YAML parser runs on them only to find the place of a mistake. */
function readBlock(block: Block): Settings {
  const fields = block.language === 'yaml' ? readPlainYaml(block.text) : undefined
  if (fields === undefined) return parseBlock(block)
  let parsed: Settings | undefined
  const places = () => (parsed ??= parseBlock(block))
  return {
    ...NOTHING,
    fields,
    placeOfKey: (key) => places().placeOfKey(key),
    placeOfValue: (path) => places().placeOfValue(path),
  }
}

const ADVICE: Readonly<Record<Language, string>> = {
  yaml: 'Correct this line; text that contains ":" or "#", or begins with a punctuation mark, needs quotation marks.',
  toml: 'Correct this line. Write settings as key = value, and text in quotation marks.',
  json: 'Correct this line. Put keys and text in quotation marks, and a comma between two settings.',
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
    line: block.line,
    ...place,
    what: `The front matter is not valid ${block.language.toUpperCase()}: ${words}.`,
    fix: fix ?? ADVICE[block.language],
  }
}

/** `title: "Green tea"`, `date: 2026-01-31 18:30`, `tags: [tea, kitchen]` */
const LINE = /^([A-Za-z][\w-]*): (?:"([^"\\]*)"|'([^']*)'|\[([^[\]]+)\]|(\S.*))$/

/** Does not begin with a space, and holds nothing that YAML could take for a sign of its own. */
const SCALAR = /^[\p{L}\p{N}](?:[\p{L}\p{N} ./+()_“”’–—-]|:(?=[\p{L}\p{N}/]))*$/u

/**
 * Front matter as most posts have it: a text or a list of words on each line, without signs that YAML gives a meaning
 * to. It takes a hundredth of the time of a YAML parser. Undefined for any other block.
 */
export function readPlainYaml(block: string): ReadonlyMap<string, unknown> | undefined {
  const fields = new Map<string, unknown>()
  for (const line of block.split('\n')) {
    const [, key, double, single, list, scalar] = LINE.exec(line) ?? []
    if (key === undefined || fields.has(key)) return undefined
    const value = double ?? single ?? (list === undefined ? toScalar(scalar) : toList(list))
    if (value === undefined) return undefined
    fields.set(key, value)
  }
  return fields
}

function toList(text: string): string[] | undefined {
  // splitting at / *, */ takes quadratic time on a run of spaces
  const items = text.split(',').map((item) => toScalar(item.replace(/^ +/, '')))
  return items.every((item) => item !== undefined) ? items : undefined
}

/** Without trailing spaces, as YAML reads it. */
function toScalar(text = ''): string | undefined {
  return SCALAR.test(text) ? text.trimEnd() : undefined
}
