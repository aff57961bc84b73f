/** The template of the posts' addresses. */

import { isOwnAddress } from '../base/paths.ts'
import { nearestKey, quote } from '../base/problem.ts'
import type { Fault } from './addresses.ts'

const NAMES = [':slug', ':title', ':name', ':filename', ':slugorfilename', ':notepath']
const VARIABLES = [...NAMES, ':folder', ':year', ':month', ':day', ':namedate']

export function isLinkTemplate(template: string): boolean {
  const isAddress = template.startsWith('/') || /^https?:\/\//.test(template)
  return isAddress && NAMES.some((name) => template.includes(name)) && templateFault(template) === undefined
}

/** Undefined where all variables are known, and posts get addresses of their own. */
export function templateFault(template: string): Fault | undefined {
  if (isOwn(template))
    return [
      'leads to addresses of the site itself, such as its feeds and files',
      "Write it as links: '/posts/:slug'.",
    ]
  const unknown = unknownIn(template)
  if (unknown === undefined) return undefined
  const near = nearestKey(unknown, VARIABLES)
  const fix = near === undefined ? `Known are ${VARIABLES.join(', ')}.` : `Did you mean "${near}"?`
  return [`has ${quote(unknown)}, which stands for nothing`, fix]
}

/** Whether the template gives every post an address that the site itself uses. */
function isOwn(template: string): boolean {
  return template.startsWith('/') && isOwnAddress(template.replace(/:[a-z]+/g, 'x'))
}

/** A colon before a letter begins a variable, which ends with the letters. */
function unknownIn(template: string): string | undefined {
  return template.match(/:[a-z]+/gi)?.find((name) => !VARIABLES.includes(name))
}
