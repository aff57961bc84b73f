/** Links from post to post and to files, as Markdown and Obsidian write them; and what is left of other systems. */
import { describe, expect, it } from 'vitest'
import { documents, NOW, post, SITE } from '../../test/support/compiled.ts'
import { createCompiler } from '../../test/support/compiler.ts'
import { parseSite, type SiteConfig } from '../config/site.ts'
import { hash } from '../disk/hash.ts'
import type { Instant, MediaFile } from '../model.ts'

const PICTURE: MediaFile = { path: 'img/My Pot.png', length: 3, type: 'image/png' }

const later = (date: string, more = '') => `---\ndate: ${date}\n${more}---\nLater.\n`

function publish(posts: Readonly<Record<string, string>>, config: SiteConfig = {}, now: Instant = NOW) {
  const sources = Object.entries(posts).map(([path, text]) => ({ path, text }))
  const files = new Map([[PICTURE.path, PICTURE]])
  return createCompiler(parseSite(config, SITE), hash).compile({ sources, files }, now)
}

/** The HTML of `a.md` with this text beside other posts, everything that is on the wire, and what is said of it. */
function show(body: string, others: Readonly<Record<string, string>>, now: Instant = NOW) {
  const compilation = publish({ 'a.md': post('', body), ...others }, {}, now)
  const { rss, atom, json } = documents(compilation, '/', now)
  const [item] = JSON.parse(json).items.filter((one: { url: string }) => one.url.endsWith('/a'))
  const page = compilation.pages.find(({ path }) => path === '/posts/a')
  const problems = compilation.problems.map(({ path, line, what }) => `${path}:${line} ${what}`)
  return { html: item.content_html, wire: [rss, atom, json, page?.item].join('\n'), problems }
}

