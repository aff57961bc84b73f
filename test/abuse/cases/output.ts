/** Small posts that would become much output. */
import type { DropCase } from '../case.ts'

const rows = (count: number, row: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => row(n)).join()

const post = (matter: string, body = 'Text.\n') =>
  `---\ntitle: Many\ndate: 2026-01-01\n${matter}\n---\n\n${body}`

const folders = (count: number) => Array.from({ length: count }, (_, n) => `f${n}`).join('/')

export const cases: readonly DropCase[] = [
  {
    name: '8,324 tags in a post of 81 kB',
    posts: {
      'tags.md': post(
        `tags: [${rows(8324, (n) => String.fromCodePoint(0x4e00 + n))}]`,
        'Word. '.repeat(8_000),
      ),
    },
    reported: /tags\.md.*"tags" has 8324 tags; the first 100 count/,
  },
  {
    name: '2,000 authors, files and persons',
    posts: {
      'authors.md': post(`authors: [${rows(2000, (n) => `A${n}`)}]`),
      'files.md': post(`enclosures: [${rows(2000, (n) => `${n}.pdf`)}]`),
      'persons.md': post(`podcast: { persons: [${rows(2000, (n) => `P${n}`)}] }`),
    },
    reported: /authors\.md.*"authors" has 2000 authors; the first 100 count/,
  },
  {
    name: 'a post in 400 folders',
    posts: { [`${folders(400)}/deep.md`]: post('') },
    reported: /The post is in 40\d folders; the first 16 count/,
  },
]
