/** A text that is called self-contained renders, and asks for nothing but addresses of other sites. */
import { createRequire } from 'node:module'
import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { sanitize } from '../src/render/sanitize.ts'
import { isSelfContained, renderMarkdown } from '../src/render.ts'

const { tests }: { tests: { markdown: string; number: number }[] } = createRequire(import.meta.url)(
  'commonmark-spec',
)

const HOST = 'blog.example'

/** What rendering asks for that a folder or the site itself could answer, or has a remark on; or that it fails. */
function asked(body: string): string[] {
  const found: string[] = []
  const resolve = (address: string) => {
    const url = URL.parse(address, `https://${HOST}/posts/a`)
    if (url?.hostname === HOST && !address.startsWith('#')) found.push(address)
    return url?.href
  }
  try {
    found.push(...renderMarkdown(body, { resolve, idPrefix: 'p' }).remnants)
  } catch (error) {
    return [String(error)]
  }
  return found
}

const pieces = fc.constantFrom(
  ...[
    '[a](https://x.example/?a=1)',
    '![a](https://x.example/b.png "t")',
    '[a](https://x.example "t <b>u</b>")',
    '[a](https://x.example "t [a](b.md) u")',
    '[a](https://x.example "t %%u%%")',
    '[a](https://x.example "t | u")',
    '[a %%b%%](https://x.example/%%a%%)',
    '[a `b](https://x.example "t `u")',
    '[a](b.md)',
    '[[a]]',
    '[a]: b.md\n',
    '[a]',
    '![b][a]',
  ],
  ...[
    '<b>',
    '<img src=a.png>',
    '<https://x.example>',
    'https://x.example/a',
    `https://${HOST}/a`,
    'HTTPS://Blog.EXAMPLE/a',
    'http://bl\u00f6g.example/a',
    'www.x.example',
    'a@x.example',
  ],
  ...[
    '*',
    '**',
    '_',
    '~~',
    '`',
    '```\n',
    '\n',
    '\n\n',
    '> ',
    '- ',
    '  ',
    '\t',
    '1. ',
    '|',
    '| - |\n',
    '\\',
    '&lt;',
    '(',
    ')',
    'word ',
    '# ',
  ],
  ...['{{< a >}}', '{% a %}', '{: .a}', '{#a}', '%%a%%', '%%'],
)
const bodies = fc.oneof(
  fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
  fc.tuple(pieces, fc.integer({ min: 1, max: 120 })).map(([piece, times]) => `${piece.repeat(times)}word`),
  fc
    .array(fc.tuple(pieces, fc.integer({ min: 1, max: 30 }), pieces), { maxLength: 6 })
    .map((runs) => runs.map(([a, times, b]) => a.repeat(times) + b).join('word')),
)

vi.mock('../src/render/sanitize.ts', { spy: true })

/** Such a text holds no raw HTML. */
const sanitizer = vi.mocked(sanitize)

it('of any text that is called so', () => {
  let plain = 0
  fc.assert(
    fc.property(bodies, (body) => {
      if (!isSelfContained(body, HOST)) return
      plain++
      expect(asked(body)).toEqual([])
    }),
    { numRuns: 5000 },
  )
  expect(plain).toBeGreaterThan(500)
  expect(sanitizer).not.toHaveBeenCalled()
  asked('<b>')
  expect(sanitizer).toHaveBeenCalledOnce()
})

it.each(tests)('of example $number of CommonMark', ({ markdown }) => {
  sanitizer.mockClear()
  if (isSelfContained(markdown, HOST)) expect(asked(markdown)).toEqual([])
  expect(sanitizer).not.toHaveBeenCalled()
})

it('of prose with links, emphasis, lists and code', () => {
  const body =
    'A *ferry* to [the island](https://x.example/a).\n\n- one `1 < 2`\n- **two**\n\n```js\na && b\n```\n'
  expect(isSelfContained(body, HOST)).toBe(true)
})

it('never of tables that may become more HTML than a post may have', () => {
  const table = (columns: number, rows: number) =>
    `${'|'.repeat(columns + 1)}\n${'|-'.repeat(columns)}|\n${'|\n'.repeat(rows)}\n`
  expect(asked(table(200, 300))[0]).toContain('characters of HTML')
  expect(isSelfContained(table(200, 300), HOST)).toBe(false)
  expect(asked(table(60, 60))).toEqual([])
  expect(isSelfContained(table(60, 60), HOST)).toBe(true)
})

it.each(['a(b.example', 'a*b.example', '[::1]', 'a$b+c.example'])(
  'never of one that names the host, be it %s',
  (host) => {
    expect(isSelfContained(`www.${host.toUpperCase()}`, host)).toBe(false)
    expect(isSelfContained('a b c', host)).toBe(true)
  },
)
