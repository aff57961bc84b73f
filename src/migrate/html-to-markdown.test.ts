/** Readers of the Markdown see what readers of the HTML saw. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanLine } from '../base/text.ts'
import { renderMarkdown } from '../markdown/render.ts'
import { textOf } from './foreign-html.ts'
import { readHtml } from './html-to-markdown.ts'

const BASE = 'https://old.example/2020/tea/'

function toMarkdown(html: string): string | undefined {
  return readHtml(html, BASE)?.toMarkdown(new Map())
}

function rendered(markdown: string): string {
  return renderMarkdown(markdown, { resolve: (address) => address, find: () => undefined, idPrefix: 'p' })
    .html
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/** Signs of Markdown, of its dialects and of templates, which are text in HTML. */
const SIGNS = [
  ...[
    '*',
    '_',
    '**',
    '`',
    '```',
    '~~',
    '[',
    ']',
    '(x)',
    '[[tea]]',
    '![a](b)',
    '<b>',
    '&amp;',
    '&',
    '\\',
    '#',
    '# ',
  ],
  ...[
    '- ',
    '+ ',
    '1. ',
    '1986.',
    '> ',
    '---',
    '===',
    '==',
    ' ^tea',
    '|',
    '| a | b |',
    '%%',
    '%',
    '$$',
    '$',
    '{',
    '}',
    '{{ x }}',
  ],
  ...[
    '{% raw %}',
    '{# x #}',
    '{/* x */}',
    '{: .x}',
    ':tea:',
    ':::',
    ': ',
    '!!! note',
    '??? x',
    '==x==',
    '^',
    '[^1]',
  ],
  ...[
    'import x from "y"',
    'export ',
    '---\n',
    'https://x.example/a_b_c ',
    'a@b.example',
    '<!-- x -->',
    ' ',
    '\n',
    'tea',
    '茶',
  ],
]

const text = fc.array(fc.constantFrom(...SIGNS), { maxLength: 8 }).map((parts) => parts.join(''))

describe('readHtml', () => {
  it('keeps every sign of a text', () => {
    fc.assert(
      fc.property(text, text, text, (one, other, last) => {
        const html = `<p>${escaped(one)}</p><ul><li>${escaped(other)}</li></ul><p><b>${escaped(last)}</b>${escaped(one)}</p>`
        const made = rendered(toMarkdown(html) ?? '')
        expect(cleanLine(textOf(made) ?? '').replace(/\s+/g, '')).toBe(
          cleanLine(textOf(html) ?? '').replace(/\s+/g, ''),
        )
      }),
      { numRuns: Number(process.env.RUNS ?? 150) },
    )
  })

  it.each([
    ['<b>tea </b>time', '**tea** time'],
    ['x<sup>2</sup> <kbd>C</kbd>', 'x<sup>2</sup> <kbd>C</kbd>'],
    ['<small>a<ul><li>b</li></ul></small>', 'a\n\n- b'],
    ['<abbr title="a</b>">x</abbr>', '<abbr title="a</b>">x</abbr>'],
    ['<b> </b>x<i></i>', 'x'],
    ['<code>0f</code><code>3a</code> <code>a<br><br>b</code>', '`0f3a` `a b`'],
    ['a<br> <br/>b<br>c<br><br>', 'a\n\nb\\\nc'],
    ['<h3><span><h3>x</h3></span></h3><code><br></code>', '### x'],
    ['<p>a<br></p><p>b<b>c<br> </b></p><h2><br>d</h2>', 'a\n\nb**c**\n\n## d'],
    [
      '<a href="../rice/">rice</a> <a href="#top">up</a>',
      '[rice](https://old.example/2020/rice/) [up](#top)',
    ],
    ['<img src="a.jpg" srcset="b.jpg 2x" alt="A">', '![A](https://old.example/2020/tea/a.jpg)'],
    [
      '<img src="data:image/gif;base64,x" data-src="a.jpg"><noscript><img src="a.jpg"></noscript>',
      '![](https://old.example/2020/tea/a.jpg)',
    ],
    [
      '<figure><img src="a.jpg"><figcaption>A <b>pot</b></figcaption></figure>',
      '![](https://old.example/2020/tea/a.jpg)\n\n_A **pot**_',
    ],
    ['<iframe src="https://video.example/1" title="A film"></iframe>', '[A film](https://video.example/1)'],
    ['<iframe src="javascript:alert(1)"></iframe>x', 'x'],
    ['<script>alert(1)</script><style>p{}</style>x', 'x'],
    [
      '<audio src="a.mp3" controls></audio>',
      '<audio src="https://old.example/2020/tea/a.mp3" controls></audio>',
    ],
    ['<p>a</p><!-- more --><!-- not for readers --><p>b</p>', 'a\n\n<!-- more -->\n\nb'],
    ['<pre><code class="language-js">a &lt; 1</code></pre>', '```js\na < 1\n```'],
    ['<pre class="brush: php; notranslate">x</pre>', '```php\nx\n```'],
    ['<table><tr><th>a<td>b|c<tr><td>1<td>2</table>', '| a | b\\|c |\n| - | ---- |\n| 1 | 2    |'],
  ])('makes of %s', (html, markdown) => {
    expect(toMarkdown(html)?.trim()).toBe(markdown)
  })

  it('names the media that a text shows or links to, and puts paths in their place', () => {
    const html =
      '<a href="full.jpg"><img src="/thumb.jpg?w=1&amp;h=2"></a><a href="page.html">x</a><img src="data:image/png;base64,x"><video poster="p.png"><source src="v.mp4"></video>'
    const read = readHtml(html, BASE)
    const media = ['full.jpg', '/thumb.jpg?w=1&h=2', 'p.png', 'v.mp4'].map((path) => new URL(path, BASE).href)
    expect(read?.media).toEqual(media)
    const made = read?.toMarkdown(new Map(media.map((address, index) => [address, `files/${index}`])))
    expect(made).toContain('[![](files/1)](files/0)')
    expect(made).toContain('poster="files/2"><source src="files/3">')
  })

  it.each([
    ['nested deeper than any text', '<div>'.repeat(200_000)],
    ['nested lists', '<ul><li>'.repeat(200)],
    ['longer than any text', 'x'.repeat(600 * 1024)],
  ])('leaves HTML alone that is %s', (_, html) => {
    expect(readHtml(html)).toBeUndefined()
  })

  it.each([
    ['stars', '*_'.repeat(100_000)],
    ['line ends', '<br>'.repeat(20_000)],
    ['open formatting', '<b><i>x</p>'.repeat(5_000)],
    ['brackets', '[!['.repeat(50_000)],
    ['spaces', ` ${'\n '.repeat(100_000)}x`],
    ['spans', '<sup>x</sup>'.repeat(5_000)],
  ])('converts hostile %s in bounded time', (_, html) => {
    const started = performance.now()
    readHtml(html)?.toMarkdown(new Map())
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})
