import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import { describe, expect, it } from 'vitest'
import { RenderError, renderMarkdown } from './render.ts'

const POST = 'https://blog.example/2026/tea/'

function resolve(address: string): string | undefined {
  return URL.canParse(address, POST) ? new URL(address, POST).href : undefined
}

function render(markdown: string) {
  return renderMarkdown(markdown, { resolve, idPrefix: 'p1' })
}

function html(markdown: string): string {
  return render(markdown).html
}

interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

function elementsOf(text: string): Element[] {
  const elements: Element[] = []
  const parser = new Parser({ onopentag: (name, attributes) => elements.push({ name, attributes }) })
  parser.end(text)
  return elements
}

const VOID = new Set(['br', 'hr', 'wbr', 'col', 'img', 'source', 'track'])

/** Names of tags that are open at the end, or closed where another one is open. Attributes hold no `>`. */
function unbalanced(text: string): string[] {
  const open: string[] = []
  for (const [, slash, name = ''] of text.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
    if (slash === '') open.push(...(VOID.has(name) ? [] : [name]))
    else if (open.pop() !== name) return [...open, name]
  }
  return open
}

const ADDRESSES = /^(?:href|src|poster|cite|longdesc)$/
const LOADED = /^(?:src|poster)$/
const FORBIDDEN = /^(?:script|style|svg|math|iframe|object|embed|form|input|base|meta|link|dropped)$/
const FORBIDDEN_ATTRIBUTE = /^on|^style$|^srcdoc$|^data-/

/** What no reader should be given, whatever the post says. */
function faults(text: string): string[] {
  const elements = elementsOf(text)
  const ids = elements.flatMap(({ attributes }) => attributes.id ?? [])
  return [
    ...unbalanced(text).map((name) => `<${name}> is not balanced`),
    ...(/<(?!\/?[a-z])/.test(text) ? ['a bare <'] : []),
    ...(text.isWellFormed() && !/[^\P{Cc}\t\n\r]/u.test(text) ? [] : ['a character that is no text']),
    ...elements.filter(({ name }) => FORBIDDEN.test(name)).map(({ name }) => `<${name}>`),
    ...ids.filter((id) => !id.startsWith('p1-')),
    ...(new Set(ids).size === ids.length ? [] : ['an id that occurs twice']),
    ...elements.flatMap(({ attributes }) => Object.entries(attributes).filter(isFault).map(String)),
  ]
}

function isFault([name, value]: [string, string]): boolean {
  if (FORBIDDEN_ATTRIBUTE.test(name)) return true
  if (LOADED.test(name)) return !/^https?:/.test(value)
  return ADDRESSES.test(name) && !/^(?:https?|mailto):/.test(value)
}

describe('Markdown', () => {
  it('has tables aligned by an attribute, not by style', () => {
    expect(html('|a|b|c|\n|:-|-:|-|\n|1|2|3|')).toBe(
      '<table>\n<thead>\n<tr>\n<th align="left">a</th>\n<th align="right">b</th>\n<th>c</th>\n</tr>\n</thead>\n' +
        '<tbody>\n<tr>\n<td align="left">1</td>\n<td align="right">2</td>\n<td>3</td>\n</tr>\n</tbody>\n</table>\n',
    )
  })

  it('has strikethrough', () => {
    expect(html('~~old~~ new')).toBe('<p><s>old</s> new</p>\n')
  })

  it('shows the boxes of tasks as characters', () => {
    expect(html('- [ ] milk\n- [x] tea\n- [X] sugar\n- [ ](/a) link\n- [x]no')).toBe(
      '<ul>\n<li>☐ milk</li>\n<li>☑ tea</li>\n<li>☑ sugar</li>\n' +
        '<li><a href="https://blog.example/a"> </a> link</li>\n<li>[x]no</li>\n</ul>\n',
    )
  })

  it('links bare addresses as GitHub does', () => {
    expect(html('See https://a.example/b, www.c.example/d. and me@e.example')).toBe(
      '<p>See <a href="https://a.example/b">https://a.example/b</a>, ' +
        '<a href="http://www.c.example/d">www.c.example/d</a>. and ' +
        '<a href="mailto:me@e.example">me@e.example</a></p>\n',
    )
  })

  it.each(['readme.md', 'example.org', '//example.org/x', 'ftp://example.org', '`https://a.example`'])(
    'leaves %s alone',
    (text) => {
      expect(html(text)).not.toContain('href')
    },
  )

  it('has headings without ids', () => {
    expect(html('# One\n\nTwo\n---')).toBe('<h1>One</h1>\n<h2>Two</h2>\n')
  })

  it('has plain code with its language', () => {
    expect(html('```ts title="x"\na < b\n```\n\n    c')).toBe(
      '<pre><code class="language-ts">a &lt; b\n</code></pre>\n<pre><code>c\n</code></pre>\n',
    )
  })

  it('writes void tags as HTML', () => {
    expect(html('a\\\nb\n\n---')).toBe('<p>a<br>\nb</p>\n<hr>\n')
    expect(html('a<br />b<wbr/>')).toBe('<p>a<br>b<wbr></p>\n')
  })
})

