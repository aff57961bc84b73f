/** Values in a configuration that the schema checks with functions: addresses, and front matter that posts share. */
import { isGlob } from '../base/glob.ts'
import { LINK_VARIABLES, NAME_VARIABLES, unknownVariable } from '../base/link-variables.ts'
import { DOCUMENTS, isOwnAddress, isPlainPath } from '../base/paths.ts'
import { nearestKey, quote } from '../base/problem.ts'
import type { Problem } from '../model.ts'

/** A message about the configuration. */
export type Words = Pick<Problem, 'what' | 'fix'>

/** The predicate of a message about a key, and the fix. */
export type Fault = readonly [what: string, fix: string]

/** The main feeds always exist and go before every alias. */
const FEEDS = Object.values(DOCUMENTS).map(({ file }) => `/${file}`)

export function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}

/** Whether one alias can be followed, regardless of the others. */
export function isAlias(from: string, to: unknown): boolean {
  const isPath = from.startsWith('/') && !FEEDS.includes(from.replace(/\?.*/s, ''))
  return isPath && typeof to === 'string' && (to.startsWith('/') || isWebAddress(to))
}

export function leadsInCircle(from: string, aliases: Readonly<Record<string, string>>): boolean {
  const seen = new Set<string>()
  let at: string | undefined = from
  while (at !== undefined && !seen.has(at)) {
    seen.add(at)
    at = Object.hasOwn(aliases, at) ? aliases[at] : undefined
  }
  return at !== undefined
}

/** Whether posts get addresses of their own by a template, and none that the site itself uses. */
export function isLinkTemplate(template: string): boolean {
  const isPath = isPlainPath(template) && !isOwnAddress(template.replace(/:[a-z]+/g, 'x'))
  return (
    (template.startsWith('/') ? isPath : /^https?:\/\//.test(template)) &&
    NAME_VARIABLES.some((name) => template.includes(name)) &&
    unknownVariable(template) === undefined
  )
}

export function variableFault(template: string): Fault | undefined {
  const unknown = unknownVariable(template)
  if (unknown === undefined) return undefined
  const near = nearestKey(unknown, LINK_VARIABLES)
  const fix = near === undefined ? `Known are ${LINK_VARIABLES.join(', ')}.` : `Did you mean "${near}"?`
  return [`has ${quote(unknown)}, which stands for nothing`, fix]
}

/** Keys whose value no two posts can have, without signs between their words. */
const UNIQUE = new Set(['id', 'guid', 'slug', 'aliases', 'redirectfrom'])

/** Keys of a post's address; a template with variables such as `:slug` suits many posts. */
const ADDRESS = new Set(['permalink', 'url', 'path'])

/** Undefined where posts at a glob may share a value. */
export function defaultsFault(glob: string, value: unknown): Fault | undefined {
  if (!isGlob(glob)) return ['has no valid path', "Write it as 'notes/**'."]
  if (typeof value !== 'object' || value === null || !isData(value)) return undefined
  const unique = Object.entries(value).find(([name, own]) => isUnique(name, own))
  return (
    unique && [
      `has ${quote(unique[0])}, which no two posts can share`,
      'Write it in the front matter of each post, or a permalink as a template such as /notes/:slug/.',
    ]
  )
}

function isUnique(name: string, value: unknown): boolean {
  const key = name.replace(/[_-]/g, '').toLowerCase()
  return UNIQUE.has(key) || (ADDRESS.has(key) && typeof value === 'string' && !/:[a-z]/i.test(value))
}

/** Whether another thread can be handed a value: it has no functions and no circles. */
export function isData(value: unknown): boolean {
  try {
    structuredClone(value)
    return JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}
