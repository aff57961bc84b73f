/** Tags of Liquid and Hugo, MDX, and what scripts would embed. */
import { describe, expect, it } from 'vitest'
import { renderMarkdown, type Syntax } from './render.ts'

const POTS = 'https://blog.example/2026-01-30-pots.md'

function render(markdown: string, syntax: Syntax = 'md') {
  return renderMarkdown(markdown, {
    resolve: (address) =>
      address.startsWith('%7B') ? undefined : new URL(address, 'https://blog.example/tea').href,
    find: (name) => (name === '2026-01-30-pots' ? '/2026-01-30-pots.md' : undefined),
    origin: 'https://blog.example',
    syntax,
    idPrefix: 'p1',
  })
}

describe('a tag that stands for an address', () => {
  it.each([
    ['[a]({{ site.url }}/x)', 'https://blog.example/x'],
    ['[a]({{ site.url }}{{ site.baseurl }}/x "t")', 'https://blog.example/x" title="t'],
    ['[a]({{ "/x" | relative_url }})', 'https://blog.example/x'],
    ["[a]({{ 'x' | absolute_url }})", 'https://blog.example/x'],
    ['[a]({% post_url 2026-01-30-pots %})', POTS],
    ['[a]({{< relref "/blog/2026-01-30-pots#cups" >}})', `${POTS}#cups`],
    ['[a]({{< ref path="2026-01-30-pots" >}})', POTS],
    ['[a]({% link _posts/2026-01-30-pots %})', POTS],
    ['[a][1]\n\n[1]: {{ site.url }}/x', 'https://blog.example/x'],
    ['<a href="{{ "/x" | relative_url }}">a</a>', 'https://blog.example/x'],
    ['<div><a href="{{ site.url }}/x">a</a></div>', 'https://blog.example/x'],
  ])('%s', (text, address) => {
    const { html, remnants } = render(text)
    expect(html).toContain(`<a href="${address}">a</a>`)
    expect(remnants).toEqual([])
  })

  it('harms no other reference', () => {
    const { html } = render(
      '[the bug][2]\n\n[1]: {{ site.url }}/en/\n[3]: {{ site.other }}/\n[2]: https://bugs.example/2',
    )
    expect(html).toBe('<p><a href="https://bugs.example/2">the bug</a></p>\n')
  })

  it.each(['`{{ site.url }}`', '```\n{% raw %}{{ site.url }}\n```', '[a]({{ site.nothing }})'])(
    '%s has none',
    (text) => {
      expect(render(text).html).not.toContain('blog.example')
    },
  )
})

describe('a tag', () => {
  it.each([
    ['{% raw %}\n\nText {{ x }}.\n\n{% endraw %}', '<p>Text {{ x }}.</p>\n'],
    ['a {% raw %}{{ b }}{% endraw %} c', '<p>a {{ b }} c</p>\n'],
    ['{% raw %}{% comment %}{% endraw %}', '<p>{% comment %}</p>\n'],
    ['{{< figure src="/a.png" alt="A" >}}', '<p><img src="https://blog.example/a.png" alt="A"></p>\n'],
    ['{{< youtube abc >}}', link('https://www.youtube.com/watch?v=abc')],
    ['{% youtube abc %}', link('https://www.youtube.com/watch?v=abc')],
    ['{{< gist ann 123 >}}', link('https://gist.github.com/ann/123')],
    ['{{< tweet user="ann" id="1" >}}', link('https://twitter.com/ann/status/1')],
    ['| a |\n| - |\n| {{< youtube abc >}} |', '<td><a href="https://www.youtube.com/watch?v=abc">'],
  ])('%j', (text, expected) => {
    const { html, remnants } = render(text)
    expect(html).toContain(expected)
    expect(remnants).toEqual([])
  })

  it.each(['{% include x.html %}', '{{< param "main" >}}', '{{< unknown >}}', '{{< youtube >}}'])(
    '%s has no meaning here',
    (text) => {
      expect(render(`a ${text} b`).remnants).toEqual([text])
    },
  )
})

describe('what a script would load', () => {
  it.each([
    ['<script src="https://gist.github.com/ann/1.js"></script>', 'https://gist.github.com/ann/1'],
    ['<lite-youtube videoid="abc"></lite-youtube>', 'https://www.youtube.com/watch?v=abc'],
    ['a <script src="https://gist.github.com/ann/1.js"></script>', 'https://gist.github.com/ann/1'],
  ])('is a link: %s', (text, address) => {
    expect(render(text).html).toContain(`<a href="${address}">${address}</a>`)
  })

  it('does not swallow what follows a frame closed as in JSX', () => {
    const { html } = render('<iframe src="https://x.example/" title="Film" />\n\nAfter.')
    expect(html).toContain('>Film</a>')
    expect(html).toContain('<p>After.</p>')
  })
})