describe('footnotes', () => {
  it('stand at the end, with ids of this post and absolute links there and back', () => {
    expect(html('Tea[^why].\n\n[^why]: Because.')).toBe(
      `<p>Tea<sup><a href="${POST}#p1-fn1" id="p1-fnref1">[1]</a></sup>.</p>\n<hr>\n<ol>\n` +
        `<li id="p1-fn1">\n<p>Because. <a href="${POST}#p1-fnref1">↩\ufe0e</a></p>\n</li>\n</ol>\n`,
    )
  })

  it('are the same beside raw HTML', () => {
    const plain = html('Tea[^1] now.\n\n[^1]: Because.')
    expect(html('Tea[^1] <b>now</b>.\n\n[^1]: Because.')).toBe(plain.replace('now', '<b>now</b>'))
  })

  it('may be inline, have several references and refer to each other', () => {
    const text = html('a[^x] b[^x] c^[in *line*]\n\n[^x]: see[^y]\n\n[^y]: there')
    expect(text).toContain('id="p1-fnref1-2"')
    expect(text).toContain('in <em>line</em>')
    expect(text).toMatch(/see<sup><a [^>]*>\[3\]<\/a><\/sup>/)
    expect(faults(text)).toEqual([])
  })

  it('hold several blocks, and lines that are not indented', () => {
    const text = html('a[^1]\n\n[^1]: one\ntwo\n\n    - three\n\n    ```\n    four\n    ```\nfive')
    expect(text).toContain('<p>one\ntwo</p>\n<ul>\n<li>three</li>\n</ul>\n<pre><code>four\n</code></pre>')
    expect(text).toContain('<p>five</p>\n<hr>')
  })

  it('lose nothing when defined in each other', () => {
    const text = html('a[^1] b[^2]\n\n[^1]: before\n\n    [^2]: inner\n\n    after')
    expect(text).toMatch(/before[\s\S]*after[\s\S]*inner/)
    expect(faults(text)).toEqual([])
  })

  it('leave what is not defined, and what is not referred to', () => {
    expect(html('a[^no]\n\n[^yes]: unseen')).toBe('<p>a[^no]</p>\n')
  })

  it('make no link in a link', () => {
    expect(html('[a ^[b]](/c)')).toBe('<p><a href="https://blog.example/c">a ^[b]</a></p>\n')
  })
})