describe('a link to a post', () => {
  it('leads to it, with what follows its name', () => {
    const { html, problems } = show('[b](b.md#part)', { 'b.md': post('') })
    expect(html).toBe(`<p><a href="${SITE}/posts/b#part">b</a></p>\n`)
    expect(problems).toEqual([])
  })

  it.each(['{filename}n/b.md', '{filename}/n/b.md', '|filename|n/b.md'])(
    'is read as Pelican writes it: %s',
    (address) => {
      const { html, problems } = show(`[b](${address}) ![]({static}/img/My%20Pot.png)`, {
        'n/b.md': post(''),
      })
      expect(html).toBe(
        `<p><a href="${SITE}/posts/b">b</a> <img src="${SITE}/media/img/My%20Pot.png" alt=""></p>\n`,
      )
      expect(problems).toEqual([])
    },
  )

  it.each([
    '[b]({{< ref "b" >}})',
    '[b]({{< relref "posts/b/" >}})',
    '[[b]]',
    '[[n/b|b]]',
    '[[n/b/index|b]]',
  ])('finds a bundle by the name of its folder: %s', (text) => {
    const others = { 'n/b/index.md': post(''), 'n/c/index.md': post(''), 'index.md': post('') }
    const { html, problems } = show(text, others)
    expect(html).toBe(`<p><a href="${SITE}/posts/b">b</a></p>\n`)
    expect(problems).toEqual([])
  })

  it('to a bundle that is not there does not lead to another one', () => {
    expect(show('[b](n/b/index.md)', { 'index.md': post('') }).problems).toHaveLength(1)
  })

  it.each(['n/tea/index.md', '/n/tea/index.md', '@/n/tea/index.md', '~/n/tea/index.md'])(
    'is looked up from the root of the folder: %s',
    (address) => {
      const others = { 'n/tea/index.md': post(''), 'pots/index.md': post('') }
      const { html, problems } = show(`[tea](${address}#part)`, others)
      expect(html).toBe(`<p><a href="${SITE}/posts/tea#part">tea</a></p>\n`)
      expect(problems).toEqual([])
    },
  )

  it('that was published later, but is public, is a link', () => {
    expect(show('[b](b.md)', { 'b.md': later('2026-06-30') }).html).toContain(`${SITE}/posts/b`)
  })

  it.each([
    ['is scheduled', later('2040-01-01')],
    ['has expired', later('2026-02-01', 'expires: 2026-03-01\n')],
    ['will expire', later('2026-02-01', 'expires: 2030-03-01\n')],
    ['is a draft', later('2026-02-01', 'draft: true\n')],
  ])('that %s is its text, and nothing shows the address', (state, other) => {
    const ways = [
      '[see](secret.md)',
      '[see](/posts/secret)',
      '[see](https://blog.example/posts/secret/?x#y)',
      '[see](http://blog.example//posts/%73ecret)',
      '[see](/posts/secret/index.html)',
      '![see](secret.md)',
      '<a href="secret.md">see</a>',
      '[see][1]\n\n[1]: secret.md',
    ].filter((way) => way.includes('.md') || !other.includes('draft'))
    for (const way of ways) {
      const { html, wire, problems } = show(`Do\n${way}`, { 'secret.md': other })
      expect(html).toContain('see')
      expect(state === 'will expire' ? html : wire).not.toContain('secret')
      expect(problems).toHaveLength(1)
      expect(problems[0]).toMatch(/^a\.md:\d+ The link to/)
    }
  })

  it('is a link as soon as posts are compiled after the instant, in a compiler that remembers, too', () => {
    const compiler = createCompiler(parseSite({}, SITE), hash)
    const texts = { 'a.md': post('', '[see](b.md)'), 'b.md': later('2026-08-01') }
    const sources = Object.entries(texts).map(([path, text]) => ({ path, text }))
    const at = (now: Instant) => {
      const compilation = compiler.compile({ sources, files: new Map() }, now)
      return documents(compilation, '/', now).json.includes('<a href=')
    }
    expect([at(NOW), at(NOW), at(Date.UTC(2026, 8, 1))]).toEqual([false, false, true])
  })

  it('that is withdrawn is shown no more, not even by the last good version of a post that broke', () => {
    const compiler = createCompiler(parseSite({}, SITE), hash)
    const json = (a: string, b: string) => {
      const sources = Object.entries({ 'a.md': a, 'b.md': b }).map(([path, text]) => ({ path, text }))
      return documents(compiler.compile({ sources, files: new Map() }, NOW)).json
    }
    const [good, broken] = [post('', '[see](b.md)'), post('audio: gone.mp3', '[see](b.md)')]
    const [there, withdrawn] = [post('slug: launch'), post('slug: launch\ndraft: true')]
    expect(json(good, there)).toContain('<a href=')
    expect(json(broken, there)).toContain('<a href=')
    expect(json(broken, `${there}\nAn edit.`)).toContain('<a href=')
    expect(json(broken, withdrawn)).not.toContain('launch')
  })

  it('that becomes private is withdrawn at once: no last good version stands in', () => {
    const compiler = createCompiler(parseSite({}, SITE), hash)
    const json = (text: string) => {
      const sources = [{ path: 'a.md', text }]
      return documents(compiler.compile({ sources, files: new Map() }, NOW)).json
    }
    expect(json(post('slug: launch'))).toContain('launch')
    expect(json(post('slug: launch\nvisibility: members'))).not.toContain('launch')
  })

  it('is a link from a post that is public no longer than the other', () => {
    const compilation = publish(
      { 'a.md': later('2030-01-02').replace('Later', '[b](b.md)'), 'b.md': later('2030-01-01') },
      {},
    )
    expect(documents(compilation, '/', Date.UTC(2031, 0, 1)).json).toContain(`<a href=`)
  })

  it('that is not there is its text, too', () => {
    const { html, problems } = show('One\n\n[gone](lost%20post.md)', {})
    expect(html).toContain('<p>gone</p>')
    expect(problems).toEqual([
      'a.md:8 The link to "lost post.md" is broken: it leads to no published post. It is published as plain text.',
    ])
  })

  it('is named as it is written, in every script', () => {
    const { problems } = show('[x](أخرى.md) ![y](写真.png)', {})
    expect(problems).toEqual([
      'a.md:6 The link to "أخرى.md" is broken: it leads to no published post. It is published as plain text.',
      'a.md:6 The file "写真.png" is not in the posts folder.',
    ])
  })

  it('at the root of the site is expected there, which is no problem', () => {
    const shown = show('![x](/images/a.png)', {})
    expect(shown.html).toContain(`${SITE}/images/a.png`)
    expect(shown.problems).toEqual([
      'a.md:6 The file "/images/a.png" is not in the posts folder, and is expected at the site’s own address.',
    ])
  })

  it('in the front matter is none, either', () => {
    const link = post('link: https://blog.example/posts/secret')
    const { wire, problems } = show('x', { 'b.md': link, 'secret.md': later('2040-01-01') })
    expect(wire).not.toContain('secret')
    expect(problems).toHaveLength(1)
  })

  it('that names a picture of a post is no picture', () => {
    const { wire } = show('x', { 'b.md': post('image: secret.md'), 'secret.md': later('2040-01-01') })
    expect(wire).not.toContain('secret')
  })
})

