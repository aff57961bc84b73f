/** Pages name what is the site's own by its path, and only that. */
import { describe, expect, it } from 'vitest'
import { compiled, post } from '../../test/support/compiled.ts'
import { pageOf, read, siteOf } from '../../test/support/opened.ts'
import type { SiteConfig } from '../config/site.ts'
import { withOwnPaths } from './content.ts'
import { postPage } from './post.ts'
import { local } from './site.ts'

describe('an address', () => {
  it.each([
    ['https://tea.example', 'https://tea.example/media/a.png', '/media/a.png'],
    ['https://tea.example', 'https://tea.example', '/'],
    ['https://tea.example', 'https://tea.example?a', '/?a'],
    ['https://tea.example', 'https://tea.example.evil.example/', 'https://tea.example.evil.example/'],
    ['https://tea.example', 'https://tea.example@evil.example/', 'https://tea.example@evil.example/'],
    ['https://tea.example', 'https://tea.example:8080/', 'https://tea.example:8080/'],
    ['https://tea.example', 'http://tea.example/', 'http://tea.example/'],
    ['https://tea.example/blog', 'https://tea.example/blog/posts/a#b', '/blog/posts/a#b'],
    ['https://tea.example/blog', 'https://tea.example/blog', '/blog'],
    ['https://tea.example/blog', 'https://tea.example/blog?a', '/blog?a'],
    ['https://tea.example/blog', 'https://tea.example/blogger', 'https://tea.example/blogger'],
    ['https://tea.example/blog', 'https://tea.example/', 'https://tea.example/'],
  ])('of the site %s: %s is %s', (url, address, path) => {
    expect(local(address, { url })).toBe(path)
  })

  it.each(['https://tea.example', 'https://tea.example//b'])(
    'whose path begins with two slashes stays on the host of the page (%s)',
    (url) => {
      const address = `${url}//evil.example/x`
      const target = new URL(local(address, { url }), 'http://localhost:3000')
      expect(target.href).toBe(`http://localhost:3000${new URL(address).pathname}`)
    },
  )
})

describe('the text of a post', () => {
  const url = 'https://tea.example/a&b'
  const inPage = (html: string) => withOwnPaths(html, { ...siteOf(compiled({})).manifest, url })

  it.each([
    [
      '<a href="https://tea.example/a&amp;b/x?a&amp;b" title="T">T</a>',
      '<a href="/a&amp;b/x?a&amp;b" title="T">T</a>',
    ],
    [
      '<video poster="https://tea.example/a&amp;b/p.png" src="https://tea.example/a&amp;b/v.mp4">',
      '<video poster="/a&amp;b/p.png" src="/a&amp;b/v.mp4">',
    ],
    [
      '<img srcset="https://tea.example/a&amp;b/1.png 1x, https://cdn.example/2.png 2x, https://tea.example/a&amp;b/3.png 3x">',
      '<img srcset="/a&amp;b/1.png 1x, https://cdn.example/2.png 2x, /a&amp;b/3.png 3x">',
    ],
    ['<q cite="https://tea.example/a&amp;b/x">', '<q cite="/a&amp;b/x">'],
    ['<img alt="a > b" src="https://tea.example/a&amp;b/x.png">', '<img alt="a > b" src="/a&amp;b/x.png">'],
  ])('%s becomes %s', (html, path) => expect(inPage(html)).toBe(path))

  it.each([
    '<p>Write href="https://tea.example/a&amp;b/x" there: https://tea.example/a&amp;b/x</p>',
    '<a href="https://elsewhere.example/?to=https://tea.example/a&amp;b/x">x</a>',
    '<p title="https://tea.example/a&amp;b/x">x</p>',
    '<a href="https://tea.example/other">x</a>',
  ])('%s stays', (html) => expect(inPage(html)).toBe(html))
})

describe('the page of a post', () => {
  const files = ['pot.png', 'big.png', 'tea.mp3', 'leaf.pdf']
  const matter = [
    'title: A',
    'image: pot.png',
    'enclosures: [tea.mp3, leaf.pdf]',
    'link: HOST/posts/b',
    'author: { name: Ada, url: HOST/about, avatar: HOST/media/ada.png }',
  ].join('\n')
  const body =
    '![](big.png)\n\n<picture><source srcset="big.png 2x"><img src="big.png"></picture>\n\n[B](b.md) [^1]\n\n[^1]: Note.'
  const opened = (host: string, config: SiteConfig) => {
    const texts = { 'a.md': post(matter.replaceAll('HOST', host), body), 'b.md': post('title: B') }
    const compilation = compiled(texts, { ...config, url: host }, files)
    return {
      compilation,
      page: read(postPage({ page: pageOf(compilation, '/posts/a') }, siteOf(compilation))),
    }
  }

  it.each(['https://tea.example', 'https://tea.example/blog'])(
    'of %s names the site only where machines need its address',
    (host) => {
      const { page } = opened(host, { icon: `${host}/media/icon.png` })
      const named = page.all.filter(({ attribs }) =>
        Object.values(attribs).some((value) => value.includes(host)),
      )
      const places = named.map(({ name, attribs }) => attribs.rel ?? attribs.property ?? name)
      expect(new Set(places)).toEqual(new Set(['canonical', 'og:url', 'og:image']))
      expect(page.named('audio')[0]?.attribs.src).toBe(`${new URL(`${host}/media/tea.mp3`).pathname}`)
    },
  )

  it('leaves the feeds as they are', () => {
    const { compilation } = opened('https://tea.example', {})
    for (const file of ['rss.xml', 'atom.xml', 'feed.json']) {
      const bytes = compilation.document(`/${file}`)?.bytes().slices ?? []
      const text = bytes.map((slice) => new TextDecoder().decode(slice)).join('')
      expect(text).toContain('https://tea.example/media/big.png')
      expect(text).not.toMatch(/(?:href|src)=(?:\\?"|&quot;)\//)
    }
  })
})