describe('addresses', () => {
  it.each([
    ['[a](b.html?c=d&e)', 'href', `${POST}b.html?c=d&e`],
    ['[a](//cdn.example/b)', 'href', 'https://cdn.example/b'],
    ['![a](../b.png)', 'src', 'https://blog.example/2026/b.png'],
    ['[a][r]\n\n[r]: /b', 'href', 'https://blog.example/b'],
    ['[a](#top)', 'href', `${POST}#top`],
    ['[a](mailto:me@a.example)', 'href', 'mailto:me@a.example'],
    ['<a href="b">c</a>', 'href', `${POST}b`],
    ['<blockquote cite="b">c</blockquote>', 'cite', `${POST}b`],
    ['<img src="//a.example/b.png">', 'src', 'https://a.example/b.png'],
    ['<img src=" b\n.png ">', 'src', `${POST}b.png`],
    ['<img src="a" longdesc="b">', 'longdesc', `${POST}b`],
    ['<video src="a" poster="b"></video>', 'poster', `${POST}b`],
    ['<audio><source src="a.mp3"></audio>', 'src', `${POST}a.mp3`],
    ['<video><track src="a.vtt"></video>', 'src', `${POST}a.vtt`],
    ['<q cite="a">b</q>', 'cite', `${POST}a`],
  ])('of %s are absolute', (markdown, attribute, address) => {
    expect(elementsOf(html(markdown)).map(({ attributes }) => attributes[attribute])).toContain(address)
  })

  it('of a srcset are absolute, commas in them and all', () => {
    const [image] = elementsOf(html('<img srcset="a.png 1x,b,c.png 2x, d.png 640w,e.png, data:x 3x">'))
    expect(image?.attributes.srcset).toBe(
      `${POST}a.png 1x, ${POST}b,c.png 2x, ${POST}d.png 640w, ${POST}e.png`.replace(
        'd.png 640w',
        'd.png 640w',
      ),
    )
  })

  it.each([
    '[go](javascript:alert(1))',
    '[go](data:text/html,x)',
    '[go](file:///etc)',
    '<a href="vbscript:x">go</a>',
  ])('that are not allowed go, their text stays: %s', (markdown) => {
    const text = html(markdown)
    expect(text).toContain('go')
    expect(text).not.toMatch(/href|<a/)
  })

  it('that do not resolve leave the words', () => {
    const none = { resolve: () => undefined, idPrefix: 'p1' }
    const rendered = renderMarkdown('[a *b*](c) ![d](e)[^1]\n\n[^1]: f', none)
    expect(rendered.html).toContain('<p>a <em>b</em> d<sup><a id="p1-fnref1">[1]</a></sup></p>')
    expect(renderMarkdown('<a href="c">a</a> <img src="e" alt="d">', none).html).toBe('<p>a d</p>\n')
  })

  it('of media are of the web only', () => {
    expect(html('![a](mailto:x) ![b](data:image/png;base64,AA)')).toBe('<p>a b</p>\n')
  })

  it('are resolved once', () => {
    const asked: string[] = []
    const spy = (address: string) => {
      asked.push(address)
      return resolve(address)
    }
    renderMarkdown('<b>x</b> [a](b) ![c](d) <img src="e" data-src="f">', { resolve: spy, idPrefix: 'p1' })
    renderMarkdown('[g](h)', { resolve: spy, idPrefix: 'p1' })
    expect(asked).toEqual(['b', 'd', 'f', 'h'])
  })
})

describe('ids', () => {
  it('have the namespace of the post, and links follow them', () => {
    expect(html('<h2 id="tea">Tea</h2>\n\n[tea](#tea) [other](#coffee)')).toBe(
      `<h2 id="p1-tea">Tea</h2>\n<p><a href="${POST}#p1-tea">tea</a> <a href="${POST}#coffee">other</a></p>\n`,
    )
  })

  it('in other scripts are found behind percent signs', () => {
    expect(html('<p id="Thé">x</p>\n\n[a](#Thé)')).toContain(`href="${POST}#p1-Th%C3%A9"`)
  })

  it('come from old anchors too', () => {
    expect(html('<a name="q"></a> [to q](#q)')).toBe(
      `<p><span id="p1-q"></span> <a href="${POST}#p1-q">to q</a></p>\n`,
    )
  })

  it('are valid and unique, or go', () => {
    expect(html('<p id="a b">1</p><p id="">2</p><p id="c">3</p><p id="c">4</p>')).toBe(
      '<p>1</p><p>2</p><p id="p1-c">3</p><p>4</p>',
    )
  })
})

/** Markdown puts inline tags in a paragraph of its own making. */
function withoutParagraph(text: string): string {
  return text.replace(/^<p>(?!.*<p>)(.*)<\/p>\n$/, '$1').trim()
}

