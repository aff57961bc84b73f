/** Decides whether a file is to be published. Anything unclear counts as no. */
import { nearestKey } from '../base/problem.ts'
import { NAMES } from './fields.ts'
import { HELD_FOLDERS, hasRule, heldInside, isSecret, verdictOf } from './held-back.ts'
import { foldKey, isNo, isTable, isYes } from './values.ts'

export type SettingPath = readonly [key: string, ...inside: string[]]

/**
 * `draft`: it stays in the folder, as its writer told dropfeed. `held`: a setting or a name of another system holds
 * it back. `unclear`: the setting may have been meant to keep it there.
 */
export type Intent = 'public' | 'draft' | Held | { readonly unclear: SettingPath }

export type Held =
  | { readonly held: SettingPath; readonly isSecret: boolean }
  | { readonly heldByName: string }
  | { readonly heldByLine: number; readonly text: string }

const DRAFT = new Set(['draft', 'isdraft'])

/** Jekyll's folder for what is not ready. */
const DRAFTS_FOLDER = /(?:^|\/)_drafts\//i

/**
 * Folders of drafts and templates in other systems, and files with an underscore in front, which Jekyll, Hexo, Astro
 * and Docusaurus leave out. Other folders may have one in front: `_posts`, and Jekyll's collections.
 */
const HELD_NAME = new RegExp(
  `(?:^|/)(_?(?:${HELD_FOLDERS.join('|')})|_(?:includes|layouts|templates|partials|data|hidden|trash)|_[^/]+$)(?:/|$)`,
  'iu',
)

/** Nuxt Content: `tea.draft.md`. */
const HELD_ENDING = /\.(draft|private)\.\w+$/i

/** Hugo's page of a folder, whatever its content. */
export const SECTION_PAGE = /(?:^|\/)_index(?:\.[\w-]+)?\.\w+$/i

/** Describes the folder, unless it has front matter. */
export const README = /(?:^|\/)readme\.\w+$/i

/** The strictest of everything that a post says; `body` may begin with settings outside the front matter. */
export function intentOf(path: string, fields: ReadonlyMap<string, unknown>, body: string): Intent {
  if (DRAFTS_FOLDER.test(path) || (README.test(path) && fields.size === 0)) return 'draft'
  const intents = [...fields].map(([name, value]) => intentOfField(name, value))
  return (
    intents.find((intent) => intent === 'draft') ??
    intents.find((intent) => typeof intent === 'object' && 'held' in intent) ??
    heldByName(path) ??
    heldByHeader(fields, body) ??
    intents.find((intent) => intent !== 'public') ??
    'public'
  )
}

function heldByName(path: string): Held | undefined {
  const composed = path.normalize('NFC')
  const [, name] = HELD_NAME.exec(composed) ?? HELD_ENDING.exec(composed) ?? []
  return name === undefined ? undefined : { heldByName: name }
}

/** `Status: draft` at the top of a text. Below front matter, a password may be one that the text is about. */
function heldByHeader(fields: ReadonlyMap<string, unknown>, body: string): Held | undefined {
  for (const { name, value, line } of headersOf(body)) {
    const secret = isSecret(name)
    if ((secret && fields.size > 0) || !holds(foldKey(name), value)) continue
    return { heldByLine: line, text: secret ? name : `${name}: ${value}` }
  }
  return undefined
}

function holds(key: string, value: unknown): boolean {
  return saysDraft(key, value) || verdictOf(key, value) === 'held'
}

function intentOfField(name: string, value: unknown): Intent {
  const key = foldKey(name)
  if (saysDraft(key, value)) return 'draft'
  if (DRAFT.has(key) && isNo(value)) return 'public'
  if (holds(key, value)) return { held: [name], isSecret: isSecret(name) }
  const isUnclear = DRAFT.has(key) || verdictOf(key, value) === 'unclear'
  if (isUnclear || isSlip(key, value)) return { unclear: [name] }
  return intentOfTable(name, value)
}

