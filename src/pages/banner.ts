/** The posts that are left out and why, for the publisher alone. */
import { html } from 'hono/html'
import { count } from '../base/count.ts'
import type { Problem } from '../model.ts'

/** Posts listed on every page. */
const MAX_ROWS = 5

export function problemBanner(problems: readonly Problem[]) {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const posts = [...Map.groupBy(errors, ({ path }) => path).values()]
  if (posts.length === 0) return ''
  return html`<aside class="problems" lang="en" dir="ltr" aria-label="Posts with problems">
<p><strong>${posts.length === 1 ? 'One post' : `${posts.length} posts`} cannot be published yet.</strong> This note is for you; readers never see it.</p>
<ul>
${posts.slice(0, MAX_ROWS).map(row)}${rest(posts.length - MAX_ROWS)}</ul>
</aside>
`
}

/** A post with the first of its problems, and the number of the others. */
function row([first, ...others]: readonly Problem[]) {
  if (first === undefined) return ''
  const { path, line, what, why, fix } = first
  const more = others.length === 0 ? '' : ` This post has ${count(others.length, 'more problem')}.`
  return html`<li><code>${path}${line === undefined ? '' : `:${line}`}</code> ${[what, why, fix].filter(Boolean).join(' ')}${more}</li>
`
}

function rest(posts: number) {
  return posts > 0
    ? html`<li>and ${count(posts, 'more post')}: <code>dropfeed check</code> lists all</li>\n`
    : ''
}
