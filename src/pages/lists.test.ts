/** Pages above those of feeds and posts, and what lists show of a post. */
import { describe, expect, it } from 'vitest'
import { compiled, NOW, post } from '../../test/support/compiled.ts'
import { feedAt, pageOf, read, siteOf } from '../../test/support/opened.ts'
import type { SiteConfig } from '../config/site.ts'
import { earlierItems } from './feed.ts'
import { homePage, listingPage } from './feed-pages.ts'
import { listPage } from './lists.ts'
import { postPage } from './post.ts'

function dated(count: number, matter = ''): Record<string, string> {
  const posts = Array.from({ length: count }, (_, index) => {
    const date = new Date(Date.UTC(2024, index, 1)).toISOString()
    return [`p${index}.md`, `---\ntitle: Post ${index}\ndate: ${date}\n${matter}\n---\nText.\n`]
  })
  return Object.fromEntries(posts)
}

function listAt(path: string, posts: Record<string, string>, config: SiteConfig = {}) {
  const compilation = compiled(posts, config)
  return listPage(path, feedAt(compilation), siteOf(compilation), NOW)
}

describe('the archive', () => {
  it('has the posts by year, at two addresses with one canonical one', () => {
    const [archive, posts] = ['/archive/', '/posts/'].map((path) => listAt(path, dated(14)))
    const page = read(archive ?? '')
    expect(page.named('h2').map(page.text)).toEqual(['2025', '2024'])
    expect(page.classed('h-entry')).toHaveLength(14)
    expect(posts).toBe(archive)
    expect(archive).toContain('<link rel="canonical" href="https://blog.example/archive/">')
  })

  it('leads to the pages of posts for which the main feed has no room', () => {
    const page = read(listAt('/archive/', dated(14), { feeds: { limit: 5 } }) ?? '')
    const links = page.named('a').map(({ attribs }) => attribs.href)
    expect(links.filter((href) => href?.startsWith('/archive/'))).toEqual([
      '/archive/3/',
      '/archive/2/',
      '/archive/1/',
    ])
  })

  it('says nothing of a page whose posts are scheduled', () => {
    const posts = {
      ...dated(4),
      'later.md': post('date: 2040-01-01').replace('date: 2026-01-31 10:00\n', ''),
    }
    const html = listAt('/archive/', posts, { feeds: { limit: 2 } })
    expect(html).not.toContain('2040')
    expect(html).not.toContain('/archive/3/')
  })
})

describe('the menu', () => {
  it('marks the link to the page', () => {
    const menu = ['/', '/archive/', '/tags/thé/', 'https://e.example/b/posts/a', '/tags/'].map((url) => ({
      title: url,
      url,
    }))
    const compilation = compiled({ 'a.md': post('slug: a\ntags: thé') }, { url: 'https://e.example/b', menu })
    const site = siteOf(compilation)
    const feed = feedAt(compilation)
    const pages = [
      homePage(site, feed),
      listPage('/archive/', feed, site, NOW) ?? '',
      listingPage({ base: '/tags/thé/', feed: feedAt(compilation, '/tags/thé/') }, site),
      postPage({ page: pageOf(compilation, '/posts/a') }, site),
    ]
    const current = pages.map((html) => {
      const page = read(html)
      return page.all.filter(({ attribs }) => attribs['aria-current'] === 'page').map(page.text)
    })
    expect(current).toEqual([['/'], ['/archive/'], ['/tags/thé/'], ['https://e.example/b/posts/a']])
  })
})

describe('the page of all tags', () => {
  it('has them in the order of the language', () => {
    const posts = { 'a.md': post('tags: [zoo, Ähre, b10, b9, apple]') }
    const page = read(listAt('/tags/', posts, { language: 'de' }) ?? '')
    const names = page.named('bdi').map(page.text)
    expect(names).toEqual(
      ['Ähre', 'apple', 'b9', 'b10', 'zoo'].sort(new Intl.Collator('de', { numeric: true }).compare),
    )
    expect(names).toHaveLength(5)
  })

  it('has 2,000 tags and a link to the list of all', () => {
    const compilation = compiled({ 'a.md': post('title: a') })
    const tags = Array.from({ length: 2500 }, (_, n) => ({ base: `/tags/t${n}/`, title: `My posts: t${n}` }))
    const site = { ...siteOf(compilation), feeds: tags }
    const page = read(listPage('/tags/', feedAt(compilation), site, NOW) ?? '')
    const links = page.named('li').map(page.text)
    expect(links).toHaveLength(2001)
    expect(links.at(-1)).toContain('2,500')
    expect(page.named('a').some(({ attribs }) => attribs.href === '/feeds.opml')).toBe(true)
  })

  it('is nowhere without a tag', () => {
    expect(listAt('/tags/', { 'a.md': post('title: a') })).toBeUndefined()
  })
})

