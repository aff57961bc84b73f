/**
 * Where the front matter of a text begins and ends: at the top of the file, between whole lines that are exactly a
 * fence. What only resembles that is a mistake and never text: its settings, a `draft: true` among them, would be
 * published.
 */

import { quote } from '../base/problem.ts'
import type { Problem } from '../model.ts'

export type Language = 'yaml' | 'toml' | 'json'

export interface Block {
  readonly language: Language
  readonly text: string
  /** The line of the file on which the text begins, counted from 1. */
  readonly line: number
  readonly body: string
  /** Counted from 1. */
  readonly bodyLine: number
}

export type Mistake = Omit<Problem, 'severity' | 'path'>

/** The longest front matter in the wild has some kB; the YAML library takes up to a second for 50 kB of braces. */
const MAX_LENGTH = 32 * 1024
/** gray-matter's time grows with the square of blank lines. */
const MAX_LINES = 2000
/** Line ends in the regular expressions of gray-matter. */
const LINE_END = /[\n\u2028\u2029]/

const HEAD = 4096

const FENCES: Readonly<Record<string, Language>> = { '---': 'yaml', '+++': 'toml' }
const LANGUAGES = new Map(Object.entries<Language>({ yaml: 'yaml', yml: 'yaml', toml: 'toml', json: 'json' }))