describe('a link to what is not beside the post', () => {
  const from = (path: string, body: string, others: Readonly<Record<string, string>>) => {
    const compilation = publish({ [path]: post('slug: a', body), ...others })
    const item = JSON.parse(documents(compilation).json).items.find((one: { url: string }) =>
      one.url.endsWith('/a'),
    )
    return { html: item.content_html, problems: compilation.problems.map(({ what }) => what) }
  }

  it.each([
    ['[a](notes/Black%20tea.md)', `${SITE}/posts/black-tea`],
    ['[a](/blog/Black%20tea.md#cups)', `${SITE}/posts/black-tea#cups`],
    ['[a](Black%20tea.md)', `${SITE}/posts/black-tea`],
    ['![a](img/My%20Pot.png)', `${SITE}/media/img/My%20Pot.png`],
    ['![a](My%20Pot.png)', `${SITE}/media/img/My%20Pot.png`],
  ])('%s leads to the one in the folder', (written, address) => {
    const { html, problems } = from('deep/in/a.md', written, { 'notes/Black tea.md': post('') })
    expect(html).toContain(`"${address}"`)
    expect(problems).toEqual([])
  })

  it('is broken where two have the name', () => {
    const others = { 'b/tea.md': post('slug: b'), 'c/tea.md': post('slug: c') }
    expect(from('a.md', '[a](x/tea.md)', others).html).toBe('<p>a</p>\n')
  })

  it('shows no other picture of the same name', () => {
    expect(from('a.md', '![a](/other/My%20Pot.png)', {}).html).toContain(`${SITE}/other/My%20Pot.png`)
  })

  it('does not show a post that is not public', () => {
    const { html } = from('deep/a.md', '[a](notes/tea.md)', { 'notes/tea.md': later('2040-01-01') })
    expect(html).toBe('<p>a</p>\n')
  })
})

