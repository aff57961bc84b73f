/** What pages show to the publisher alone: posts with problems, posts that are held back, and changes at once. */
import { html, raw } from 'hono/html'
import { count } from '../base/count.ts'
import type { Problem } from '../model.ts'

type Markup = ReturnType<typeof html>

export interface Preview {
  /** Of the posts. */
  readonly problems: readonly Problem[]
  /** Of a configuration that is not in use because of them. */
  readonly config?: readonly Problem[]
  /** Whether the site shows posts that are held back. */
  readonly showsHeldBack?: boolean
  /** The page loads again when the server sends another version; absent: it stays as it is. */
  readonly version?: string | undefined
}

/** Sends the version of the site at once and with each change, as server-sent events. */
export const CHANGES = '/.dropfeed/changes'

export const reload = {
  /** Of `text`, for the policy of these pages. */
  hash: 'sha256-nf2wGtGmg9NPHAjJg9bNkAt31+wgYZKDIl6W6N45Esc=',
  text: `const { version } = document.currentScript.dataset
let changes
function listen() {
  changes?.close()
  if (document.hidden) return
  changes = new EventSource('${CHANGES}')
  changes.onmessage = ({ data }) => { if (data !== version) location.reload() }
}
document.addEventListener('visibilitychange', listen)
listen()
`,
}

const MAX_ROWS = 5

export function previewNotes({ problems, config = [], showsHeldBack, version }: Preview) {
  const script =
    version === undefined ? '' : html`<script data-version="${version}">${raw(reload.text)}</script>\n`
  return html`${script}${showsHeldBack ? note(HELD_BACK) : ''}${
    config.length > 0
      ? note(
          BROKEN,
          config.map((problem) => row([problem])),
        )
      : ''
  }${leftOut(problems)}`
}

const HELD_BACK = html`Posts that are held back are shown here, as "Draft" or "Scheduled". Readers do not see them.`

const BROKEN = html`<strong>The configuration has a mistake.</strong> The pages still show the last good one.`

function leftOut(problems: readonly Problem[]) {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const posts = [...Map.groupBy(errors, ({ path }) => path).values()]
  if (posts.length === 0) return ''
  const number = posts.length === 1 ? 'One post' : `${posts.length} posts`
  const words = html`<strong>${number} cannot be published yet.</strong> This note is for you; readers never see it.`
  return note(words, [...posts.slice(0, MAX_ROWS).map(row), rest(posts.length - MAX_ROWS)])
}

function note(words: Markup, rows: readonly (Markup | '')[] = []): Markup {
  return html`<aside class="problems" lang="en" dir="ltr" aria-label="Notes for the publisher">
<p>${words}</p>
${rows.length === 0 ? '' : html`<ul>\n${rows}</ul>\n`}</aside>
`
}

/** A post with the first of its problems, and the number of the others. */
function row([first, ...others]: readonly Problem[]): Markup | '' {
  if (first === undefined) return ''
  const { path, line, what, why, fix } = first
  const more = others.length === 0 ? '' : ` This post has ${count(others.length, 'more problem')}.`
  return html`<li><code>${path}${line === undefined ? '' : `:${line}`}</code> ${[what, why, fix].filter(Boolean).join(' ')}${more}</li>\n`
}

function rest(posts: number): Markup | '' {
  return posts > 0
    ? html`<li>and ${count(posts, 'more post')}: <code>dropfeed check</code> lists all</li>\n`
    : ''
}
