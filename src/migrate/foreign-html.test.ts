/** Pages and entries of other systems, which may be anything. */
import { describe, expect, it } from 'vitest'
import { namedFeed, textOf } from './foreign-html.ts'

const link = (href: string, type = 'application/rss+xml', rel = 'alternate') =>
  `<link rel="${rel}" type="${type}" href="${href}">`
const named = (html: string) => namedFeed(html, 'https://old.example/blog/')

describe('the feed that a page names', () => {
  it.each([
    ['the first of several', link('rss.xml') + link('comments.xml'), 'https://old.example/blog/rss.xml'],
    ['Atom', link('/atom.xml', 'application/atom+xml'), 'https://old.example/atom.xml'],
    ['JSON Feed', link('f.json', 'application/feed+json'), 'https://old.example/blog/f.json'],
    ['one elsewhere', link('//feeds.example/a'), 'https://feeds.example/a'],
    ['one in the body', `<p>Hello</p>${link('rss.xml')}`, 'https://old.example/blog/rss.xml'],
    [
      'one behind what is none',
      link('data:,x') + link('http://[') + link('rss.xml'),
      'https://old.example/blog/rss.xml',
    ],
    ['no programming interface', link('/wp-json/wp/v2/pages/2', 'application/json'), undefined],
    ['no style sheet', link('a.css', 'application/rss+xml', 'stylesheet'), undefined],
    ['nothing in a script', `<script>'${link('rss.xml')}'</script>`, undefined],
    ['nothing in a comment', `<!--${link('rss.xml')}-->`, undefined],
    ['nothing in what is shown', `<pre>${link('rss.xml').replaceAll('<', '&lt;')}</pre>`, undefined],
    ['nothing on what is no page', '\0\x1F\x8B\uFFFD', undefined],
  ])('%s', (_, html, address) => {
    expect(named(html)).toBe(address)
  })

  it('is found however deep or broad the page is', () => {
    expect(named(`${'<div>'.repeat(90_000)}${link('a')}`)).toBe('https://old.example/blog/a')
    expect(named(`${'<hr>'.repeat(120_000)}${link('a')}`)).toBe('https://old.example/blog/a')
  })
})

describe('the text of an entry', () => {
  it('is what people read', () => {
    expect(
      textOf('<p>Tea &amp;<br>cake<style>p{}</style><script>1</script><!-- no --></p>')?.split(/\s+/),
    ).toEqual(['Tea', '&cake'])
  })

  it('is not looked for in what is longer than any post', () => {
    expect(textOf('a'.repeat(512 * 1024 + 1))).toBeUndefined()
  })
})
