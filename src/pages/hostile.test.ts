/** Whatever a post holds, it is text on the pages: it runs nothing, leads nowhere it should not, and breaks nothing. */
import fc from 'fast-check'
import { parse } from 'parse5'
import { describe, expect, it } from 'vitest'
import { compiled, NOW } from '../../test/support/compiled.ts'
import { createCompiler } from '../../test/support/compiler.ts'
import config from '../../test/support/hostile.config.ts'
import { feedAt, read, siteOf } from '../../test/support/opened.ts'
import { anyText } from '../../test/support/texts.ts'
import { parseSite } from '../config/site.ts'
import { hash } from '../disk/hash.ts'
import { readFolder } from '../folder/files.ts'
import { itemOf } from './feed.ts'
import { feedView, homePage, listingPage } from './feed-pages.ts'
import { feedsPage } from './feeds.ts'
import { script } from './policy.ts'
import { postPage } from './post.ts'

const FOLDER = 'test/fixtures/hostile'
const { sources, files } = await readFolder(FOLDER)
const compilation = createCompiler(parseSite(config, 'https://blog.example'), hash).compile(
  { sources: sources.values(), files },
  NOW,
)
const site = siteOf(compilation)
const posts = compilation.pages.map((page) => ({
  path: page.path,
  item: itemOf(page),
  html: postPage({ page, older: page, newer: page }, site),
}))
const listings = site.feeds.map(({ base }) => ({
  path: base,
  html: listingPage({ base, feed: feedAt(compilation, base) }, site),
}))
const views = site.feeds.map(({ base }) => ({
  path: `${base}rss.xml`,
  html: feedView({ base, format: 'rss', feed: feedAt(compilation, base) }, site),
}))
const home = homePage(site, feedAt(compilation))
const pages = [
  { path: '/', html: home },
  { path: '/feeds/', html: feedsPage.html(site) },
  ...listings,
  ...views,
  ...posts,
]

/** Attributes that hold an address which a browser follows or loads. */
const ADDRESSES = ['href', 'src', 'srcset', 'poster', 'action', 'formaction', 'cite', 'data']

describe('pages of hostile posts', () => {
  it('are many', () => expect(pages.length).toBeGreaterThan(100))

  it.each(pages)('$path runs nothing but our script', ({ html }) => {
    const { all, named, text } = read(html)
    const scripts = named('script').filter(({ attribs }) => attribs.type !== 'application/ld+json')
    expect(scripts.filter((element) => text(element) !== script.text)).toEqual([])
    const names = all.flatMap(({ attribs }) => Object.keys(attribs))
    expect(names.filter((name) => /^on|^style$/i.test(name))).toEqual([])
    const elements = new Set(all.map(({ name }) => name))
    for (const name of ['style', 'iframe', 'object', 'embed', 'form', 'base', 'svg'])
      expect(elements).not.toContain(name)
  })

  it.each(pages)('$path leads only to the web, mail, telephones and readers', ({ html }) => {
    const addresses = read(html).all.flatMap(({ attribs }) =>
      ADDRESSES.flatMap((name) => attribs[name] ?? []),
    )
    const wrong = addresses.filter(
      (address) =>
        !/^(https?:|feed:https:|mailto:|tel:|\/|#[\p{L}\p{N}\p{M}\p{Pc}-]+$|\?raw$|data:image\/)/iu.test(
          address,
        ),
    )
    expect(wrong).toEqual([])
  })

  it.each(pages)('$path has no mistake in its syntax', ({ html }) => {
    const errors: string[] = []
    parse(html, { onParseError: ({ code, startLine }) => errors.push(`${startLine}: ${code}`) })
    expect(errors).toEqual([])
  })

  it.each(pages)('$path is one whole page', ({ html }) => {
    const { named } = read(html)
    for (const tag of ['html', 'head', 'title', 'body']) expect(named(tag)).toHaveLength(1)
    expect(named('main').length).toBeGreaterThan(0)
    expect(html.trimEnd().endsWith('</html>')).toBe(true)
    expect(html.split('</body>')).toHaveLength(2)
  })

  it.each(posts)('$path says its title, tags and authors as they are', ({ item, html }) => {
    const page = read(html)
    const [title] = page.classed('p-name').filter(({ name }) => name === 'h1')
    expect(page.text(title)).toBe(item.title)
    expect(page.classed('p-category').map(page.text)).toEqual(item.tags ?? [])
    expect(page.classed('h-card').map((card) => page.text(card)?.trim())).toEqual(
      (item.authors ?? []).map(({ name }) => name),
    )
    expect(page.linkedData()).toMatchObject({ '@type': 'BlogPosting', url: item.url })
  })
})

describe('any text', () => {
  it('is the same text on a page and in its JSON-LD, and ends nothing', () => {
    const compileAny = (title: string, tag: string, author: string) => {
      const matter = JSON.stringify({
        title: `T ${title}`,
        tags: [`t ${tag}`],
        author: { name: `A ${author}` },
      })
      return compiled({ '2026-01-31-a.md': `${matter}\nText.\n` })
    }
    fc.assert(
      fc.property(anyText, anyText, anyText, (title, tag, author) => {
        const compilation = compileAny(title, tag, author)
        for (const page of compilation.pages) {
          const item = itemOf(page)
          const html = read(postPage({ page }, siteOf(compilation)))
          expect(html.named('script')).toHaveLength(1)
          expect(html.linkedData()).toMatchObject({ headline: item.title, keywords: item.tags })
          expect(html.meta('og:title')).toBe(item.title)
          expect(html.named('h1').map(html.text)).toEqual([item.title])
          expect(html.classed('p-category').map(html.text)).toEqual(item.tags)
        }
      }),
      { numRuns: 100 },
    )
  })
})
