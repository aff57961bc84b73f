/** Whether a file is a post that is to be published. What is unclear is never taken for a yes. */
import { parseInstant } from '../dates.ts'
import { nearestKey } from '../problem.ts'
import { foldKey, isEmpty, isNo, isTable, isYes } from './values.ts'

/** `draft`: it stays in the folder. `unclear`: the key at this path may have been meant to keep it there. */
export type Intent = 'public' | 'draft' | { readonly unclear: readonly [key: string, ...inside: string[]] }

const DRAFT = new Set(['draft', 'isdraft'])
/** Jekyll's, Obsidian's and its gardens' names. */
const PUBLISHED = new Set(['published', 'publish', 'dgpublish'])

/** Jekyll's folder for what is not ready. */
const DRAFTS_FOLDER = /(?:^|\/)_drafts\//

/** What Hugo says of a folder of posts, whatever stands in it. */
const SECTION_PAGE = /(?:^|\/)_index(?:\.[\w-]+)?\.\w+$/i

/** What tells people about the folder, unless it says that it is a post. */
const README = /(?:^|\/)readme\.\w+$/i

/** Whether a file is no post, whatever is in it. */
export function isNoPost(path: string): boolean {
  return SECTION_PAGE.test(path)
}

/** The strictest of everything that a post says. */
export function intentOf(path: string, fields: ReadonlyMap<string, unknown>): Intent {
  if (DRAFTS_FOLDER.test(path) || (README.test(path) && fields.size === 0)) return 'draft'
  const intents = [...fields].map(([name, value]) => intentOfField(name, value))
  return (
    intents.find((intent) => intent === 'draft') ?? intents.find((intent) => intent !== 'public') ?? 'public'
  )
}

function intentOfField(name: string, value: unknown): Intent {
  const key = foldKey(name)
  if (saysNo(key, value)) return 'draft'
  if (DRAFT.has(key) && isNo(value)) return 'public'
  if (key === 'published' && isClear(value)) return 'public'
  if (DRAFT.has(key) || key === 'published' || isSlip(key, value)) return { unclear: [name] }
  return intentOfTable(name, value)
}

/** `draft: true`, `published: no`, `status: draft` */
function saysNo(key: string, value: unknown): boolean {
  if (key === 'status')
    return [value].flat().some((word) => typeof word === 'string' && foldKey(word) === 'draft')
  return (DRAFT.has(key) && isYes(value)) || (PUBLISHED.has(key) && isNo(value))
}

/** `published` is also where some write the date. */
function isClear(value: unknown): boolean {
  const text = value instanceof Date ? value.toISOString() : value
  return isEmpty(text) || isYes(text) || (typeof text === 'string' && parseInstant(text, 'UTC') !== undefined)
}

/** `darft: true`, `draft:true` within braces, `publised: false` */
function isSlip(key: string, value: unknown): boolean {
  if (/^(?:is)?draft[^\p{L}\p{N}]/u.test(key)) return true
  return (
    (isYes(value) && nearestKey(key, ['draft']) !== undefined) ||
    (isNo(value) && nearestKey(key, ['published', 'publish']) !== undefined)
  )
}

/** A key that stands below a table belongs to the table: in TOML always, in YAML if it is indented. */
function intentOfTable(name: string, value: unknown): Intent {
  const inside = holdingBack(value)
  return inside === undefined ? 'public' : { unclear: [name, ...inside] }
}

/** The path of the first key below a table or list, at any depth, that would hold the post back at the top. */
function holdingBack(value: unknown): string[] | undefined {
  if (!isTable(value) && !Array.isArray(value)) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const folded = foldKey(key)
    if (saysNo(folded, inner) || (DRAFT.has(folded) && !isNo(inner))) return [key]
    const below = holdingBack(inner)
    if (below !== undefined) return [key, ...below]
  }
  return undefined
}