describe('the page of a tag', () => {
  const posts = {
    ...dated(12, 'tags: [tea]'),
    'gone.md': '---\ntitle: Gone\ndate: 2023-01-01\nexpires: 2026-01-01\ntags: [tea]\n---\nText.\n',
    'later.md': '---\ntitle: Later\ndate: 2040-01-01\ntags: [tea]\n---\nText.\n',
  }
  const compilation = compiled(posts, { feeds: { limit: 3 } })
  const base = '/tags/tea/'
  const titles = (now: number) => {
    const feed = feedAt(compilation, base, now)
    const { index } = compilation.document(`${base}feed.json`) ?? {}
    const earlier = index && earlierItems(index, feed, now)
    const page = read(listingPage({ base, feed, ...(earlier && { earlier }) }, siteOf(compilation, now)))
    return page
      .classed('p-name')
      .map(page.text)
      .filter((text) => /^(Post|Gone|Later)/.test(text ?? ''))
  }
  it('shows no hidden remarks of earlier posts', () => {
    const hidden = {
      'new.md': post('title: New\ntags: [tea]'),
      'old.md':
        '---\ntitle: Post %%secret%%\ndescription: Tea <!-- secret -->\ndate: 2020-01-01\ntags: [tea]\n---\nText.\n',
    }
    const index = compiled(hidden, { feeds: { limit: 1 } }).document(`${base}feed.json`)?.index
    expect(index?.earlier).toMatchObject([{}, { title: 'Post', summary: 'Tea' }])
    expect(JSON.stringify(index?.earlier)).not.toContain('secret')
  })

  const all = Array.from({ length: 12 }, (_, index) => `Post ${11 - index}`)

  it('goes on beyond the limit of the feed, with what is public at an instant', () => {
    expect(titles(NOW)).toEqual(all)
    expect(titles(Date.UTC(2041, 0, 1))).toEqual(['Later', ...all])
  })
})

describe('a list of posts', () => {
  const people = { authors: { ada: { name: 'Ada' }, jun: { name: 'Jun' } } }
  const newest = (matter: string, body = 'Text.', config: SiteConfig = people) => {
    const compilation = compiled({ 'a.md': post(matter, body), 'b.md': post('author: jun') }, config)
    const html = homePage(siteOf(compilation), feedAt(compilation))
    const page = read(html)
    return { html, page, entry: page.classed('h-entry')[0] }
  }

  it('shows who wrote a post, and its tags', () => {
    const { html } = newest('author: ada\ntags: [tea]')
    expect(html).toContain('<a href="/authors/ada/"><bdi class="p-name">Ada</bdi></a>')
    expect(html).toContain('<a class="p-category" rel="tag" href="/tags/tea/"><bdi>tea</bdi></a>')
  })

  it('shows a small picture: the image of a post, or the first in its text', () => {
    expect(newest('title: a\nimage: https://i.example/a.png').html).toMatch(
      /class="thumb".*src="https:\/\/i\.example\/a\.png" alt=""/,
    )
    expect(newest('title: a', '![](https://i.example/b.png?x&y)').html).toContain(
      'src="https://i.example/b.png?x&amp;y"',
    )
    expect(newest('', '![](https://i.example/b.png)').html).toContain('class="photo"')
    expect(newest('title: a').html).not.toMatch(/class="(?:thumb|photo)"/)
  })

  it('shows where a link post leads, and how long a sound plays', () => {
    expect(newest('link: https://www.e.example/x').html).toContain(
      '<a class="u-bookmark-of elsewhere" href="https://www.e.example/x"><bdi>e.example</bdi></a>',
    )
    const audio = 'audio: { url: https://f.example/a.mp3, length: 1, duration: 3723 }'
    expect(newest(audio).html).toContain('<span class="plays">1:02:03</span>')
  })
})

describe('the page of a post', () => {
  const shown = (matter: string, body = 'Text.', config: SiteConfig = {}) => {
    const compilation = compiled({ 'a.md': post(`slug: a\n${matter}`, body) }, config)
    return postPage({ page: pageOf(compilation, '/posts/a') }, siteOf(compilation))
  }

  it('leads to where people answer it, and names its licence', () => {
    const html = shown('license: CC0\ncomments: https://talk.example/1', 'Text.', { license: 'CC-BY-4.0' })
    expect(html).toContain('<a href="https://talk.example/1">Comments and replies</a>')
    expect(html).toContain('href="https://creativecommons.org/publicdomain/zero/1.0/">CC0-1.0</a>')
    expect(html).toContain('href="https://creativecommons.org/licenses/by/4.0/">CC-BY-4.0</a>')
  })

  it('is shown elsewhere with its first picture, or that of the site', () => {
    const config = { image: 'https://i.example/site.png' }
    expect(shown('', '![](https://i.example/b.png)', config)).toContain(
      '<meta property="og:image" content="https://i.example/b.png">',
    )
    expect(shown('', 'Text.', config)).toContain(
      '<meta property="og:image" content="https://i.example/site.png">',
    )
  })
})
