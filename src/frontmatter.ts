/**
 * Front matter: which fences enclose it, and what it says. The sole user of gray-matter and of the YAML and
 * TOML libraries.
 *
 * gray-matter finds fences by prefix, takes a language from the file and lets the file switch options on;
 * so the fences are matched here, by whole lines, and gray-matter is handed a text with fences of our own,
 * a fixed language and engines that refuse everything else. Nothing in a file is ever evaluated.
 */
import matter from 'gray-matter'
import { parse as parseToml, TomlError } from 'smol-toml'
import { LineCounter, parseDocument } from 'yaml'
import type { Problem, ReadableSource } from './model.ts'
import { quote } from './problem.ts'
import { cleanText } from './text.ts'

type Language = 'yaml' | 'toml' | 'json'

export interface FrontMatter {
  /** Top-level keys as written, with texts, numbers, booleans, lists and tables. */
  readonly fields: ReadonlyMap<string, unknown>
  /** The line of the file on which a key stands, counted from 1. */
  readonly lineOf: (key: string) => number | undefined
  readonly body: string
  /** Counted from 1. */
  readonly bodyLine: number
}

/** A block between fences; `start` is the line of its first line, counted from 1. */
interface Block {
  readonly language: Language
  readonly text: string
  readonly start: number
  readonly body: string
  readonly bodyLine: number
}

/** A control character that {@link cleanText} has removed from every source: no file can hold this fence. */
const OWN_FENCE = '\u0001'

/** More aliases than a person writes, fewer than a bomb needs. */
const MAX_ALIASES = 100

/** Longest front matter in UTF-16 units; the longest in the wild are some kB. */
const MAX_FRONT_MATTER = 64 * 1024

const FENCES: Readonly<Record<string, Language>> = { '---': 'yaml', '+++': 'toml' }
const LANGUAGES: Readonly<Record<string, Language>> = {
  yaml: 'yaml',
  yml: 'yaml',
  toml: 'toml',
  json: 'json',
}