/** Whether some value of a key could keep a post from the public, or keep it there until a date. */
export function mayHoldBack(name: string): boolean {
  const key = foldKey(name)
  const isDated = [...NAMES.date, ...NAMES.expires, 'feed'].some((known) => foldKey(known) === key)
  return isDated || DRAFT.has(key) || hasRule(key) || isSlip(key, 'true') || isSlip(key, 'false')
}

function saysDraft(key: string, value: unknown): boolean {
  return DRAFT.has(key) && isYes(value)
}

/** `darft: true`, `draft:true` within braces, `publised: false` */
function isSlip(key: string, value: unknown): boolean {
  if (/^(?:is)?draft[^\p{L}\p{N}]/u.test(key)) return true
  return (
    (isYes(value) && nearestKey(key, ['draft', 'private', 'hidden', 'unlisted']) !== undefined) ||
    (isNo(value) && nearestKey(key, ['published', 'publish']) !== undefined)
  )
}

/** A key that stands below a table belongs to the table: in TOML always, in YAML if it is indented. */
function intentOfTable(name: string, value: unknown): Intent {
  const draft = draftInside(value)
  if (draft !== undefined) return { unclear: [name, ...draft] }
  const held = heldInside(foldKey(name), value)
  return held === undefined ? 'public' : { held: [name, ...held], isSecret: isSecret(held.at(-1) ?? '') }
}

/** The path of the first key below a table or list, at any depth, that would make the post a draft at the top. */
function draftInside(value: unknown): string[] | undefined {
  if (!isTable(value) && !Array.isArray(value)) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const folded = foldKey(key)
    if (isDraftInside(folded, inner)) return [key]
    const below = draftInside(inner)
    if (below !== undefined) return [key, ...below]
  }
  return undefined
}

function isDraftInside(key: string, value: unknown): boolean {
  return (DRAFT.has(key) && !isNo(value)) || (/^publish(?:ed)?$/.test(key) && isNo(value))
}

interface Header {
  readonly name: string
  readonly value: string
  /** Within the text, counted from 1. */
  readonly line: number
}

/** Nobody writes more; a text without line ends is not searched to its end. */
const HEAD = 4096

const HEADER = /^\s*(?:\.\. )?["']?(\p{L}[\p{L}\p{N} _-]{0,40})["']?[^\S\n]*(?:::?|=)[^\S\n]*(.*)$/u

/** Lines that may stand above the settings: a title, a fence within a comment. */
const ABOVE = /^(?:#{1,6}\s.*|%\s.*|-{3}|\+{3}|;{3})?$/

/** Marks of emphasis and of a list around a setting: `**Status:** draft`, `- status: draft`. */
const MARKS = /^[-*+]\s+|\*\*|__/g

/**
 * Settings at the top of a text without fences, as Pelican and MultiMarkdown write them (`Status: draft`), Nikola in
 * a comment (`.. status: private`), Dataview (`status:: draft`) and Notion below the title. They only hold a post back.
 */
export function headersOf(text: string): Header[] {
  const head = text.slice(0, HEAD)
  const lines = head.split('\n')
  const headers: Header[] = []
  for (const [index, line] of lines.entries()) {
    const written = line
      .replace(/^\s*<!--/, '')
      .replace(/-->.*$/, '')
      .replace(MARKS, '')
    const [, name = '', value = ''] = HEADER.exec(written) ?? []
    if (name !== '') headers.push({ name: name.trim(), value: unquoted(value), line: index + 1 })
    // a blank line ends them, but for those above the first; an indented line continues the one before
    else if (headers.length > 0 && !/^[^\S\n]+\S/.test(line)) break
    else if (headers.length === 0 && !ABOVE.test(written.trim())) break
  }
  return headers
}

function unquoted(value: string): string {
  return value.trim().replace(/^(["'])(.*)\1$/, '$2')
}
