/** Dialects of Markdown: the syntax of other systems, as feed readers show it. */
import { describe, expect, it } from 'vitest'
import { renderMarkdown, type Syntax } from './render.ts'

const POST = 'https://blog.example/tea'

function render(markdown: string, syntax: Syntax = 'md') {
  return renderMarkdown(markdown, {
    resolve: (address) => new URL(address, POST).href,
    find: (name) => (name === '2026-01-30-pots' ? '/2026-01-30-pots.md' : undefined),
    origin: 'https://blog.example',
    syntax,
    idPrefix: 'p1',
  })
}

function html(markdown: string): string {
  return render(markdown).html
}

const NOTE = '<blockquote>\n<p><strong>Remember</strong></p>\n<p>Warm <em>the</em> pot.</p>\n</blockquote>\n'

it('a formula behind a line of $$ may have blank lines', () => {
  expect(html('$$\na\n\n*b*\n$$\n\nText.')).toBe('<pre>$$\na\n\n*b*\n$$</pre>\n<p>Text.</p>\n')
  expect(html('- $$\n  a\n\n  b\n  $$\n\nText.')).toContain('<pre>$$\na\n\nb\n$$</pre>')
  expect(html('- $$\n  a\n\nText.\n$$')).not.toContain('<pre>')
  expect(html('$$\n\n*a*')).toBe('<p>$$</p>\n<p><em>a</em></p>\n')
})

describe('a box with a title', () => {
  it.each([
    ':::note Remember\n\nWarm *the* pot.\n\n:::',
    '::: note Remember\nWarm *the* pot.\n:::',
    ':::note[Remember]\nWarm *the* pot.\n:::',
    ':::note{title="Remember"}\nWarm *the* pot.\n:::',
    '!!! note "Remember"\n\n    Warm *the* pot.',
    '??? note "Remember"\n    Warm *the* pot.',
    '> [!NOTE] Remember\n> Warm *the* pot.',
    '> [!note]- Remember\n> Warm *the* pot.',
  ])('is a quotation that begins with the title: %j', (text) => {
    expect(html(text)).toBe(NOTE)
    expect(render(text).remnants).toEqual([])
  })

  it.each(['::: warning\nSteam.\n:::', '!!! warning\n    Steam.', '> [!WARNING]\n> Steam.'])(
    'is named by its kind without a title: %j',
    (text) => {
      expect(html(text)).toBe('<blockquote>\n<p><strong>Warning</strong></p>\n<p>Steam.</p>\n</blockquote>\n')
      expect(render(text).summary).toBe('Steam.')
    },
  )

  it('may hold another one, a list and code with its signs', () => {
    const text = '::::note A\n:::tip B\nx\n:::\n- y\n```\n:::\n```\n::::\nz'
    expect(html(text)).toBe(
      '<blockquote>\n<p><strong>A</strong></p>\n<blockquote>\n<p><strong>B</strong></p>\n<p>x</p>\n</blockquote>\n' +
        '<ul>\n<li>y</li>\n</ul>\n<pre><code>:::\n</code></pre>\n</blockquote>\n<p>z</p>\n',
    )
  })

  it('of an unknown kind leaves its content', () => {
    const { html, removals } = render('a\n\n::: columns\nb\n:::')
    expect(html).toBe('<p>a</p>\n<p>b</p>\n')
    expect(removals).toEqual([{ kind: 'a container', written: '::: columns', count: 1, lines: [2] }])
  })

  it.each([':::note Remember', '!!! note'])('that is never closed is text: %s', (text) => {
    const { html, remnants } = render(`${text}\n\nAfter *it*.`)
    expect(html).toBe(`<p>${text}</p>\n<p>After <em>it</em>.</p>\n`)
    expect(remnants).toEqual([text])
  })
})

