/** Elements that only a setting, or a key of a post, brings into the feeds. */
import { parseAtomFeed, parseRssFeed } from 'feedsmith'
import { describe, expect, it } from 'vitest'
import { compiled, documents, post, SITE } from '../../../test/support/compiled.ts'
import type { SiteConfig } from '../../config/site.ts'

const BY = 'https://creativecommons.org/licenses/by/4.0/'

function published(matter: string, config: SiteConfig = {}, body = 'Text.') {
  const compilation = compiled({ 'a.md': post(matter, body) }, config)
  expect(compilation.problems).toEqual([])
  const { rss, atom, json } = documents(compilation)
  return { rss, atom, feed: JSON.parse(json), item: JSON.parse(json).items[0] }
}

describe('a licence', () => {
  it('of the site is in the head of its feeds', () => {
    const { rss, atom, feed } = published('title: a', { license: 'CC BY 4.0' })
    expect(rss).toContain(`<creativeCommons:license>${BY}</creativeCommons:license>`)
    expect(rss).toContain('xmlns:creativeCommons="http://backend.userland.com/creativeCommonsRssModule"')
    expect(atom).toContain(`<link rel="license" href="${BY}"/>`)
    expect(atom).toContain('<rights>CC-BY-4.0</rights>')
    expect(feed._dropfeed.license).toEqual({ name: 'CC-BY-4.0', url: BY })
  })

  it('of a post is in its entries alone, and the copyright of the site stays', () => {
    const { rss, atom, feed, item } = published(`license: ${BY}`, { copyright: '© Ada' })
    expect(rss).toMatch(/<item>[\s\S]*<creativeCommons:license>/)
    expect(rss.split('creativeCommons:license>')).toHaveLength(3)
    expect(atom).toContain('<rights>© Ada</rights>')
    expect(parseAtomFeed(atom).entries?.[0]?.rights).toEqual({ value: 'CC-BY-4.0' })
    expect(item._dropfeed.license.url).toBe(BY)
    expect(feed._dropfeed).toBeUndefined()
  })

  it.each(['false', '{ enabled: true }', 'true'])(
    'is none where another system means a switch: %s',
    (value) => {
      const { rss, atom, item } = published(`license: ${value}`)
      expect(rss + atom).not.toMatch(/license|rights/)
      expect(item._dropfeed).toBeUndefined()
    },
  )

  it('without an address is a text', () => {
    const { rss, atom } = published('license: All rights <b>reserved</b>')
    expect(rss).not.toContain('license')
    expect(atom).toContain('<rights type="html">All rights &#x26;lt;b')
  })
})

it('at most 100 people are contributors of each Atom feed', () => {
  const people = Array.from({ length: 500 }, (_, number) => [`p${number}`, { name: `P${number}` }])
  const { atom } = published('title: a', { authors: Object.fromEntries(people) })
  expect(atom.match(/<contributor>/g)).toHaveLength(100)
})

describe('hidden tags', () => {
  it('are in no feed, and have none', () => {
    const config: SiteConfig = { tags: { hidden: ['Inbox'] } }
    const compilation = compiled({ 'a.md': post('tags: [inbox, tea]') }, config)
    const { rss } = documents(compilation)
    expect(rss).toContain('<category>tea</category>')
    expect(rss).not.toContain('inbox')
    expect(compilation.manifest.feeds.map(({ base }) => base)).toEqual(['/', '/tags/tea/'])
  })
})

describe('comments', () => {
  const config = { comments: 'https://talk.example/?about={url}' }

  it('are where the site says', () => {
    const { rss, atom, item } = published('slug: tea', config)
    const at = `https://talk.example/?about=${encodeURIComponent(`${SITE}/posts/tea`)}`
    expect(parseRssFeed(rss).items?.[0]?.comments).toBe(at)
    expect(atom).toContain(`<link rel="replies" href="${at}"/>`)
    expect(item._dropfeed.comments).toBe(at)
  })

  it('are where the post says, or nowhere', () => {
    expect(published('comments: https://a.example/1', config).rss).toContain(
      '<comments>https://a.example/1</comments>',
    )
    expect(published('comments: false', config).rss).not.toContain('comments')
    expect(published('comments: true', config).rss).toContain('<comments>https://talk.example/')
  })

  it('by mail are no page for comments in RSS', () => {
    const { rss, atom } = published('title: Tea & cake', { comments: 'mailto:ada@a.example?subject={title}' })
    expect(rss).not.toContain('comments')
    expect(atom).toContain('href="mailto:ada@a.example?subject=Tea%20%26%20cake"')
  })
})

