/** What the publisher alone sees: the posts that were left out, and why. */
import { html } from 'hono/html'
import type { Problem } from '../model.ts'

export function problemBanner(problems: readonly Problem[]) {
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return ''
  return html`<aside class="problems" lang="en" dir="ltr" aria-label="Posts that need you">
<p><strong>${errors.length === 1 ? 'One post needs you' : `${errors.length} problems need you`}.</strong> Only you see this: it is not in the feeds.</p>
<ul>${errors.map(row)}</ul>
</aside>
`
}

function row({ path, line, what, why, fix }: Problem) {
  return html`<li><code>${path}${line === undefined ? '' : `:${line}`}</code> ${what} ${why ?? ''} ${fix}</li>
`
}
