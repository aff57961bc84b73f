/** Long posts full of markup, many at once: a post that is dropped after them must not wait for all of them. */
import type { DropCase } from '../case.ts'

const POSTS = 15
const BODY = `<b>x</b>\n\n${'a\n=\n'.repeat(75_000)}`

export const cases: readonly DropCase[] = [
  {
    name: `${POSTS} posts of 300 kB, full of headings`,
    posts: Object.fromEntries(
      Array.from({ length: POSTS }, (_, n) => [`long${n}.md`, `---\ndate: 2026-01-01\n---\n${BODY}`]),
    ),
  },
]
