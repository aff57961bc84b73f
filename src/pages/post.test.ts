import { describe, expect, it } from 'vitest'
import { compiled, post } from '../../test/support/compiled.ts'
import { pageOf, read, siteOf } from '../../test/support/opened.ts'
import type { SiteConfig } from '../config/site.ts'
import { postPage } from './post.ts'

/** The page of the only post of a site, called `a`. */
function opened(matter: string, body = 'Text.', config: SiteConfig = {}) {
  const compilation = compiled({ 'a.md': post(matter, body) }, config)
  return read(postPage({ page: pageOf(compilation, '/posts/a') }, siteOf(compilation)))
}

describe('the page of a post', () => {
  it('has the title, the text, the date and the canonical address', () => {
    const page = opened('title: Green & black tea', 'Eighty *degrees*.')
    expect(page.named('h1').map(page.text)).toEqual(['Green & black tea'])
    expect(page.text(page.classed('e-content')[0])?.trim()).toBe('Eighty degrees.')
    expect(page.classed('dt-published')[0]?.attribs.datetime).toBe('2026-01-31T10:00:00Z')
    expect(page.related('canonical')[0]?.attribs.href).toBe('https://blog.example/posts/a')
    expect(page.text(page.named('title')[0])).toBe('Green & black tea · My posts')
  })

  it('shows the day in the time zone of the site', () => {
    const page = opened('title: A', 'Text.', { timeZone: 'Pacific/Kiritimati' })
    expect(page.text(page.classed('dt-published')[0])).toBe('January 31, 2026')
    const late = compiled({ 'a.md': '---\ndate: 2026-01-31T20:00Z\n---\nA' }, { timeZone: 'Europe/Helsinki' })
    const night = read(postPage({ page: pageOf(late, '/posts/a') }, siteOf(late)))
    expect(night.text(night.classed('dt-published')[0])).toBe('January 31, 2026')
    const next = compiled({ 'a.md': '---\ndate: 2026-01-31T23:00Z\n---\nA' }, { timeZone: 'Europe/Helsinki' })
    const morning = read(postPage({ page: pageOf(next, '/posts/a') }, siteOf(next)))
    expect(morning.text(morning.classed('dt-published')[0])).toBe('February 1, 2026')
  })

  it('says when it was revised on another day', () => {
    expect(opened('title: A\nupdated: 2026-01-31 11:00').classed('dt-updated')).toEqual([])
    const page = opened('title: A\nupdated: 2026-02-03')
    expect(page.text(page.classed('dt-updated')[0])).toBe('February 3, 2026')
  })

  it('of a note has no heading, and its first words in the window title', () => {
    const page = opened('tags: [x]', 'Fog since noon.')
    expect(page.named('h1')).toEqual([])
    expect(page.text(page.named('title')[0])).toBe('Fog since noon. · My posts')
  })

  it('of a link leads elsewhere by its title', () => {
    const page = opened('title: A\nlink: https://example.org/?a=1&b=2')
    expect(page.classed('u-bookmark-of')[0]?.attribs.href).toBe('https://example.org/?a=1&b=2')
  })

  it('leads to the pages of its tags, whatever their addresses', () => {
    const page = opened('title: A\ntags: [C++, c plus plus, Tea]')
    const tags = page.classed('p-category')
    expect(tags.map(page.text)).toEqual(['C++', 'c plus plus', 'Tea'])
    const addresses = tags.map(({ attribs }) => attribs.href)
    expect(new Set(addresses).size).toBe(3)
    expect(addresses[1]).toBe('/tags/c-plus-plus/')
    expect(addresses[2]).toBe('/tags/tea/')
  })

  it('names tags without a feed without a link', () => {
    const page = opened('title: A\ntags: [tea]', 'Text.', { feeds: { tags: false } })
    expect(page.classed('p-category').map(({ name }) => name)).toEqual(['span'])
  })

  it('has a card of each author', () => {
    const authors = {
      ada: { name: 'Ada Marlowe', url: 'https://ada.example/', avatar: 'https://ada.example/a.png' },
    }
    const page = opened('title: A\nauthors: [ada, Jun Okabe]', 'Text.', { authors })
    expect(page.classed('h-card').map((card) => page.text(card)?.trim())).toEqual([
      'Ada Marlowe',
      'Jun Okabe',
    ])
    expect(page.classed('u-url').map(({ attribs }) => attribs.value ?? attribs.href)).toContain(
      'https://ada.example/',
    )
    expect(page.classed('u-photo')[0]?.attribs.src).toBe('https://ada.example/a.png')
    expect(page.all.map(({ attribs }) => attribs.href)).toContain('/authors/jun-okabe/')
  })

  it('shows the image that stands for the post, with its words, unless the text shows it', () => {
    const matter = 'title: A\nimage: { src: https://example.org/i.png, alt: "A <lighthouse>" }'
    const [image] = opened(matter).classed('u-featured')
    expect(image?.attribs).toMatchObject({ src: 'https://example.org/i.png', alt: 'A <lighthouse>' })
    expect(opened(matter, '![](https://example.org/i.png)').classed('u-featured')).toEqual([])
  })

  it('plays audio and video, offers other files, and nothing twice', () => {
    const files = ['a.mp3', 'b.mp4', 'c%20d.pdf', 'e%zz.pdf'].map((name) => `https://example.org/${name}`)
    const types = ['audio/mpeg', 'video/mp4', 'application/pdf', 'application/pdf']
    const rows = files.map((url, index) => `  - { url: "${url}", type: ${types[index]}, length: 1500000 }`)
    const matter = ['title: A', 'enclosures:', ...rows].join('\n')
    const page = opened(matter)
    expect(page.named('audio')[0]?.attribs.src).toBe(files[0])
    expect(page.named('video')[0]?.attribs.src).toBe(files[1])
    expect(page.classed('u-enclosure').map(page.text)).toEqual(['c d.pdf', 'e%zz.pdf'])
    expect(page.classed('file').map((file) => page.text(file)?.trim())).toContain('c d.pdf')
    const shown = opened(matter, `<audio src="${files[0]}"></audio>`)
    expect(shown.named('audio')).toHaveLength(1)
  })

  it('lets code and tables scroll in boxes that a keyboard reaches', () => {
    const page = opened('title: A', '```\ncode\n```\n\n| a |\n| - |\n| b |\n\n`<table>` and `<pre>` in words')
    expect(page.named('pre')[0]?.attribs.tabindex).toBe('0')
    expect(page.named('table')[0]?.parent).toMatchObject({
      name: 'div',
      attribs: { class: 'wide', tabindex: '0' },
    })
    expect(page.named('table')).toHaveLength(1)
    expect(page.text(page.classed('e-content')[0])).toContain('<table> and <pre> in words')
  })

  it('marks tasks, whose boxes stand in place of bullets', () => {
    const page = opened('title: A', '- [ ] milk\n- [x] tea\n- rest\n\nThen:\n\n1. [ ] one\n\n2. two')
    expect(page.classed('task').map((task) => page.text(task)?.trim())).toEqual(['☐ milk', '☑ tea', '☐ one'])
    expect(page.named('li')).toHaveLength(5)
  })

  it('is written from right to left in languages that are', () => {
    const [article] = opened('title: A\nlanguage: ar').named('article')
    expect(article?.attribs).toMatchObject({ lang: 'ar', dir: 'rtl' })
    expect(opened('title: A\nlanguage: ar').named('html')[0]?.attribs.dir).toBeUndefined()
    expect(opened('title: A', 'Text.', { language: 'he' }).named('html')[0]?.attribs.dir).toBe('rtl')
    expect(opened('title: A\nlanguage: az-Arab').named('article')[0]?.attribs.dir).toBe('rtl')
    expect(opened('title: A').named('article')[0]?.attribs.dir).toBe('auto')
  })

  it('leads to the posts before and after it', () => {
    const compilation = compiled({ 'a.md': post('title: A'), 'b.md': post('title: B <b>') })
    const [page, older] = [pageOf(compilation, '/posts/a'), pageOf(compilation, '/posts/b')]
    const html = read(postPage({ page, older }, siteOf(compilation)))
    expect(html.related('prev')[0]?.attribs.href).toBe('/posts/b')
    expect(html.text(html.related('prev')[0])?.trim()).toBe('Previous B <b>')
    expect(html.related('next')).toEqual([])
  })
})

