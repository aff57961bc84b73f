/** The template of the posts' addresses. */
import { nearestKey, quote } from '../problem.ts'
import type { Fault } from './addresses.ts'

const VARIABLES = [':slug', ':folder', ':year', ':month', ':day']

export function isLinkTemplate(template: string): boolean {
  const isAddress = template.startsWith('/') || /^https?:\/\//.test(template)
  return isAddress && template.includes(':slug') && unknownIn(template) === undefined
}

/** Undefined where all variables are known. */
export function templateFault(template: string): Fault | undefined {
  const unknown = unknownIn(template)
  if (unknown === undefined) return undefined
  const near = nearestKey(unknown, VARIABLES)
  const fix = near === undefined ? `Known are ${VARIABLES.join(', ')}.` : `Did you mean "${near}"?`
  return [`has ${quote(unknown)}, which stands for nothing`, fix]
}

/** A colon before a letter begins a variable, which ends with the letters. */
function unknownIn(template: string): string | undefined {
  return template.match(/:[a-z]+/gi)?.find((name) => !VARIABLES.includes(name))
}
