/** The tags and expressions of JSX, as far as their ends have to be found. */
import { spend } from './budget.ts'

export interface JsxTag {
  readonly end: number
  readonly isComponent: boolean
  readonly hasExpressions: boolean
  /** The same tag without expressions; strings in braces are ordinary values. */
  readonly html: string
}

/** In characters: a tag or an expression that is longer is none. */
const MAX_LENGTH = 5000

/** Braces in braces: an expression with more is none. */
const MAX_BRACES = 6

/** A text that shows a brace, as in `{'{'}`. */
const BRACE_STRING = '["\'`][{}]["\'`]'
const BRACES = Array.from({ length: MAX_BRACES }).reduce<string>(
  (inner) => `\\{(?:${BRACE_STRING}|(?!${BRACE_STRING})[^{}]|${inner})*\\}`,
  '\\{\\}',
)
const NAME = '[a-z_@:][\\w:@.-]*'
const VALUE = `"[^"<]*"|'[^'<]*'|[^\\s"'=<>\`{}]+|${BRACES}`
const TAG = new RegExp(
  `^<(/?)([a-z][\\w.:-]*)?(?:\\s+${NAME}(?:\\s*=\\s*(?:${VALUE}))?|\\s*${BRACES})*\\s*/?>`,
  'i',
)
const EXPRESSION = new RegExp(`"[^"]*"|'[^']*'|(?<!\\s)(?:\\s+(${NAME})\\s*=\\s*|\\s*)(${BRACES})`, 'gi')
const ONLY_BRACES = new RegExp(`^${BRACES}`)

/** Fragments, `<Tabs>` and `<motion.div>`. */
const COMPONENT = /^$|^[A-Z]|\./

/** A path or another string that stands alone in braces, or in `require()`. */
const STRING = /^\{\s*(?:require\(\s*)?(?:"([^"]*)"|'([^']*)'|`([^`$]*)`)\s*(?:\)(?:\.default)?)?\s*\}$/

/** The tag that begins at a position. */
export function jsxTagAt(text: string, position: number): JsxTag | undefined {
  const [written, , name = ''] = TAG.exec(text.slice(position, position + MAX_LENGTH)) ?? []
  if (written === undefined) return undefined
  const html = written.replace(EXPRESSION, (part, key: string | undefined, expression?: string) =>
    expression === undefined ? part : attributeOf(key, expression),
  )
  const [end, hasExpressions] = [position + written.length, html !== written]
  return { end, isComponent: COMPONENT.test(name), hasExpressions, html }
}

function attributeOf(key: string | undefined, expression: string): string {
  const value = key === undefined ? undefined : stringIn(expression)
  if (value !== undefined) return ` ${key}="${escaped(value)}"`
  return hides(key, expression) ? ' hidden' : ''
}

const HIDING_STYLE = /\b(?:display\s*:\s*["'`]none|visibility\s*:\s*["'`]hidden)["'`]/
const NO = /^\{\s*(?:false|null|undefined)\s*\}$/

/** Whether an attribute hides its element: `hidden={isOld}`, `style={{ display: 'none' }}`. */
function hides(key: string | undefined, expression: string): boolean {
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

/** The position behind the brace that closes the one at a position; a search in vain counts as work of the post. */
export function braceEnd(text: string, position: number, env: object): number | undefined {
  const [written] = ONLY_BRACES.exec(text.slice(position, position + MAX_LENGTH)) ?? []
  if (written === undefined) return void spend(env, 20)
  return position + written.length
}