describe('an address for comments', () => {
  it.each(['https://a.example/\u0001"<{url}', '/\u0001?{url}', 'mailto:a@a.example?\ud800{title}'])(
    'is a URI whatever the setting holds: %j',
    (comments) => {
      const { atom, item } = published('title: a', { comments })
      expect(item._dropfeed.comments).toMatch(/^[!-~]+$/)
      expect(parseAtomFeed(atom).entries?.[0]?.links?.at(0)?.href).toBe(item._dropfeed.comments)
    },
  )
})

describe('the Markdown of a post', () => {
  const config: SiteConfig = { feeds: { markdown: true } }
  const markdownOf = (body: string, more: Record<string, string> = {}) => {
    const compilation = compiled({ 'a.md': post('slug: a', body), ...more }, config)
    return JSON.parse(documents(compilation).json).items[0]._dropfeed?.markdown
  }

  it('is in all three formats, and its namespace is declared', () => {
    const { rss, atom, item } = published('title: a', config, '*Tea* & <b>cake</b>')
    expect(item._dropfeed.markdown).toBe('*Tea* & <b>cake</b>')
    for (const written of [rss, atom]) {
      expect(written).toContain('xmlns:source="http://source.scripting.com/"')
      expect(written).toContain('<source:markdown>*Tea* &#x26; &#x3C;b&gt;cake&#x3C;/b&gt;</source:markdown>')
    }
  })

  it('has absolute addresses, but in code', () => {
    const other = { '2025-01-01-b.md': 'Older.' }
    expect(markdownOf('[b](2025-01-01-b.md "x") ![](/x.gif?y)', other)).toBe(
      `[b](${SITE}/posts/b "x") ![](${SITE}/x.gif?y)`,
    )
    expect(markdownOf('[up](../feeds/)')).toContain(`(${SITE}/feeds/)`)
    expect(markdownOf('`[a](b)`\n\n```\n[a](b)\n```\n\n[a](#x)\n\n# x')).toBe(
      `\`[a](b)\`\n\n\`\`\`\n[a](b)\n\`\`\`\n\n[a](${SITE}/posts/a#x)\n\n# x`,
    )
    expect(markdownOf('[r]: /feeds/\n\n<a href="/feeds/">x</a> [r]')).toBe(
      `[r]: ${SITE}/feeds/\n\n<a href="${SITE}/feeds/">x</a> [r]`,
    )
  })

  it('is left out where it holds a hidden remark or a wiki link', () => {
    expect(markdownOf('Tea <!-- secret -->')).toBeUndefined()
    expect(markdownOf('Tea\n\n[//]: # (secret)')).toBeUndefined()
    expect(markdownOf('Tea %%secret%%')).toBeUndefined()
    expect(markdownOf('[[b]]', { '2025-01-01-b.md': 'Older.' })).toBeUndefined()
  })

  it.each([
    ['a note that nothing refers to', 'Tea[^1]\n\n[^1]: Cup.\n[^2]: secret'],
    ['an address that nothing refers to', 'Tea\n\n> [plan]: https://p.example/secret'],
    ['a remark in a list', '- Tea\n- [//]: # (secret)'],
    ['a script', '<script>secret</script>Tea'],
    ['a template', '<template>secret</template>Tea'],
    ['an instruction', 'Tea <?php secret ?>'],
    ['an attribute', '<span data-x="secret">Tea</span>'],
    ['a field', 'Tea <input type="hidden" value="secret">'],
    ['an abbreviation that the text does not have', 'Tea\n\n*[XYZ]: secret'],
    ['words after the language of code', '```js title=secret\ntea\n```'],
  ])('is left out where it holds %s', (_, body) => {
    expect(markdownOf(body)).toBeUndefined()
  })

  it.each([
    '# Tea\n\n1. One\n2. Two\n\n- [x] done\n- [ ] open',
    "Tea[^note] and *cake*, AT&amp;T :tea: don't\n\n[^note]: A **note**.",
    '[Tea][t] ![A cup](https://p.example/a%20b.png "Green")\n\n[t]: https://p.example/T?a&b',
    '> [!NOTE]\n> Hot.\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n```js\nlet x\n```',
    'Tea<br>pot\n\n<!-- more -->\n\n<kbd>Ctrl</kbd> www.p.example <HTTPS://P.example>',
  ])('is there for what readers see: %j', (body) => expect(markdownOf(body)).toBeDefined())

  it('takes linear time for links and fences that never end', () => {
    const start = performance.now()
    markdownOf(`${'](   '.repeat(20_000)}\n${'```\n~~~~\n'.repeat(5000)}${'`` '.repeat(20_000)}`)
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})

describe('a thumbnail', () => {
  it('is the first picture of a post without an image, where the site wants it', () => {
    const body = 'Tea. ![A "cup"](https://p.example/a.png?b&c)'
    const { rss, atom, item } = published('title: a', { feeds: { thumbnails: true } }, body)
    for (const written of [rss, atom]) {
      expect(written).toContain('<media:thumbnail url="https://p.example/a.png?b&#x26;c"/>')
      expect(written).toContain('<media:description>A &quot;cup&quot;</media:description>')
    }
    expect(item).toMatchObject({ image: 'https://p.example/a.png?b&c' })
    expect(item.banner_image).toBeUndefined()
    expect(published('title: a', {}, body).rss).not.toContain('media:')
  })

  it('has an address that is a URI', () => {
    const body = '<img src="https://p.example/a[1].png?{b}|%zz">'
    const { item } = published('title: a', { feeds: { thumbnails: true } }, body)
    expect(item.image).toBe('https://p.example/a%5B1%5D.png?%7Bb%7D%7C%25zz')
  })
})

describe('the blogroll', () => {
  const config = { blogroll: [{ title: 'Cake', feed: 'https://cake.example/rss.xml' }] }

  it('is named by the main feed', () => {
    const { rss, atom } = published('tags: [tea]', config)
    const at = `${SITE}/.well-known/recommendations.opml`
    expect(rss).toContain(`<source:blogroll>${at}</source:blogroll>`)
    expect(rss).toContain('xmlns:source="http://source.scripting.com/"')
    expect(atom).toContain(`<source:blogroll>${at}</source:blogroll>`)
  })
})

describe('a show', () => {
  it('has the elements of the podcast namespace that it sets', () => {
    const { rss } = published('title: a', {
      authors: { ada: { name: 'Ada', email: 'ada@a.example' } },
      author: 'ada',
      podcast: {
        category: 'Arts',
        guid: true,
        locked: true,
        funding: { url: 'https://a.example/give', title: 'Support us' },
        license: 'cc-by-4.0',
        medium: 'podcast',
        newFeedUrl: 'https://new.example/rss.xml',
      },
    })
    // of "blog.example/rss.xml", made with Python's uuid.uuid5
    expect(rss).toContain('<podcast:guid>355e778c-6835-5551-b2d9-372c74d6b189</podcast:guid>')
    expect(rss).toContain('<podcast:locked owner="ada@a.example">yes</podcast:locked>')
    expect(rss).toContain('<podcast:funding url="https://a.example/give">Support us</podcast:funding>')
    expect(rss).toContain(`<podcast:license url="${BY}">cc-by-4.0</podcast:license>`)
    expect(rss).toContain('<podcast:medium>podcast</podcast:medium>')
    expect(rss).toContain('<itunes:new-feed-url>https://new.example/rss.xml</itunes:new-feed-url>')
    expect(rss).toContain('xmlns:podcast="https://podcastindex.org/namespace/1.0"')
  })
})
