/**
 * Front matter in YAML, TOML or JSON, read by whole parsers. The sole user of gray-matter and smol-toml.
 *
 * gray-matter finds fences by prefix, takes a language from the file and lets the file switch options on; so
 * fences.ts finds them, and gray-matter is handed a text with fences of our own, a fixed language and engines that
 * refuse everything else. Nothing in a file is ever evaluated.
 */
import matter from 'gray-matter'
import { parse, TomlError } from 'smol-toml'
import type { Block } from './fences.ts'
import {
  FrontMatterError,
  type LineInFile,
  NOTHING,
  type Place,
  type Settings,
  toFields,
  tooDeep,
} from './settings.ts'
import { parseYaml } from './yaml.ts'

/** A control character that `cleanText` has removed from every source: no file can hold this fence. */
const OWN_FENCE = '\u0001'

/**
 * @throws {FrontMatterError} where the block is not valid in its language
 * @throws {RangeError} where it is nested so deeply that the stack overflows
 */
export function parseBlock({ text, language, line }: Block): Settings {
  const fenced = `${OWN_FENCE}\n${text}\n${OWN_FENCE}\n`
  // the engines get the block with the line end of the fence before it
  const lineInFile = (ours: number) => line + Math.max(0, ours - 2)
  let settings = NOTHING
  // gray-matter reads options such as `excerpt_separator` from what an engine returns; so it gets nothing
  const engine = (read: (block: string) => Settings) => ({
    parse: (block: string) => {
      settings = read(block)
      return {}
    },
  })
  const engines = {
    yaml: engine((block) => parseYaml(block, 'failsafe', lineInFile)),
    json: engine((block) => parseYaml(block, 'json', lineInFile)),
    toml: engine((block) => parseToml(block, lineInFile)),
    // every engine of gray-matter's own is replaced: its `javascript` evaluates the file
    javascript: engine(refuse),
    coffee: engine(refuse),
  }
  matter(fenced, { delimiters: OWN_FENCE, language, engines })
  return settings
}

function refuse(): never {
  throw new FrontMatterError('its language is not read')
}

/** @throws {FrontMatterError} where it is no TOML */
function parseToml(text: string, lineInFile: LineInFile): Settings {
  try {
    const lines = tomlLines(text)
    const placeOfKey = (key: string): Place => {
      const line = lines.get(key)
      return line === undefined ? {} : { line: lineInFile(line) }
    }
    const placeOfValue = ([key]: readonly PropertyKey[]) => placeOfKey(String(key))
    return { ...NOTHING, fields: toFields(parse(text)), placeOfKey, placeOfValue }
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const place = { line: lineInFile(error.line), column: error.column }
    if (error.message.includes('nested')) throw tooDeep(place)
    const [message = ''] = error.message.replace('Invalid TOML document: ', '').split('\n')
    throw new FrontMatterError(message, place)
  }
}

/** The lines of keys and tables, which smol-toml does not keep; lines of multi-line strings do not count. */
function tomlLines(text: string): Map<string, number> {
  const lines = new Map<string, number>()
  const plain = text.replace(/("""|''')[\s\S]*?\1/g, (long) => long.replace(/[^\n]/g, ''))
  let isTop = true
  for (const [index, line] of plain.split('\n').entries()) {
    const [, table, key] =
      /^(?:\[{1,2}\s*["']?([^[\]."'\s]+)["']?\s*[.\]][^,]*$|["']?([^\s"'.=]+)["']?\s*[.=])/.exec(
        line.trimStart(),
      ) ?? []
    isTop &&= table === undefined
    const name = table ?? (isTop ? key : undefined)
    if (name !== undefined && !lines.has(name)) lines.set(name, index + 1)
  }
  return lines
}
