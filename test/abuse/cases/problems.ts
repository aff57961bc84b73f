/** Thousands of posts with problems: reports must not hold up requests. */
import type { DropCase } from '../case.ts'

const many = (count: number, text: (n: number) => string) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`problem${n}.md`, text(n)]))

export const cases: readonly DropCase[] = [
  {
    name: 'problems: 4,000 posts whose date is wrong',
    posts: many(4_000, (n) => `---\ndate: tomorow ${n}\n---\nText.\n`),
    reported: /"date" is not a date/,
  },
  {
    name: 'problems: 2,000 posts that link to what is missing',
    posts: many(2_000, () => '---\ndate: 2026-01-02\n---\n[[missing]], ![](missing.jpg)\n'),
    reported: /"\[\[missing\]\]" names no published post/,
  },
  {
    name: 'problems: 2,000 posts that want the same address',
    posts: many(2_000, (n) => `---\ndate: 2026-01-02\nslug: same\n---\nText ${n}.\n`),
    reported: /The post asks for the same address as/,
  },
]