describe('headings', () => {
  it('have the id that is written', () => {
    expect(html('See [pots](#pots).\n\n## Pots {#pots}')).toBe(
      '<p>See <a href="https://blog.example/tea#p1-pots">pots</a>.</p>\n<h2 id="p1-pots">Pots</h2>\n',
    )
  })

  it('have an id where a link of the post needs one', () => {
    const text = '[a](#black-tea) [b](#Black%20Tea) [[#Cups|c]] <a href="#dont-boil">d</a>'
    const { html, lostFragments } = render(`${text}\n\n## Black Tea\n\n## Cups\n\n## Don't boil\n\n## Other`)
    for (const id of ['black-tea', 'Cups', 'dont-boil'].map((name) => `p1-${name}`)) {
      if (id !== 'p1-black-tea') expect(html).toContain(`id="${id}"`)
    }
    expect(html.match(/ id="/g)).toHaveLength(3)
    expect(html).toContain('<h2>Other</h2>')
    expect(lostFragments).toEqual([])
  })

  it.each([
    ['🛠️ Tools', '️-tools'],
    ['Faster :tada: builds', 'faster--builds'],
    ['Café crème', 'cafe-creme'],
    ['हिन्दी', 'हिन्दी'],
  ])('%s is what #%s means', (heading, fragment) => {
    const links = `[a](#${fragment}) <a href="#${fragment}">b</a> [c](#other)`
    const { html, lostFragments } = render(`${links}\n\n## ${heading}\n\n## Other`)
    const [, id = ''] = /<h2 id="([^"]+)">(?!Other)/.exec(html) ?? []
    expect(html.match(/(?<=#)[^"]+/g)).toEqual([encodeURI(id), encodeURI(id), 'p1-other'])
    expect(lostFragments).toEqual([])
  })

  it('that differ only in accents have different ids', () => {
    const text = '[a](#cafe)\n\n## Café\n\n## Cafe'
    expect(html(text).match(/(?<=<h2)[^<]*/g)).toEqual(['>Café', ' id="p1-cafe">Cafe'])
  })

  it('of one name have different ids', () => {
    const { html } = render('[a](#tea) [b](#tea-1)\n\n# Tea\n\n# Tea')
    expect(html).toContain('<h1 id="p1-tea">Tea</h1>\n<h1 id="p1-tea-1">Tea</h1>')
  })

  it('that are not there are reported', () => {
    expect(render('[a](#gone) [b](#) [c](#top)').lostFragments).toEqual(['gone'])
  })

  it('cannot have the id of a footnote', () => {
    expect(html('x[^1]\n\n# A {#fn1}\n\n[^1]: y').match(/id="p1-fn1"/g)).toHaveLength(1)
  })
})

describe('syntax that readers do not show', () => {
  it.each(['[[toc]]', '[TOC]', '[[_TOC_]]', '* TOC\n{:toc}', '1. TOC\n{:toc .x}'])(
    '%j leaves nothing',
    (text) => {
      expect(html(`${text}\n\nText.`)).toBe('<p>Text.</p>\n')
      expect(render(`${text}\n\nText.`).removals).toMatchObject([{ kind: 'a page directive' }])
    },
  )

  it('attribute lists leave nothing, and are counted with their lines', () => {
    const { html, removals } = render(
      '## Heading {#top}\n\nA [link](https://x.example){:target="_blank"}.\n{: .note}\n\n![a](a.png){width=50%}',
    )
    expect(html).toBe(
      '<h2 id="p1-top">Heading</h2>\n<p>A <a href="https://x.example/">link</a>.</p>\n' +
        '<p><img src="https://blog.example/a.png" alt="a"></p>\n',
    )
    expect(removals).toEqual([
      { kind: 'an attribute list', written: '{: .note}', count: 3, lines: [3, 2, 5] },
    ])
  })

  it.each(['`{: .note}`', '    {: .note}', '```\n[[toc]]\n{:toc}\n```', 'f(x){ return 1 }', '{:-)'])(
    '%j stays',
    (text) => {
      expect(render(text).removals).toEqual([])
    },
  )
})

describe('math', () => {
  it('stays to the letter', () => {
    expect(html('$$\nx_1 &= y_2 \\\\\nz_3 &= *4* \\\\\n$$')).toBe(
      '<pre>$$\nx_1 &amp;= y_2 \\\\\nz_3 &amp;= *4* \\\\\n$$</pre>\n',
    )
    expect(html('so $a_1*b*c_2 \\frac{# words}{x}$ is')).toBe('<p>so $a_1*b*c_2 \\frac{# words}{x}$ is</p>\n')
  })

  it.each([
    ['$5 and *six* are $11', '<p>$5 and <em>six</em> are $11</p>\n'],
    ['US$5 *or* US$6', '<p>US$5 <em>or</em> US$6</p>\n'],
    ['$$\nnever *closed*', '<p>$$\nnever <em>closed</em></p>\n'],
  ])('%j is text', (text, expected) => {
    expect(html(text)).toBe(expected)
  })

  it('does not show what a remark hides', () => {
    expect(html('in US$, %%secret%% not A$.')).not.toContain('secret')
    expect(html('$$\na\n%%secret%%\n$$')).not.toContain('secret')
  })
})

describe('names of emoji', () => {
  it.each([
    ['Thanks! :tada:', 'Thanks! 🎉'],
    [':+1::100:', '👍💯'],
    ['at 10:100:20 and :nonsense:', 'at 10:100:20 and :nonsense:'],
    ['`:tada:`', '<code>:tada:</code>'],
    ['https://x.example/:tada:', '<a href="https://x.example/:tada:">https://x.example/:tada:</a>'],
  ])('%s', (text, expected) => {
    expect(html(text)).toBe(`<p>${expected}</p>\n`)
  })
})

describe('highlights', () => {
  it.each([
    ['Warm ==the *pot*==.', 'Warm <mark>the <em>pot</em></mark>.'],
    ['这是==重点==内容', '这是<mark>重点</mark>内容'],
    ['==a== and ==b==', '<mark>a</mark> and <mark>b</mark>'],
    ['if a==b or c==d', 'if a==b or c==d'],
    ['if a == b or c == d', 'if a == b or c == d'],
    ['a === b, ===c===', 'a === b, ===c==='],
    ['`==a==`', '<code>==a==</code>'],
    ['==open', '==open'],
  ])('%s', (text, expected) => {
    expect(html(text)).toBe(`<p>${expected}</p>\n`)
  })
})

describe('a block id', () => {
  it.each([
    ['Pots. ^warm-1', '<p id="p1-warm-1">Pots.</p>\n'],
    ['Pots.\n^warm', '<p id="p1-warm">Pots.</p>\n'],
    ['- a ^warm\n- b', '<ul>\n<li id="p1-warm">a</li>\n<li>b</li>\n</ul>\n'],
    ['> a\n\n^warm\n\nb', '<blockquote id="p1-warm">\n<p>a</p>\n</blockquote>\n\n<p>b</p>\n'],
    ['a ^warm\n\nb ^warm', '<p id="p1-warm">a</p>\n<p>b</p>\n'],
  ])('names its block, and is not shown: %j', (text, expected) => {
    expect(html(text)).toBe(expected)
    expect(render(text).removals).toMatchObject([{ kind: 'a block id' }])
  })

  it.each(['`a ^warm`', '```\na ^warm\n```', '2 ^10', 'a ^b c', 'x^2', 'a \\^b', 'a ^-^', '# a ^b'])(
    '%j has none',
    (text) => {
      expect(html(text)).toContain('^')
      expect(render(text).removals).toEqual([])
    },
  )

  it('is what a link means', () => {
    const { html, lostFragments } = render('Pots. ^warm\n\n# Warm\n\n[[#^warm|a]] [b](#warm)')
    expect(html.match(/(?<=#)[^"]+/g)).toEqual(['p1-warm', 'p1-warm'])
    expect(html.match(/ id="/g)).toHaveLength(1)
    expect(lostFragments).toEqual([])
  })
})

describe('code blocks', () => {
  it.each(['js {1,3} title="x" showLineNumbers', 'js{1,3}', '{.js}', 'js:a.js', 'js'])('%s', (info) => {
    expect(html(`\`\`\`${info}\nx\n\`\`\``)).toBe('<pre><code class="language-js">x\n</code></pre>\n')
  })

  it('without a language, but a title', () => {
    expect(html('```title="x"\nx\n```')).toBe('<pre><code>x\n</code></pre>\n')
  })

  it.each([
    ['{% highlight ruby %}', '{% endhighlight %}'],
    ['{% highlight ruby linenos %}', '{% endhighlight %}'],
    ['{% codeblock Title lang:ruby %}', '{% endcodeblock %}'],
    ['{{< highlight ruby "linenos=true" >}}', '{{< /highlight >}}'],
  ])('%s', (open, close) => {
    expect(html(`${open}\n# a {# b\n  p "<b>"\n${close}\n\nAfter.`)).toBe(
      '<pre><code class="language-ruby"># a {# b\n  p &quot;&lt;b&gt;&quot;\n</code></pre>\n<p>After.</p>\n',
    )
  })

  it('that is never closed is reported', () => {
    expect(render('{% highlight ruby %}\n\nx').remnants).toEqual(['{% highlight ruby %}'])
  })
})

describe('definition lists and abbreviations', () => {
  it('are HTML', () => {
    expect(html('Tea\n: a *drink*')).toBe('<dl>\n<dt>Tea</dt>\n<dd>a <em>drink</em></dd>\n</dl>\n')
    expect(html('*[HTML]: HyperText "Markup"\n\nHTML, XHTML and HTML.')).toBe(
      '<p><abbr title="HyperText &quot;Markup&quot;">HTML</abbr>, XHTML and <abbr title="HyperText &quot;Markup&quot;">HTML</abbr>.</p>\n',
    )
  })
})
