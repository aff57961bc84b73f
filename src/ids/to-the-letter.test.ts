/** Addresses as the system had them from which a post comes. */
import { describe, expect, it } from 'vitest'
import { parseSite } from '../config/site.ts'
import { parsePost } from '../content/parse.ts'
import { addressing, placeOf } from './addresses.ts'

function addressOf(path: string, links = '/posts/:slug', matter = ''): string | undefined {
  const site = parseSite({ links }, 'https://blog.example')
  const text = `---\ndate: 2026-01-31\n${matter}\n---\nText.`
  const { post } = parsePost({ path, text }, site)
  return post && addressing(site)(placeOf(post, 'slugs', site))
}

function problemsOf(matter: string): string[] {
  const site = parseSite({}, 'https://blog.example')
  const text = `---\ndate: 2026-01-31\n${matter}\n---\nText.`
  return parsePost({ path: 'a.md', text }, site).problems.map(({ what }) => what)
}

describe('file names', () => {
  it.each([
    ['Asia-2024_CFL.md', '/posts/:slug', '/posts/asia-2024-cfl'],
    ['2025-12-01-Asia-2024_CFL.md', '/:year/:slug/', '/2026/Asia-2024_CFL/'],
    ['homebrew-6.0.0.md', '/:slug/', '/homebrew-6.0.0/'],
    ['2026-01-01-nushell_0_3_0.md', 'https://nu.example/:slug.html', 'https://nu.example/nushell_0_3_0.html'],
    [`${'long-'.repeat(20)}name.md`, '/:slug/', `/${'long-'.repeat(20)}name/`],
    ['2025-08-25-abi.md', '/posts/:filename/', '/posts/2025-08-25-abi/'],
    ['2015-7-07-x/index.md', '/blog/:namedate/:slug', '/blog/2015/07/07/x'],
    ['x.md', '/blog/:namedate/:slug', '/blog/2026/01/31/x'],
    ['I Love/Tea & more.md', '/:folder/:slug', '/I%20Love/Tea%20%26%20more'],
    ['2026-01-31.md', '/:year/:title', '/2026/2026-01-31'],
    ['es2015+ a@b.md', '/:slug/', '/es2015+%20a@b/'],
    ['2023-09-19-GSoC Post.md', '/posts/:filename/', '/posts/2023-09-19-gsoc-post/'],
    ['2023-09-19-GSoC Post.md', '/:slugorfilename/', '/2023-09-19-gsoc-post/'],
    ['2023-09-19-a- new (GSoC) Post….md', '/:title/', '/a-new-(GSoC)-Post/'],
    ['tea/_posts/2026-01-31-a.md', '/:categories/:title/', '/tea/a/'],
    ['I Love/Tea & more 5%.md', '/:notepath', '/I-Love/Tea--and--more-5-percent'],
  ])('%s with %s', (path, links, address) => {
    expect(addressOf(path, links)).toBe(address)
  })
})

describe('what the front matter says', () => {
  it.each([
    ['slug: Tea_8.0.0', '/posts/Tea_8.0.0'],
    ['slug: a--very-long-name-of-a-post-that-goes-on-and-on-until-nobody-knows-where-it-ends', undefined],
    ['slug: /notes/green-tea', '/posts/notes/green-tea'],
    ['slug: grüner Tee', '/posts/gr%C3%BCner%20Tee'],
    ['permalink: /welcome/', '/welcome/'],
    ['url: "2009/12/tag-specific-rss-feed.html"', '/2009/12/tag-specific-rss-feed.html'],
    ['path: 2014/12/12/1.0-Timeline', '/2014/12/12/1.0-Timeline'],
    ['permalink: /:year/:title/', '/2026/a/'],
    ['permalink: /:categories/:title.html\ncategories: [Tea, Pots]', '/tea/pots/a.html'],
    ['permalink: /:categories/:title/\ncategory: Tea Pots', '/tea%20pots/a/'],
    ['permalink: /:categories/:title/', '/a/'],
    ['permalink: /:categories/x/\ncategories: [../etc, tea]', '/tea/x/'],
    ['url: x.html', '/x.html'],
    ['permalink: "/{{ page.fileSlug }}/"', '/posts/a'],
    ['url: https://other.example/a', '/posts/a'],
  ])('%s', (matter, address = `/posts/${matter.slice(6)}`) => {
    expect(addressOf('a.md', undefined, matter)).toBe(address)
    expect(problemsOf(matter)).toEqual([])
  })

  it('follows the last slash of links', () => {
    expect(addressOf('a.md', '/:slug/', 'path: 2014/12/12/1.0-Timeline')).toBe('/2014/12/12/1.0-Timeline/')
    expect(addressOf('a.md', '/:slug/', 'url: 2009/12/x.html')).toBe('/2009/12/x.html')
  })

  it('has no date in Docusaurus where it gives the slug', () => {
    expect(addressOf('2015-07-07-x.md', '/blog/:namedate/:slug', 'slug: tea')).toBe('/blog/tea')
  })

  it('names a page of the other site where the pages are there', () => {
    expect(addressOf('a.md', 'https://old.example/:slug/', 'permalink: /b/')).toBe('https://old.example/b/')
  })
})

describe('paths that are not trusted', () => {
  const hostile = [
    '../../etc',
    './a/..',
    'a\\\\b',
    'a/%2e%2e/b',
    'a%2fb',
    'a%00',

    'a?b/c',
    'a//b',
    '%ff/a',
  ]

  it.each(hostile)('%j as a slug is refused and reported', (path) => {
    const matter = `slug: ${JSON.stringify(path)}`
    expect(addressOf('a.md', undefined, matter)).toMatch(/^\/posts\/[a-z\d-]+$/)
    expect(problemsOf(matter)).toEqual([
      expect.stringContaining('"slug" is not a path that an address may have'),
    ])
  })

  it('as a permalink is refused, and the post keeps its address', () => {
    const matter = 'permalink: /../admin/'
    expect(addressOf('a.md', undefined, matter)).toBe('/posts/a')
    expect(problemsOf(matter)).toEqual([expect.stringContaining('"permalink" is not a path')])
  })

  it('aliases lead to no address of the site itself', () => {
    const site = parseSite({}, 'https://blog.example')
    const text =
      '---\ndate: 2026-01-31\naliases: [/old/, brew, /rss.xml, /../x]\nredirect_from: /2013/a.html\n---\nText.'
    const { post, problems } = parsePost({ path: 'a.md', text }, site)
    expect(post?.aliases).toEqual(['/old/', '/2013/a.html'])
    expect(problems.map(({ line, what }) => [line, what])).toEqual([
      [3, '"aliases" has no path that a post may have ("/rss.xml").'],
      [3, '"aliases" has no path that a post may have ("/../x").'],
    ])
  })
})