const LEFT_OVER = [
  "import Tabs from '@theme/Tabs'\n\nexport const data = [1]\n\nBefore.\n\n{/* truncate */}\n\n",
  '<Chart data={data} title="Tea" />\n\n<PostLink\n  label="Part 2"\n  items={[1, 2]}\n/>\n\n',
  '<img src="/img/a.png" style={{ float: \'left\' }} alt="A pot" />',
].join('')

const PICTURE = '<img src="https://blog.example/img/a.png" alt="A pot">'

describe('MDX', () => {
  it('is read without its programs', () => {
    const { html, removals, remnants } = render(LEFT_OVER, 'mdx')
    expect(html).toBe(`<p>Before.</p>\n<p>${PICTURE}</p>\n`)
    expect(removals).toEqual([
      { kind: 'an import or export', written: "import Tabs from '@theme/Tabs'", count: 2, lines: [0, 2] },
      { kind: 'a component', written: '<Chart data={data} title="Tea" />', count: 2, lines: [8, 10] },
      expect.objectContaining({ kind: 'an expression', count: 1, lines: [15] }),
    ])
    expect(remnants).toEqual([])
  })

  it.each([
    "style={{ display: 'none' }}",
    'style={{visibility: "hidden"}}',
    'hidden={true}',
    'hidden={isOld}',
  ])('hides what %s hides', (attribute) => {
    expect(render(`<div ${attribute}>secret</div>\n\nTea`, 'mdx').html).not.toContain('secret')
    expect(render(`Tea <b ${attribute}>secret</b>`).html).not.toContain('secret')
  })

  it.each(['hidden={false}', "style={{ display: 'flex' }}", 'hiddenLabel={x}'])(
    'shows what %s shows',
    (attribute) => {
      expect(render(`<b ${attribute}>tea</b>`, 'mdx').html).toContain('<b>tea</b>')
    },
  )

  it('in a Markdown file is reported, and its pictures stay', () => {
    const { html, remnants, removals } = render(LEFT_OVER)
    expect(html).toContain(PICTURE)
    expect(html).not.toContain('import')
    expect(remnants).toEqual(['<PostLink'])
    expect(removals).toContainEqual(
      expect.objectContaining({ kind: 'a component', written: '<Chart data={data} title="Tea" />' }),
    )
  })

  it.each([
    ['<Tabs>\n<Tab label="a">\n\n    Text *em*.\n\n</Tab>\n</Tabs>', '<p>Text <em>em</em>.</p>\n'],
    ['a <Name x={1}>b *c*</Name> d', '<p>a b <em>c</em> d</p>\n'],
    ['<>\na\n</>', '<p>a</p>\n'],
    ['a{" "}b {x + 1} c', '<p>a b  c</p>\n'],
    ['<img src={"/a.png"} alt="A" />', '<p><img src="https://blog.example/a.png" alt="A"></p>\n'],
    ["<img src={require('./a.png').default} />", '<p><img src="https://blog.example/a.png"></p>\n'],
    ['{list.map((x) => (\n  <li>{x}</li>\n))}\n\na', '<p>a</p>\n'],
    ['export const f = () => {\n\n  return 1\n}\n\na', '<p>a</p>\n'],
    [
      '```js\nimport a from "b"\n{x}\n```',
      '<pre><code class="language-js">import a from &quot;b&quot;\n{x}\n</code></pre>\n',
    ],
    ['`<A x={1} />`', '<p><code>&lt;A x={1} /&gt;</code></p>\n'],
    ['a { b', '<p>a { b</p>\n'],
  ])('%j', (text, expected) => {
    expect(render(text, 'mdx').html).toBe(expected)
  })

  it.each([
    'import tax from abroad is "high"',
    'import "tea" from China',
    'export default settings from the menu',
    'exports const are high',
    'a\nimport x from "y"',
    '    import x from "y"',
    'export const a = [',
  ])('is not what is prose: %j', (text) => {
    expect(render(text).removals).toEqual([])
  })
})

function link(address: string): string {
  return `<p><a href="${address}">${address}</a></p>\n`
}
