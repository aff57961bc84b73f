/** Front matter in TOML. The sole user of the TOML library. */
import { parse, TomlError } from 'smol-toml'
import {
  FrontMatterError,
  type LineInFile,
  NOTHING,
  type Place,
  type Settings,
  toFields,
  tooDeep,
} from './settings.ts'

/** @throws {FrontMatterError} where it is no TOML */
export function parseToml(text: string, lineInFile: LineInFile): Settings {
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
