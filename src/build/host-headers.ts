/**
 * Header fields for static hosts that take them from a file `_headers` in the root of a site.
 * https://developers.cloudflare.com/pages/configuration/headers/
 * https://docs.netlify.com/manage/routing/headers/
 */

import { MEDIA_BASE, OWN } from '../base/paths.ts'
import { FILE_POLICY, REFERRER_POLICY } from '../pages/policy.ts'
import { here } from '../pages/site.ts'
import type { Manifest } from '../snapshot/snapshot.ts'

/** Of a line, in characters: Cloudflare ignores longer ones. */
const MAX_LINE = 2000

export const hostHeaders = { path: OWN.headers, text: headersText }

/**
 * A file matches two rules, and both hosts then send the fields of both. Pages name their policy themselves. The site may
 * be published at the root of its host or below its base path, so there is a rule for each.
 */
function headersText(manifest: Manifest): string {
  const roots = new Set(['', here(manifest)])
  const files = [...roots].map((root) => `${literal(root)}${MEDIA_BASE}*`)
  return [
    ...rule('/*', { 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': REFERRER_POLICY }),
    ...files.flatMap((path) => rule(path, { 'Content-Security-Policy': FILE_POLICY })),
  ].join('')
}

function rule(path: string, fields: Readonly<Record<string, string>>): string[] {
  if (path.length > MAX_LINE) return []
  return [`${path}\n`, ...Object.entries(fields).map(([name, value]) => `  ${name}: ${value}\n`)]
}

/** `*` and `:name` are wildcards in a rule. */
function literal(path: string): string {
  return path.replaceAll('*', '%2A').replaceAll(':', '%3A')
}