describe('what the page of a post tells machines', () => {
  const matter = [
    'title: Tea',
    'description: Warm.',
    'tags: [tea, cup]',
    'updated: 2026-02-01',
    'author: { name: Ada Marlowe, url: https://ada.example/ }',
    'image: { src: https://example.org/i.png, alt: A cup }',
  ].join('\n')

  it('is what Open Graph wants to know', () => {
    const { meta } = opened(matter)
    expect(meta('og:type')).toBe('article')
    expect(meta('og:title')).toBe('Tea')
    expect(meta('og:description')).toBe('Warm.')
    expect(meta('og:url')).toBe('https://blog.example/posts/a')
    expect(meta('og:image')).toBe('https://example.org/i.png')
    expect(meta('og:image:alt')).toBe('A cup')
    expect(meta('og:site_name')).toBe('My posts')
    expect(meta('article:published_time')).toBe('2026-01-31T10:00:00Z')
    expect(meta('article:modified_time')).toBe('2026-02-01T00:00:00Z')
    expect(meta('twitter:card')).toBe('summary_large_image')
    expect(meta('description')).toBe('Warm.')
  })

  it('is a BlogPosting', () => {
    expect(opened(matter).linkedData()).toEqual({
      '@context': 'https://schema.org',
      '@type': 'BlogPosting',
      headline: 'Tea',
      description: 'Warm.',
      url: 'https://blog.example/posts/a',
      mainEntityOfPage: 'https://blog.example/posts/a',
      image: 'https://example.org/i.png',
      datePublished: '2026-01-31T10:00:00Z',
      dateModified: '2026-02-01T00:00:00Z',
      author: [{ '@type': 'Person', name: 'Ada Marlowe', url: 'https://ada.example/' }],
      keywords: ['tea', 'cup'],
      inLanguage: 'en',
      isPartOf: { '@type': 'Blog', name: 'My posts', url: 'https://blog.example/' },
    })
  })

  it('begins with the feeds, Atom first', () => {
    const feeds = opened(matter).related('alternate')
    expect(feeds.map(({ attribs }) => attribs.href)).toEqual(['/atom.xml', '/rss.xml', '/feed.json'])
  })
})