/** A first line such as `title: Tea` or `draft = true`: the opening fence was forgotten. */
const BARE_KEY = /^["']?(title|date|draft|tags|slug|layout|published|description|author)["']?\s*[:=]/i

class FrontMatterError extends Error {
  readonly line: number | undefined
  readonly column: number | undefined
  constructor(message: string, line?: number, column?: number) {
    super(message)
    this.line = line
    this.column = column
  }
}

/** The front matter and the body of a source, or the one problem that keeps it from being read. */
export function readFrontMatter(source: ReadableSource): FrontMatter | Problem {
  const text = cleanText(source.text.replace(/^\uFEFF/, ''))
  const block = findBlock(text)
  if (block === undefined) return { fields: new Map(), lineOf: () => undefined, body: text, bodyLine: 1 }
  if ('what' in block) return { severity: 'error', path: source.path, ...block }
  try {
    const fields = parseBlock(block)
    return { fields, lineOf: keyLine(block), body: block.body, bodyLine: block.bodyLine }
  } catch (error) {
    if (error instanceof FrontMatterError) return unreadable(source.path, block, error)
    throw error
  }
}

type Mistake = Pick<Problem, 'what' | 'why' | 'fix'> & { line: number }

/** The fenced block at the start of a text; undefined where there is none and nothing looks like one. */
function findBlock(text: string): Block | Mistake | undefined {
  const lines = text.split('\n')
  const first = lines.findIndex((line) => line.trim() !== '')
  const opening = lines[first]?.trimEnd() ?? ''
  if (opening === '{' || /^\{\s*"/.test(opening)) return jsonBlock(lines, first)
  const fence = opening.slice(0, 3)
  const language = FENCES[fence]
  if (language === undefined || opening[3] === fence[0]) return lookalike(lines, first)
  const info = opening.slice(3).trim().toLowerCase()
  const named = info === '' ? language : Object.hasOwn(LANGUAGES, info) ? LANGUAGES[info] : undefined
  if (named === undefined) return info.includes(' ') ? lookalike(lines, first) : refusedLanguage(first, info)
  return fencedBlock(lines, first, fence, named)
}

function fencedBlock(lines: string[], first: number, fence: string, language: Language): Block | Mistake {
  const closes = (line: string) =>
    line.trimEnd() === fence || (language === 'yaml' && line.trimEnd() === '...')
  const length = lines.slice(first + 1).findIndex(closes)
  const last = first + 1 + length
  if (length === -1) {
    return {
      line: first + 1,
      what: `The front matter that "${fence}" opens here is never closed.`,
      why: 'Without its end nobody can tell settings from text.',
      fix: `Put a line "${fence}" after the last setting; or start the file with text if it has no settings.`,
    }
  }
  return {
    language,
    text: lines.slice(first + 1, last).join('\n'),
    start: first + 2,
    body: lines.slice(last + 1).join('\n'),
    bodyLine: last + 2,
  }
}

/** Hugo's JSON front matter: an object from the first line on, closed by a `}` that starts a line. */
function jsonBlock(lines: string[], first: number): Block | Mistake {
  const oneLine = lines[first]?.trimEnd().endsWith('}') === true
  const length = oneLine ? 0 : lines.slice(first).findIndex((line) => line.trimEnd() === '}')
  if (length === -1) {
    return {
      line: first + 1,
      what: 'The JSON front matter that "{" opens here is never closed.',
      why: 'Without its end nobody can tell settings from text.',
      fix: 'Put a line "}" after the last setting.',
    }
  }
  const last = first + length
  return {
    language: 'json',
    text: lines.slice(first, last + 1).join('\n'),
    start: first + 1,
    body: lines.slice(last + 1).join('\n'),
    bodyLine: last + 2,
  }
}

function refusedLanguage(first: number, info: string): Mistake {
  return {
    line: first + 1,
    what: `Front matter in ${quote(info)} is not read.`,
    why: 'It may be a program, and nothing in a post is ever run.',
    fix: 'Write it as YAML (---), TOML (+++) or JSON.',
  }
}

/** Fails closed: settings whose fence is damaged would be published as text, a draft among them. */
function lookalike(lines: string[], first: number): Mistake | undefined {
  const rest = lines
    .slice(first)
    .join('\n')
    .replace(/^(?:\s*<!--[\s\S]*?-->)+\s*/, '')
  const [opening = '', next = ''] = rest.split('\n', 2).map((line) => line.trim())
  const isFence = /^(-{3,}|\+{3,})/.test(opening) && /^["']?[\w-]+["']?\s*[:=](\s|$)/.test(next)
  const isBare = BARE_KEY.test(opening) && /^(---|\+\+\+)\s*$/m.test(rest)
  if (!isFence && !isBare) return undefined
  return {
    line: first + 1,
    what: 'This looks like front matter, but its opening line is not exactly "---" or "+++".',
    why: 'Its settings would be published as text.',
    fix: 'Make "---" the first line of the file, without spaces before it and with nothing above it.',
  }
}

/** @throws {FrontMatterError} where the block is not valid in its language */
function parseBlock(block: Block): ReadonlyMap<string, unknown> {
  if (block.text.length > MAX_FRONT_MATTER) {
    throw new FrontMatterError(`it is longer than ${MAX_FRONT_MATTER / 1024} kB`)
  }
  const text = `${OWN_FENCE}\n${block.text}\n${OWN_FENCE}\n`
  const { data } = matter(text, { delimiters: OWN_FENCE, language: block.language, engines: ENGINES })
  return data.fields instanceof Map ? data.fields : new Map()
}

const refuse = {
  parse: (): never => {
    throw new FrontMatterError('its language is not read')
  },
}

/** Every engine that gray-matter brings is replaced: its own `javascript` evaluates the file. */
const ENGINES = {
  yaml: { parse: (text: string) => wrap(parseYaml(text, 'failsafe')) },
  json: { parse: (text: string) => wrap(parseYaml(text, 'json')) },
  toml: { parse: (text: string) => wrap(parseTomlText(text)) },
  javascript: refuse,
  coffee: refuse,
}

/** gray-matter reads options such as `excerpt_separator` from what an engine returns; so it sees one key. */
function wrap(table: unknown): { fields: ReadonlyMap<string, unknown> } {
  if (table === null || table === undefined || table === '') return { fields: new Map() }
  if (typeof table !== 'object' || Array.isArray(table)) {
    throw new FrontMatterError('it is not a table of settings such as "title: Tea"')
  }
  return { fields: new Map(Object.entries(table)) }
}

/** JSON is read as the YAML that it is: duplicate keys are found and errors have a place. */
function parseYaml(text: string, schema: 'failsafe' | 'json'): unknown {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { schema, lineCounter, prettyErrors: false, logLevel: 'silent' })
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0])
    throw new FrontMatterError(plain(error.message), line, col)
  }
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES })
  } catch (reason) {
    throw new FrontMatterError(plain(reason instanceof Error ? reason.message : String(reason)))
  }
}

function parseTomlText(text: string): unknown {
  try {
    return parseToml(text)
  } catch (error) {
    if (error instanceof TomlError) {
      const [message = ''] = error.message.split('\n')
      throw new FrontMatterError(
        plain(message.replace('Invalid TOML document: ', '')),
        error.line,
        error.column,
      )
    }
    throw error
  }
}

function plain(message: string): string {
  return message.replace(/\s+/g, ' ').replace(/[.:]\s*$/, '')
}

function unreadable(path: string, block: Block, error: FrontMatterError): Problem {
  // gray-matter hands the engines the block with the line end of the fence before it
  const line = block.start + Math.max(0, (error.line ?? 2) - 2)
  return {
    severity: 'error',
    path,
    line,
    ...(error.column === undefined ? {} : { column: error.column }),
    what: `The front matter is not valid ${block.language.toUpperCase()}: ${error.message}.`,
    fix: 'Correct this line; a text that holds ":" or "#" or begins with a sign needs quotation marks.',
  }
}

function keyLine(block: Block): (key: string) => number | undefined {
  const lines = block.text.split('\n')
  return (key) => {
    const starts = (line: string) => {
      const match = /^[\s{,]*["']?([^"':=]+?)["']?\s*[:=]/.exec(line)
      return match?.[1] === key
    }
    const index = lines.findIndex(starts)
    return index === -1 ? undefined : block.start + index
  }
}