describe('wiki links', () => {
  it('leave text in double brackets that names nothing, with a note', () => {
    const { problems } = publish({ 'a.md': post('', 'Fixes [[Bug #5076]].') })
    expect(problems).toMatchObject([{ severity: 'note', path: 'a.md', line: 6 }])
  })

  const OTHERS = { 'travel/Night Train.md': post('title: Night train'), 'img/x.md': post('') }

  it.each([
    ['[[Night Train]]', `<a href="${SITE}/posts/night-train">Night Train</a>`],
    ['[[night train#Berths|the train]]', `<a href="${SITE}/posts/night-train">the train</a>`],
    ['[[travel/Night Train.md]]', `<a href="${SITE}/posts/night-train">travel/Night Train.md</a>`],
    ['![[Night Train]]', `<a href="${SITE}/posts/night-train">Night Train</a>`],
    ['![[My Pot.png]]', `<img src="${SITE}/media/img/My%20Pot.png" alt="My Pot.png">`],
    ['![[My Pot.png|300]]', `<img src="${SITE}/media/img/My%20Pot.png" alt="My Pot.png">`],
    ['![[img/my pot.png|The pot]]', `<img src="${SITE}/media/img/My%20Pot.png" alt="The pot">`],
    ['[[My Pot.png]]', `<a href="${SITE}/media/img/My%20Pot.png">My Pot.png</a>`],
    ['<b>[[Night Train]]</b>', `<b><a href="${SITE}/posts/night-train">Night Train</a></b>`],
    ['| a |\n| - |\n| [[Night Train\\|it]] |', `<td><a href="${SITE}/posts/night-train">it</a></td>`],
  ])('%s', (written, html) => {
    const shown = show(written, OTHERS)
    expect(shown.html).toContain(html)
    expect(shown.problems).toEqual([])
  })

  it('mean the note in the same folder before one elsewhere, and the nearest to the top before others', () => {
    const html = (path: string) => {
      const posts = { 'b/n.md': post(''), 'c/d/n.md': post('slug: far'), 'n/n.md': post('slug: mid') }
      const compilation = publish({ ...posts, [path]: post('slug: a', '[[n]]') })
      return documents(compilation).json.match(/posts\/(\w+)\\">n</)?.[1]
    }
    expect([html('c/d/a.md'), html('n/a.md'), html('a.md')]).toEqual(['far', 'mid', 'n'])
  })

  it.each(['`[[Night Train]]`', '    [[Night Train]]', 'x[[1]] and [[ -f x ]] and m[["a"]]'])(
    '%s is text',
    (written) => {
      const { html, problems } = show(written, OTHERS)
      expect(html).not.toContain('<a')
      expect(problems).toEqual([])
    },
  )

  it('to a post that is not public are text; to nothing they stay as they are; both are told', () => {
    const { html, wire, problems } = show('[[Launch|soon]]\n\n![[lost.png]]', {
      'secret/Launch.md': later('2040-01-01'),
    })
    expect(html).toBe('<p>soon</p>\n<p>![[lost.png]]</p>\n')
    expect(wire).not.toMatch(/launch/i)
    expect(problems).toEqual([
      'a.md:6 The link to "Launch" leads to a post that is not public as long as this one is.',
      'a.md:8 "![[lost.png]]" names no published post and no file of the folder, and is published as text.',
    ])
  })

  it('follow a note that moves or comes', () => {
    const compiler = createCompiler(parseSite({}, SITE), hash)
    const a = { path: 'a.md', text: post('', '[[n]]') }
    const json = (path: string) => {
      const sources = [a, { path, text: post('title: N') }]
      return documents(compiler.compile({ sources, files: new Map() }, NOW)).json
    }
    expect(json('m.md')).toContain('[[n]]')
    expect(json('b/n.md')).toContain('posts/n\\">n</a>')
    expect(json('m.md')).toContain('[[n]]')
  })
})

describe('what another system would have replaced', () => {
  it.each([
    '{{< param main >}}',
    '{{% notice tip %}}',
    '{% include image.html src="a.png" %}',
    '{{ page.title }}',
    '{{site.title}}',
    ':::note',
    '[!note]',
    '[!warning]-',
  ])('%s is told, with its line', (sign) => {
    const { html, problems } = show(`One.\n\nTwo\n${sign}`, {})
    expect(html).toContain(sign.slice(0, 2))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^a\.md:9 (["']).*\1 has no meaning here, and is published as text\.$/)
  })

  it('that is escaped is text', () => {
    expect(show('A list of &lt;T name&gt; here', {}).problems).toEqual([])
  })

  it.each([
    '`{{< youtube x >}}`',
    '```\n{% raw %}\n```',
    '{% raw %}{{ a }} {% include x %}{% endraw %}',
    String.raw`\frac{{a}}{b}`,
    '{ {x} }',
    '{#}',
    '{:}',
    'a [!b] c',
  ])('%s is not', (text) => {
    expect(show(text, {}).problems).toEqual([])
  })

  it.each(['{{site.where}}/about', '{{site.where}}/%zz'])('%s is no address of a link', (address) => {
    const { html, problems } = show(`[x](${address})`, {})
    expect(html).toBe('<p>x</p>\n')
    expect(problems).toHaveLength(1)
  })

  it('is told once, and a post full of it is told of shortly', () => {
    const { problems } = show(`{% x %} {% x %}\n\n${'[a](x.md) {{< y >}} [[n]]\n\n'.repeat(10_000)}`, {})
    expect(problems.length).toBeLessThan(10)
    const many = Array.from({ length: 10_000 }, (_, index) => `[a](${index}.md)`).join('\n\n')
    expect(show(many, {}).problems).toHaveLength(50)
  })
})
