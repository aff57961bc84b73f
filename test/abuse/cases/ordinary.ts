/** Posts as people write them: they are published within a second, and the measurement stays within its limits. */
import type { DropCase } from '../case.ts'

const PARAGRAPH = 'A paragraph with a [link](https://example.com/), said at some length.\n\n'

export const ORDINARY: DropCase = {
  name: '50 ordinary posts at once',
  within: 1_000,
  posts: Object.fromEntries(
    Array.from({ length: 50 }, (_, n) => [
      `more/o${n}.md`,
      `---\ntitle: Ordinary ${n}\ndate: 2026-01-02\ntags: [tea]\n---\n${PARAGRAPH.repeat(20)}`,
    ]),
  ),
}

export const cases: readonly DropCase[] = [ORDINARY]