describe('raw HTML', () => {
  it.each([
    '<details open><summary>a</summary><p>b</p></details>',
    '<figure><img src="https://a.example/b" alt="" width="3"><figcaption>c</figcaption></figure>',
    '<p><ruby>a<rp>(</rp><rt>b</rt><rp>)</rp></ruby> <abbr title="c">d</abbr> <kbd>e</kbd> <mark>f</mark></p>',
    '<dl><dt>a</dt><dd>b</dd></dl>',
    '<table><caption>a</caption><tbody><tr><th scope="row">b</th><td colspan="2">c</td></tr></tbody></table>',
    '<video src="https://a.example/b" controls><track src="https://a.example/c" kind="captions"></video>',
    '<picture><source srcset="https://a.example/b 2x" media="print"><img src="https://a.example/c"></picture>',
    '<pre><code class="language-js">a &lt; b</code></pre>',
    '<p>a<sub>1</sub> <del datetime="2026-01-01">b</del> <ins>c</ins> <small>d</small></p>',
  ])('that readers know stays: %s', (markup) => {
    expect(withoutParagraph(html(markup))).toBe(markup)
  })

  it.each([
    ['<p style="color:red" class="x" onclick="y()" data-z="1">a</p>', '<p>a</p>'],
    ['<font color="red">a</font><center>b</center>', 'ab'],
    ['<p><strike>a</strike></p>', '<p><s>a</s></p>'],
    ['<p><bdo dir="rtl">a</bdo></p>', '<p><span dir="rtl">a</span></p>'],
    ['<div><td>a</td> <tr><th>b</th></tr></div>', '<div>a b</div>'],
    ['<div><script>alert(1)</script><style>p{}</style>a</div>', '<div>a</div>'],
    ['<form action="/x"><p>a</p><input name="b"><button>c</button></form>', '<p>a</p>'],
    ['<ul><li><input type="checkbox" checked> a</li></ul>', '<ul><li>☑ a</li></ul>'],
    ['<p>a <!-- b --> c</p>', '<p>a  c</p>'],
    ['<p><svg><text>a</text></svg>b</p>', '<p>b</p>'],
    ['<p><a href="/a">b <a href="/c">d</a></a></p>', '<p><a href="https://blog.example/a">b d</a></p>'],
    ['<p><img src="data:,x"><b>a</b> <i>b</i></p>', '<p><b>a</b> <i>b</i></p>'],
  ])('that readers do not know goes: %s', (markup, expected) => {
    expect(withoutParagraph(html(markup))).toBe(expected)
  })

  it.each([
    ['<iframe src="//tube.example/e/1" title="A film"></iframe>', 'https://tube.example/e/1', 'A film'],
    ['<iframe data-src="https://tube.example/e/1"></iframe>', 'https://tube.example/e/1', 'tube.example/e/1'],
    ['<embed src="a.swf">', `${POST}a.swf`, 'blog.example/2026/tea/a.swf'],
    ['<object data="a.pdf"><param name="x"><p>Read it</p></object>', `${POST}a.pdf`, 'Read it'],
    ['<object><embed src="a.swf"></object>', `${POST}a.swf`, 'blog.example/2026/tea/a.swf'],
  ])('that embeds becomes a link: %s', (markup, address, label) => {
    const text = html(markup)
    expect(elementsOf(text).find(({ name }) => name === 'a')?.attributes.href).toBe(address)
    expect(text).toContain(`>${label}</a>`)
    expect(faults(text)).toEqual([])
  })

  it('loads what a script would have loaded later', () => {
    expect(html('<img src="data:,x" data-src="a.png" data-srcset="b.png 2x" loading="lazy" alt="c">')).toBe(
      `<img src="${POST}a.png" alt="c" srcset="${POST}b.png 2x">`,
    )
  })

  it.each([
    '<img src="data:,x" data-src="a.png"><noscript><img src="a.png"></noscript>',
    '<noscript><img src="a.png"></noscript><img src="data:,x" data-lazy-src="a.png">',
    '<img src="tiny.png" data-srcset="a.png 2x"><noscript><img src="a.png"></noscript>',
    '<img src="a.png" loading="lazy"><noscript><p>No script: <img src="a.png"></p></noscript>',
    '<noscript><img src="a.png"></noscript><noscript><img src="b.png"></noscript><img data-src="a.png"><img data-src="b.png">',
    '<picture><source data-srcset="a.webp 1x"><img data-src="a.png"></picture><noscript><picture><source srcset="a.webp"><img src="a.png"></picture></noscript>',
  ])('shows a lazy picture and its copy for readers without scripts once: %s', (markup) => {
    const addresses = elementsOf(html(`<div>${markup}</div>`)).flatMap(({ attributes }) => [
      attributes.src ?? [],
      attributes.srcset ?? [],
    ])
    expect(new Set(addresses.flat()).size).toBe(addresses.flat().length)
    expect(addresses.flat().join()).toContain('a.png')
  })

  it('shows a copy for readers without scripts where the lazy picture has no address', () => {
    expect(html('<div><img src="data:,x"><noscript><img src="a.png"></noscript></div>')).toBe(
      `<div><img src="${POST}a.png"></div>`,
    )
  })

  it('shows a picture twice that is used twice', () => {
    const pictures = '<img src="a.png"><img src="a.png"><img data-src="b.png"><img data-src="b.png">'
    expect(elementsOf(html(`<div>${pictures}</div>`)).filter(({ name }) => name === 'img')).toHaveLength(4)
  })

  it('links a lazy embed and its copy once', () => {
    const text = html(
      '<iframe data-src="https://tube.example/e"></iframe><noscript><iframe src="https://tube.example/e"></iframe></noscript>',
    )
    expect(elementsOf(text).filter(({ name }) => name === 'a')).toHaveLength(1)
  })

  it('can be played', () => {
    expect(html('<audio src="a.mp3" autoplay></audio>')).toContain(
      `<audio src="${POST}a.mp3" controls></audio>`,
    )
  })

  it('of comments alone leaves nothing', () => {
    expect(html('<!-- a -->\n\nb <!--more--> c')).toBe('<p>b  c</p>\n')
    expect(html('<!-- a --><b>b</b><!-- c -->').trim()).toBe('<b>b</b>')
  })
})

