/** The template of the posts' addresses. */

import { LINK_VARIABLES, NAME_VARIABLES, unknownVariable } from '../base/link-variables.ts'
import { isOwnAddress, isPlainPath } from '../base/paths.ts'
import { nearestKey, quote } from '../base/problem.ts'
import type { Fault } from './addresses.ts'

export function isLinkTemplate(template: string): boolean {
  const isAddress = template.startsWith('/') || /^https?:\/\//.test(template)
  return (
    isAddress &&
    NAME_VARIABLES.some((name) => template.includes(name)) &&
    templateFault(template) === undefined
  )
}

/** Undefined where all variables are known, and posts get addresses of their own. */
export function templateFault(template: string): Fault | undefined {
  if (isOwn(template))
    return [
      'leads to addresses of the site itself, such as its feeds and files',
      "Write it as links: '/posts/:slug'.",
    ]
  if (template.startsWith('/') && !isPlainPath(template))
    return ['is not a path of plain names', "Write it as links: '/posts/:slug'."]
  const unknown = unknownVariable(template)
  if (unknown === undefined) return undefined
  const near = nearestKey(unknown, LINK_VARIABLES)
  const fix = near === undefined ? `Known are ${LINK_VARIABLES.join(', ')}.` : `Did you mean "${near}"?`
  return [`has ${quote(unknown)}, which stands for nothing`, fix]
}

/** Whether the template gives every post an address that the site itself uses. */
function isOwn(template: string): boolean {
  return template.startsWith('/') && isOwnAddress(template.replace(/:[a-z]+/g, 'x'))
}
