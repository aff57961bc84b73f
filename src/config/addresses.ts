/** Addresses in a configuration: of the web, of posts, and old ones that lead to others. */
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

/** A mistake in the name of a variable. */
export function variableFault(template: string): Fault | undefined {
  const unknown = unknownVariable(template)
  if (unknown === undefined) return undefined
  const near = nearestKey(unknown, LINK_VARIABLES)
  const fix = near === undefined ? `Known are ${LINK_VARIABLES.join(', ')}.` : `Did you mean "${near}"?`
  return [`has ${quote(unknown)}, which stands for nothing`, fix]
}