describe('summary', () => {
  it.each([
    ['# Title\n\nFirst *one* with\na [link](/a) &amp; `code`.\n\nSecond.', 'First one with a link & code.'],
    ['One\n\n- two\n\n<!-- more -->\n\nThree', 'One two'],
    ['One <!--more--> two', 'One'],
    ['![A cup](a.png)[^1] of <b>tea</b>\n\n[^1]: note', 'A cup of tea'],
    ['![](a.png)\n\nText', 'Text'],
    ['# Only[^1]\n\n[^1]: note', ''],
    ['<div>raw</div>', 'raw'],
    ['<b hidden>a</b><p>One</p>\n\n<!-- more -->\n\n<p>Two</p>', 'One'],
    ['a  \nb&nbsp;&lt;c&gt;', 'a b <c>'],
    ['', ''],
    ['<!-- more -->\n\nrest', ''],
  ])('of %j is %j', (markdown, summary) => {
    expect(render(markdown).summary).toBe(summary)
  })
})

describe('characters', () => {
  it('that are no text go', () => {
    const { html: text, summary } = render(
      'a\0b\x0bc\ud800d\uffffe\x85f &#1; <b title="&#2;">g</b> <http://h/%01>',
    )
    expect(faults(text)).toEqual([])
    expect(text).toContain('abcdef')
    expect(summary).toMatch(/^abcdef/)
  })

  it('outside the first plane stay', () => {
    expect(html('🍵 𝒯')).toBe('<p>🍵 𝒯</p>\n')
  })
})

describe('refusals', () => {
  it.each([
    ['a <script> in words\n\nrest', 'never closes'],
    ['<!-- open\n\nrest', 'never closes'],
    ['<div class="a\n\nrest', 'never closes'],
    ['<iframe src="a">\n\nrest', 'never closes'],
    ['<svg>\n\nrest', 'never closes'],
    ['a <b>\n\n<div>\n<dropfeed-end> <!-- open\n\nrest', 'never closes'],
    ['<div>\n<end\ufdd0> <!-- open\n\nrest', 'never closes'],
    ['<div>\n<end&#xFDD0;> <!-- open\n\nrest', 'never closes'],
    ['> '.repeat(60), '50 deep'],
    ['<div>'.repeat(60), '50 deep'],
    [`${'*a '.repeat(60)}${'b*'.repeat(60)}`, '50 deep'],
    ['[^a]: '.repeat(60), '50 deep'],
    ['x'.repeat(20_000_000), '20000000 characters'],
  ])('say what, why and what to do: %#', (markdown, words) => {
    const error = refusal(markdown)
    expect(error?.what).toContain(words)
    expect(error?.message).toBe(`${error?.what} ${error?.why} ${error?.fix}`)
  })

  function refusal(markdown: string): RenderError | undefined {
    try {
      render(markdown)
    } catch (error) {
      if (error instanceof RenderError) return error
      throw error
    }
    return undefined
  }

  it('come before anything is lost: what is below the limit is whole', () => {
    expect(html(`${'> '.repeat(45)}deep`)).toContain('deep')
    expect(html(`${'<div>'.repeat(45)}deep`)).toContain('deep')
  })
})

