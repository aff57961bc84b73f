/** What the publisher alone sees: the posts that were left out, and why. */
import { html } from 'hono/html'
import type { Problem } from '../model.ts'

export function problemBanner(problems: readonly Problem[]) {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const posts = new Set(errors.map(({ path }) => path)).size
  if (posts === 0) return ''
  return html`<aside class="problems" lang="en" dir="ltr" aria-label="Posts with problems">
<p><strong>${posts === 1 ? 'One post' : `${posts} posts`} cannot be published yet.</strong> This note is for you; readers never see it.</p>
<ul>
${errors.map(row)}</ul>
</aside>
`
}

function row({ path, line, what, why, fix }: Problem) {
  return html`<li><code>${path}${line === undefined ? '' : `:${line}`}</code> ${[what, why, fix].filter(Boolean).join(' ')}</li>
`
}
