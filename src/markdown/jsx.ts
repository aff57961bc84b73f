/** The tags and expressions of JSX, as far as their ends have to be found. */
import { spend } from './budget.ts'

export interface JsxTag {
  readonly end: number
  /** '' for a fragment. */
  readonly name: string
  readonly isComponent: boolean
  readonly hasExpressions: boolean
  /** The same tag without expressions; strings in braces are ordinary values. */
  readonly html: string
}

/** In characters: longer is none. */
const MAX_LENGTH = 5000
const MAX_STRING = 1000

const START = /<(\/?)([a-z][\w.:-]*)?/iy
const NAME = /[ \t\n]*([a-z_@:][\w:@.-]*)?[ \t\n]*(=?)[ \t\n]*/iy
const VALUE = /"[^"<]*"|'[^'<]*'|[^\s"'=<>`{}]+/y
const TAG_END = /[ \t\n]*\/?>/y

/** A path or another string that stands alone in braces, or in `require()`. */
const STRING = /^\{\s*(?:require\(\s*)?(?:"([^"]*)"|'([^']*)'|`([^`$]*)`)\s*(?:\)(?:\.default)?)?\s*\}$/

/** The position behind a match at a position; undefined if there is none. */
function skip(pattern: RegExp, text: string, position: number): RegExpExecArray | undefined {
  pattern.lastIndex = position
  return pattern.exec(text) ?? undefined
}

/**
 * The tag that begins at a position.
 * @param env takes the cost, for the budget of the post
 */
export function jsxTagAt(text: string, position: number, env: object): JsxTag | undefined {
  const [start = '', slash = '', name = ''] = skip(START, text, position) ?? []
  if (start === '') return undefined
  const parts = [name]
  let hasExpressions = false
  let at = position + start.length
  while (at - position < MAX_LENGTH) {
    const [end] = skip(TAG_END, text, at) ?? []
    if (end !== undefined) {
      const html = `<${slash}${parts.join(' ')}${end.trim()}`
      return { end: at + end.length, name, isComponent: COMPONENT.test(name), hasExpressions, html }
    }
    const attribute = attributeAt(text, at, env)
    if (attribute === undefined) return undefined
    hasExpressions ||= attribute.isExpression
    if (attribute.html !== '') parts.push(attribute.html)
    at = attribute.end
  }
  return undefined
}

/** Fragments, `<Tabs>` and `<motion.div>`. */
const COMPONENT = /^$|^[A-Z]|\./

interface Attribute {
  readonly end: number
  readonly isExpression: boolean
  /** '' where nothing of it is left. */
  readonly html: string
}

function attributeAt(text: string, position: number, env: object): Attribute | undefined {
  const [before = '', key = '', equals = ''] = skip(NAME, text, position) ?? []
  const start = position + before.length
  if (text.charAt(start) === '{' && (key === '' || equals !== '')) return expressionAt(text, start, key, env)
  const [value = ''] = equals === '' ? [] : (skip(VALUE, text, start) ?? [])
  if (key === '' || (equals !== '' && value === '')) return undefined
  return { end: start + value.length, isExpression: false, html: `${key}${equals}${value}` }
}

function expressionAt(text: string, start: number, key: string, env: object): Attribute | undefined {
  const end = braceEnd(text, start, env)
  if (end === undefined) return undefined
  const expression = text.slice(start, end)
  const value = key === '' ? undefined : stringIn(expression)
  if (value !== undefined) return { end, isExpression: true, html: `${key}="${escaped(value)}"` }
  return { end, isExpression: true, html: hides(key, expression) ? 'hidden' : '' }
}

const HIDING_STYLE = /\b(?:display\s*:\s*["'`]none|visibility\s*:\s*["'`]hidden)["'`]/
const NO = /^\{\s*(?:false|null|undefined)\s*\}$/

/** Whether an attribute hides its element: `hidden={isOld}`, `style={{ display: 'none' }}`. */
function hides(key: string, expression: string): boolean {
  return key === 'style' ? HIDING_STYLE.test(expression) : key === 'hidden' && !NO.test(expression)
}

/** The text of an expression that is only a string. */
export function stringIn(expression: string): string | undefined {
  const [, double, single, template] = STRING.exec(expression) ?? []
  return double ?? single ?? template
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}

/** The position behind the brace that closes the one at a position. */
export function braceEnd(text: string, position: number, env: object): number | undefined {
  let depth = 0
  const limit = Math.min(text.length, position + MAX_LENGTH)
  for (let at = position; at < limit; at++) {
    const sign = text.charAt(at)
    if (sign === '{') depth++
    else if (sign === '}') depth--
    else if (sign === '"' || sign === "'" || sign === '`') at = stringEnd(text, at, sign)
    if (depth > 0) continue
    spend(env, Math.ceil((at - position) / 100))
    return at + 1
  }
  spend(env, Math.ceil((limit - position) / 50))
  return undefined
}

/** The closing quotation mark; the same position if the sign is an apostrophe. */
export function stringEnd(text: string, position: number, sign: string): number {
  for (let at = position + 1; at < Math.min(text.length, position + MAX_STRING); at++) {
    const one = text.charAt(at)
    if (one === '\\') at++
    else if (one === sign) return at
    else if (one === '\n' && sign !== '`') return position
  }
  return position
}