/** The first line of Hugo's JSON front matter, or of YAML in braces, which is refused as JSON. */
const JSON_OPENING = /^\{\s*(?:$|["']|[\w-]+\s*:)/

const COMMENTS = /^(?:[\s\p{Cf}]*<!--[\s\S]*?-->)*[\s\p{Cf}]*/u
/** A line that was meant as a fence (`----`, `--- x`, `—`), and a setting below it. */
const OTHER_FENCE = /^(?:[-+=~;]{3,}[^\n]*|[-–—]{1,3})\n\s*["']?[\w-]+["']?[^\S\n]*[:=](?:\s|$)/
const COMMON = 'title|date|draft|tags|slug|layout|published|description|author'
const SETTING = String.raw`["']?(?:${COMMON})["']?\s*[:=]`
/** Hexo's JSON front matter has no braces; it stands between lines of semicolons, or above one. */
const SEMICOLONS = /^(?:;{3,}[^\S\n]*\n|\s*"[\w-]+"\s*:[\s\S]*\n;{3,}[^\S\n]*(?:\n|$))/
/** Settings in a block of code, as assistants write them. */
const CODE = new RegExp(String.raw`^(?:${'`'}{3,}|~{3,})[^\n]*\n(?:[-+]{3}\n)?${SETTING}`, 'i')
const NO_OPENING = new RegExp(String.raw`^${SETTING}[\s\S]*\n(?:---|\+\+\+)[^\S\n]*(?:\n|$)`, 'i')
/** The same as lines of YAML alone. */
const UNOPENED = new RegExp(
  String.raw`^(?:${COMMON}):(?:[^\S\n][^\n]*)?\n(?:(?:[\w-]+:|- |[^\S\n]+\S)[^\n]*\n)*(?=-{3,}[^\S\n]*(?:\n|$))`,
  'i',
)
const DRAFT =
  /^[\s\p{Cf}>]*["']?(?:(?:is[_-]?)?draft["']?\s*[:=]\s*["']?(?:true|yes|on|y|1)|publish(?:ed)?["']?\s*[:=]\s*["']?(?:false|no|off|n|0))\b/imu
const MISPLACED = [OTHER_FENCE, SEMICOLONS, CODE, NO_OPENING, DRAFT]
/** A post may begin with an example of front matter. */
const EXAMPLE = /^(?:`{3}|~{3})/

/** The front matter of a clean text; undefined if nothing looks like front matter. */
export function findBlock(text: string): Block | Mistake | undefined {
  const start = text.lastIndexOf('\n', Math.max(0, text.search(/\S/))) + 1
  const block = openBlock(text, start) ?? unopenedBlock(text, start)
  if (block === undefined) return strayFence(text, start)
  return 'what' in block ? block : (strayDraft(block) ?? block)
}

function openBlock(text: string, start: number): Block | Mistake | undefined {
  const opening = text.slice(start, endOfLine(text, start)).trimEnd()
  if (JSON_OPENING.test(opening)) return jsonBlock(text, start)
  const fence = opening.slice(0, 3)
  const language = FENCES[fence]
  if (language === undefined || opening[3] === fence[0]) return undefined
  const info = opening.slice(3).trim().toLowerCase()
  const named = info === '' ? language : LANGUAGES.get(info)
  if (named !== undefined) return fencedBlock(text, start, fence, named)
  if (/\s/.test(info)) return undefined
  return {
    line: lineAt(text, start),
    what: `Front matter in ${quote(info)} is not read.`,
    why: 'It may be a program, and nothing in a post is ever run.',
    fix: 'Write it as YAML (---), TOML (+++) or JSON.',
  }
}

function fencedBlock(text: string, start: number, fence: string, language: Language): Block | Mistake {
  const from = endOfLine(text, start) + 1
  const closing = closingOf(fence, language)
  closing.lastIndex = from
  const end = closing.exec(text)?.index
  if (end === undefined) return neverClosed(lineAt(text, start), fence)
  return block(text, language, from, Math.max(from, end - 1), endOfLine(text, end) + 1)
}

/** Hugo takes more dashes for a fence, too, and a YAML document may end with dots. */
function closingOf(fence: string, language: Language): RegExp {
  const signs = fence === '+++' ? '\\+{3}' : language === 'yaml' ? '-{3,}|\\.{3}' : '-{3,}'
  return new RegExp(`^(?:${signs})[^\\S\\n]*$`, 'gm')
}

/** The settings of Hexo, which needs no opening fence: nothing but lines of YAML above a closing one. */
function unopenedBlock(text: string, start: number): Block | Mistake | undefined {
  const head = text.slice(start, start + HEAD)
  const [settings] = UNOPENED.exec(head) ?? []
  if (settings === undefined) return undefined
  const end = start + settings.length
  return block(text, 'yaml', start, end - 1, endOfLine(text, end) + 1)
}

/** An unclosed string extends to the end, so no search fails there and starts again at the next quotation mark. */
const STRING_OR_BRACE = /"(?:\\.|[^"\\])*"?|[{}]/gs

/** An object from the first line on; braces in texts do not count. */
function jsonBlock(text: string, start: number): Block | Mistake {
  let depth = 0
  for (const { 0: part, index } of text.slice(start, start + MAX_LENGTH).matchAll(STRING_OR_BRACE)) {
    if (part === '{') depth++
    if (part === '}') depth--
    if (depth > 0) continue
    const end = start + index + 1
    const rest = text.slice(end, endOfLine(text, end)).trim() === ''
    return block(text, 'json', start, end, rest ? endOfLine(text, end) + 1 : end)
  }
  return neverClosed(lineAt(text, start), '{')
}

function block(text: string, language: Language, from: number, to: number, body: number): Block | Mistake {
  const inside = text.slice(from, to)
  const line = lineAt(text, from)
  const lines = inside.length > MAX_LENGTH ? Infinity : inside.split(LINE_END).length
  if (lines > MAX_LINES)
    return {
      line,
      what: `The front matter is longer than ${MAX_LENGTH / 1024} kB or ${MAX_LINES} lines.`,
      why: 'It probably closes too late, so that it includes the text of the post.',
      fix: 'Close it after the last setting, with a line like the one that opens it.',
    }
  return {
    language,
    text: inside,
    line,
    body: text.slice(body),
    bodyLine: lineAt(text, Math.min(body, text.length)),
  }
}

function strayFence(text: string, start: number): Mistake | undefined {
  const head = text.slice(start, start + HEAD)
  const [comments = ''] = COMMENTS.exec(head) ?? []
  const rest = head.slice(comments.length)
  if (!MISPLACED.some((pattern) => pattern.test(rest))) return undefined
  return {
    line: lineAt(text, start),
    what: 'This looks like front matter, but its opening line is not exactly "---" or "+++".',
    why: 'Its settings would be published as text.',
    fix: 'Make "---" the first line of the file, without spaces before it and with nothing above it.',
  }
}

/** A closing fence too early leaves settings at the top of the body. */
function strayDraft({ body, bodyLine }: Block): Mistake | undefined {
  const start = Math.max(0, body.search(/\S/))
  const head = body.slice(start, start + HEAD)
  const [paragraph = ''] = head.replace(/^[-+]{3,}\s*\n/, '').split(/\n\s*\n/, 1)
  const draft = EXAMPLE.test(head) ? undefined : DRAFT.exec(paragraph)?.[0].trim()
  if (draft === undefined) return undefined
  return {
    line: bodyLine - 1 + lineAt(body, body.indexOf(draft, start)),
    what: `A setting is below the front matter: ${quote(draft)}.`,
    why: 'It would be published as text, and the post with it.',
    fix: 'Move it above the line that closes the front matter.',
  }
}

function neverClosed(line: number, fence: string): Mistake {
  const closing = fence === '{' ? '}' : fence
  return {
    line,
    what: `The front matter that "${fence}" opens here is never closed.`,
    why: 'Without its end, settings and text cannot be told apart.',
    fix: `Add a line "${closing}" after the last setting; or delete the first line if the post has no settings.`,
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

/** The line of an index, counted from 1. */
function lineAt(text: string, index: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line++
  return line
}
