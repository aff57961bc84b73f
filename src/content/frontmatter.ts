/** Reads front matter: plain YAML directly, everything else through engines.ts. */

import { cleanText } from '../base/text.ts'
import type { Problem, ReadableSource } from '../model.ts'
import { parseBlock } from './engines.ts'
import { type Block, findBlock, type Language } from './fences.ts'
import { readPlainYaml } from './plain-yaml.ts'
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

/** Advice for syntax errors in each language. */
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
