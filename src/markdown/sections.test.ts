import fc from 'fast-check'
import { parseFragment, serialize } from 'parse5'
import { expect, test } from 'vitest'
import type { RenderContext } from './addresses.ts'
import { parse } from './markdown.ts'
import { renderMarkdown } from './render.ts'
import { sectionsOf } from './sections.ts'

const context: RenderContext = {
  resolve: (address) => URL.parse(address, 'https://blog.example/a/')?.href,
  idPrefix: 'p1',
}

function rawParts(text: string): boolean[] {
  return sectionsOf(parse(text).tokens).map(({ isRaw }) => isRaw)
}

test('only blocks with raw HTML, and what their tags enclose, go through the sanitizer', () => {
  expect(rawParts('a\n\n<details>\n\nb\n\n</details>\n\nc\n\nd <kbd>e</kbd>\n')).toEqual([
    false,
    true,
    false,
    true,
  ])
  expect(rawParts('a\n\n<!-- b -->\n\nc\n')).toEqual([false, false, false])
})

test('a post is one part where raw HTML may reach further than its blocks', () => {
  const reaching = [
    '<b>',
    '</p>',
    '<p>x',
    '<b><i></b></i>',
    '<embed>',
    '<script>1</script>',
    '<a title="b>c</a>',
  ]
  for (const html of [...reaching, '<img data-src="b.png">', '<textarea></textarea>', '<p><![CDATA[b]]></p>'])
    expect(rawParts(`a\n\nb ${html}\n\nc\n`), html).toEqual([true])
})

const word = fc.constantFrom(
  'tea',
  'a < b',
  '"q"',
  '*em*',
  '**st**',
  '[l](b.md)',
  '![i](c.png)',
  '`<b>`',
  '&amp;',
)
const tag = fc.constantFrom(
  ...[
    '<b>',
    '</b>',
    '<i class="x">',
    '</i>',
    '<p>',
    '</p>',
    '<div id=a>',
    '</div>',
    '<br>',
    '<br/>',
    '</br>',
  ],
  ...[
    '<a href="x">',
    '</a>',
    '<table>',
    '<tr><td>',
    '</table>',
    '<li>',
    '<ul>',
    '</ul>',
    '<hr hidden>',
    '<span ',
  ],
  ...[
    '<details hidden>',
    '</details>',
    '<img src=q.png>',
    '<svg>',
    '<style>',
    '</style>',
    '<!--',
    '-->',
    '<a id="',
  ],
)
const line = fc.array(fc.oneof(word, tag), { minLength: 1, maxLength: 5 }).map((words) => words.join(' '))
const post = fc.array(
  fc
    .tuple(fc.constantFrom('', '> ', '- ', '# ', '    ', '| a |\n| - |\n| '), line)
    .map((parts) => parts.join('')),
  { minLength: 1, maxLength: 7 },
)

test('a post reads the same whether it is sanitized in parts or as a whole', () => {
  fc.assert(
    fc.property(post, (blocks) => {
      const text = blocks.join('\n\n')
      // an element that is not ordinary makes the post one part; it stands first, where no open tag takes it in
      expect(rendered(text)).toBe(rendered(`<embed>\n\n${text}\n`))
    }),
    { numRuns: Number(process.env.RUNS ?? 150) },
  )
})

/** As every browser reads it, without space before tags. */
function rendered(text: string): string {
  try {
    return serialize(parseFragment(renderMarkdown(text, context).html))
      .replace(/\s+(?=<|$)/g, '')
      .trimStart()
  } catch (error) {
    return String(error)
  }
}
