/** What the publisher alone sees: the posts that were left out, and why. */
import { html } from 'hono/html'
import type { Problem } from '../model.ts'

/** Of the problems, these are told on every page; the rest is where all are. */
const MAX_ROWS = 5

export function problemBanner(problems: readonly Problem[]) {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const posts = new Set(errors.map(({ path }) => path)).size
  if (posts === 0) return ''
  return html`<aside class="problems" lang="en" dir="ltr" aria-label="Posts with problems">
<p><strong>${posts === 1 ? 'One post' : `${posts} posts`} cannot be published yet.</strong> This note is for you; readers never see it.</p>
<ul>
${errors.slice(0, MAX_ROWS).map(row)}${more(errors.length - MAX_ROWS)}</ul>
</aside>
`
}

function row({ path, line, what, why, fix }: Problem) {
  return html`<li><code>${path}${line === undefined ? '' : `:${line}`}</code> ${[what, why, fix].filter(Boolean).join(' ')}</li>
`
}

function more(count: number) {
  return count > 0 ? html`<li>and ${count} more: <code>dropfeed check</code> tells them all</li>\n` : ''
}