/** Far above the second that is promised: machines of CI differ, but a quadratic blow-up takes minutes. */
const PATIENCE = 10_000
const MANY = 60_000

describe('hostile input', () => {
  it.each([
    ['> '.repeat(5000)],
    ['['.repeat(20_000)],
    ['!['.repeat(MANY)],
    ['^['.repeat(MANY)],
    ['^[a]'.repeat(MANY)],
    [`[^a]: x\n\n${'[^'.repeat(MANY)}`],
    ['<'.repeat(100_000)],
    ['<b>'.repeat(MANY)],
    ['<p>'.repeat(MANY)],
    ['</b>'.repeat(MANY)],
    ['<object data="a"><b></b>'.repeat(10_000)],
    ['<img src="data:,">'.repeat(20_000)],
    [`<b ${'x '.repeat(MANY)}>`],
    [`<img srcset="${'a 1x,'.repeat(MANY)}">`],
    [`<img srcset="${','.repeat(MANY)}">`],
    [`<b ${' id  '.repeat(MANY)}>`],
    [`<b>${'&'.repeat(MANY)}</b>`],
    ['*a **a '.repeat(MANY)],
    [`${'> '.repeat(40)}\n${'a\n'.repeat(MANY)}`],
    ['http://'.repeat(MANY)],
    ['www.'.repeat(MANY)],
    ['a@'.repeat(MANY)],
    [`${'|a'.repeat(100)}|\n${'|-'.repeat(100)}|\n${'|\n'.repeat(600)}\n`.repeat(200)],
    [`[a]: x "${'t'.repeat(200_000)}"\n\n${'[a] '.repeat(MANY)}`],
    ['- a\n'.repeat(MANY)],
  ])('is rendered or refused in time: %#', (markdown) => {
    const start = performance.now()
    outcome(markdown)
    expect(performance.now() - start).toBeLessThan(PATIENCE)
  })

  it.each([
    '<img src=x onerror=alert(1)>',
    '<img src="x" oNerRor="alert(1)">',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="&#1;javascript:alert(1)">x</a>',
    '<a href=" JaVaScRiPt:alert(1)">x</a>',
    '<a href="javascript&colon;alert(1)">x</a>',
    '[x](javascript&colon;alert(1))',
    '[x](<java\tscript:alert(1)>)',
    '<javascript:alert(1)>',
    '![x](javascript:alert(1))',
    '![" onerror="alert(1)](x)',
    '[x](/a "\\" onclick=\\"alert(1)")',
    '```"><script>alert(1)</script>\nx\n```',
    '<svg onload=alert(1)></svg>',
    '<svg><script>alert(1)</script></svg>',
    '<svg><style><img src=x onerror=alert(1)></style></svg>',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>',
    '<math href="javascript:alert(1)">x</math>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    '<style><img src="</style><img src=x onerror=alert(1)//"></style>',
    '<textarea><script>alert(1)</script></textarea>',
    '<xmp><script>alert(1)</script></xmp>',
    '<title><img src=x onerror=alert(1)></title>',
    '<p title="a" b="<script>">x</p>',
    '<p title=`"><script>alert(1)</script>`>x</p>',
    '<b/onclick=alert(1)//>x</b>',
    '<a href="x" href="javascript:alert(1)">y</a>',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="javascript:alert(1)"></object>',
    '<embed src="data:text/html,<script>alert(1)</script>">',
    '<form><button formaction="javascript:alert(1)">x</button></form>',
    '<img srcset="javascript:alert(1) 1x, data:x 2x">',
    '<video poster="javascript:alert(1)"><source src="javascript:alert(1)"></video>',
    '<scr<script>ipt>alert(1)</scr</script>ipt>',
    '<dropped>script>alert(1)</dropped>',
    '<dropped id="x">a</dropped>',
    '<dropped\ufdd0 id="x">a</dropped\ufdd0>',
    '<<dropped>script>alert(1)<</dropped>/script>',
    '&lt;script&gt;alert(1)&lt;/script&gt; <b>x</b>',
    '<b>x</b> <p id="x" onclick>y</p> <p __proto__="x" constructor="y">z</p>',
    '<dropfeed-end><script>',
    '<![CDATA[<script>alert(1)</script>]]>',
    '<?xml <script>alert(1)</script> ?>',
  ])('does no harm: %s', (markdown) => {
    expect(faultsUnlessRefused(markdown)).toEqual([])
  })

  const pieces = fc.constantFrom(
    ...[
      '<',
      '>',
      '"',
      "'",
      '`',
      '[',
      ']',
      '(',
      ')',
      '![',
      '](',
      '*',
      '_',
      '~~',
      '\n',
      '\n\n',
      ' ',
      '    ',
      '> ',
      '- ',
    ],
    ...[
      '[^1]',
      '[^1]: ',
      '^[',
      '|',
      '|-|',
      '\\',
      '&lt;',
      '&#60;',
      '&',
      '#',
      '=',
      '/',
      '<a href=',
      '<a name="n">',
      '</a>',
    ],
    ...[
      '<b>',
      '</b>',
      '<p>',
      '</p>',
      '<div id="x">',
      '</div>',
      '<img src=',
      '<img alt="q">',
      '<br/>',
      '<table>',
      '<td>',
    ],
    ...[
      '<script>',
      '</script>',
      '<svg>',
      '</svg>',
      '<style>',
      '</style>',
      '<iframe src="i">',
      '</iframe>',
      '<object data=o>',
    ],
    ...[
      '</object>',
      '<embed src=e>',
      '<!--',
      '-->',
      '<input type=checkbox>',
      'javascript:',
      'data:',
      'onerror=',
      'x',
      'y',
    ],
    ...[
      'http://a.example',
      'www.b.example',
      '#x',
      '<li>',
      '<ul>',
      '<source src=s>',
      '<video>',
      '<select>',
      '<option>',
    ],
  )
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
  )

  it('never gets through, whatever the text', () => {
    fc.assert(
      fc.property(texts, (markdown) => {
        expect(faultsUnlessRefused(markdown)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('takes no word with it', () => {
    const marks = fc.constantFrom(
      ...[
        '<b>',
        '</b>',
        '<a href="/x">',
        '<a href="data:,">',
        '<a name="n">',
        '</a>',
        '<img src="data:,">',
        '<br>',
      ],
      ...[
        '<img src="/y">',
        '<i>',
        '</i>',
        '<object data="/o">',
        '</object>',
        '<embed src="e">',
        '<span>',
        '</span>',
      ],
      ...[
        '<foo>',
        '</foo>',
        '<input>',
        '<input type="checkbox">',
        '<u>',
        '</u>',
        '<strike>',
        '</strike>',
        '*',
        '~~',
      ],
    )
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 30 }), (used) => {
        const markdown = `w ${used.map((mark, index) => `${mark} w${index}w`).join(' ')}${'</object>'.repeat(30)}`
        const words = used.map((_, index) => `w${index}w`)
        expect(html(markdown).match(/w\d+w/g) ?? []).toEqual(words)
      }),
      { numRuns: 300 },
    )
  })

  it('gives the same bytes twice', () => {
    fc.assert(
      fc.property(texts, (markdown) => {
        expect(outcome(markdown)).toEqual(outcome(markdown))
      }),
    )
  })

  function outcome(markdown: string): string {
    try {
      return JSON.stringify(render(markdown))
    } catch (error) {
      if (error instanceof RenderError) return error.message
      throw error
    }
  }

  function faultsUnlessRefused(markdown: string): string[] {
    try {
      return faults(html(markdown))
    } catch (error) {
      if (error instanceof RenderError) return []
      throw error
    }
  }
})
