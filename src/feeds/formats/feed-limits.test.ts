/**
 * What npm `feed` cannot do, and src/feeds/formats does instead. A test here fails when `feed` has learned it: then
 * the work-around it names can go.
 */
import { Feed, type FeedOptions, type Item } from 'feed'
import { describe, expect, it } from 'vitest'

const DATE = new Date(Date.UTC(2026, 0, 31))
const OPTIONS: FeedOptions = { title: 'Tea', id: 'urn:tea', link: 'https://blog.example/', updated: DATE }
const ITEM: Item = { title: 'One', id: 'urn:one', link: 'https://blog.example/one', date: DATE }

function feed(item: Partial<Item> = {}, options: Partial<FeedOptions> = {}): Feed {
  const made = new Feed({ ...OPTIONS, ...options })
  made.addItem({ ...ITEM, ...item })
  return made
}

function firstItem(made: Feed): Record<string, unknown> {
  const document: { items: Record<string, unknown>[] } = JSON.parse(made.json1())
  return document.items[0] ?? {}
}

describe('texts (assemble.ts hands feed tokens, and escapes the texts itself)', () => {
  it('splits only the first ]]> of a text', () => {
    expect(feed({ title: 'a ]]> b ]]> c' }).rss2()).toContain(']]> c')
  })

  it('keeps characters that XML forbids', () => {
    expect(feed({ title: 'bell \u0007' }).rss2()).toContain('\u0007')
  })

  it('keeps halves of surrogate pairs', () => {
    expect(feed({ title: '\uD800' }).atom1().isWellFormed()).toBe(false)
  })

  it('takes entities that were typed for its own', () => {
    expect(feed({}, { title: 'AT&amp;T' }).rss2()).toContain('<title>AT&amp;T</title>')
  })

  it('does not escape < in attributes', () => {
    expect(feed({ category: [{ name: 'a < b' }] }).atom1()).toContain('label="a < b"')
  })

  it('gives the text of one title two meanings: plain in RSS, HTML in Atom', () => {
    const made = feed({ title: 'Array<T>' })
    expect(made.atom1()).toContain('<title type="html"><![CDATA[Array<T>]]></title>')
    expect(made.rss2()).toContain('<title><![CDATA[Array<T>]]></title>')
  })
})

describe('addresses and ids (tokens are addresses that new URL() leaves alone)', () => {
  it('refuses an id that is no URL in Atom', () => {
    expect(() => feed({ id: '1b4e28ba-2fa1-11d2-883f-0016d3cca427' }).atom1()).toThrow()
  })

  it('rewrites an id in Atom, so that it differs from RSS', () => {
    const made = feed({ id: 'https://Blog.example' })
    expect(made.atom1()).toContain('<id>https://blog.example/</id>')
    expect(made.rss2()).toContain('>https://Blog.example</guid>')
  })
})

describe('dates (assemble.ts writes them)', () => {
  it('reads the clock where no date is given', () => {
    const made = new Feed({ title: 'Tea', id: 'urn:tea' })
    expect(made.atom1()).toContain(`<updated>${new Date().getFullYear()}-`)
  })

  it('knows no time zone', () => {
    expect(firstItem(feed()).date_modified).toBe('2026-01-31T00:00:00.000Z')
  })
})

describe('RSS (rss.ts)', () => {
  it('has one enclosure; the last one wins', () => {
    const made = feed({ enclosure: { url: 'https://a.example/a.pdf' }, audio: 'https://a.example/a.mp3' })
    expect(made.rss2().match(/<enclosure /g)).toHaveLength(1)
  })

  it('guesses a type from the address, and a length of 0', () => {
    const enclosed = feed({ audio: 'https://a.example/a.mp3' }).rss2()
    expect(enclosed).toContain('type="audio/mp3"')
    expect(enclosed).toContain('length="0"')
  })

  it('writes an author without an address into <author>, which is for addresses', () => {
    expect(feed({ author: [{ name: 'Ada' }] }).rss2()).toContain('<author>Ada</author>')
  })

  it('declares dc with content and never uses it', () => {
    const written = feed({ content: '<p>x</p>', author: [{ name: 'Ada' }] }).rss2()
    expect(written).toContain('xmlns:dc=')
    expect(written).not.toContain('<dc:')
  })

  it('declares no namespace of an extension', () => {
    const made = feed({ extensions: [{ name: 'media:thumbnail', objects: { _attributes: { url: 'x' } } }] })
    expect(made.rss2()).toContain('<media:thumbnail')
    expect(made.rss2()).not.toContain('xmlns:media')
  })

  it('has no managingEditor, no link to other formats', () => {
    const made = feed({}, { author: { name: 'Ada', email: 'ada@example.org' }, feedLinks: LINKS })
    expect(made.rss2()).not.toContain('managingEditor')
    expect(made.rss2()).not.toContain(LINKS.atom)
  })
})

const LINKS = { rss: 'https://b.example/rss', atom: 'https://b.example/atom', json: 'https://b.example/json' }

describe('Atom (atom.ts)', () => {
  it('has no xml:lang', () => {
    expect(feed({}, { language: 'de' }).atom1()).not.toContain('lang')
  })

  it('ignores extensions', () => {
    expect(feed({ extensions: [{ name: 'x:y', objects: {} }] }).atom1()).not.toContain('x:y')
  })

  it('gives the link to a page neither relation nor type', () => {
    expect(feed().atom1()).toContain('<link href="https://blog.example/one"/>')
  })

  it('has no link to other formats', () => {
    expect(feed({}, { feedLinks: LINKS }).atom1()).not.toContain(LINKS.json)
  })

  it('cannot bear two authors of the feed', () => {
    const author: object = [{ name: 'Ada' }, { name: 'Jun' }]
    expect(feed({}, { author }).atom1()).not.toContain('Jun')
  })

  it('ignores the type of an enclosure', () => {
    const enclosure = { url: 'https://a.example/a.jpg', type: 'image/jpeg' }
    expect(feed({ enclosure }).atom1()).toContain('type="image/jpg"')
  })

  it('calls a plain summary HTML', () => {
    expect(feed({ description: 'a < b' }).atom1()).toContain('<summary type="html">')
  })
})

describe('JSON Feed (json.ts)', () => {
  it('is of version 1', () => {
    expect(JSON.parse(feed().json1()).version).toBe('https://jsonfeed.org/version/1')
  })

  it('is printed for people', () => {
    expect(feed().json1()).toContain('\n    "')
  })

  it('has the first author only, and under the old name', () => {
    const item = firstItem(feed({ author: [{ name: 'Ada' }, { name: 'Jun' }] }))
    expect(item).toMatchObject({ author: { name: 'Ada' } })
    expect(item.authors).toBeUndefined()
  })

  it('cannot bear an empty list of authors', () => {
    expect(() => feed({ author: [] }).json1()).toThrow()
  })

  it('has no attachments', () => {
    expect(firstItem(feed({ audio: 'https://a.example/a.mp3' })).attachments).toBeUndefined()
  })

  it('has neither language nor hubs', () => {
    const document = JSON.parse(feed({}, { language: 'de', hub: 'https://hub.example/' }).json1())
    expect([document.language, document.hubs]).toEqual([undefined, undefined])
  })

  it('has no favicon, no next page and no end of a feed, whatever they may be called', () => {
    const more = { favicon: 'urn:f', next: 'urn:n', nextUrl: 'urn:n', next_url: 'urn:n', expired: true }
    expect(feed({}, more).json1()).not.toMatch(/urn:[fn]"|next_url|expired/)
  })

  it('has neither language, nor page elsewhere, nor banner of an item', () => {
    const more = {
      language: 'de',
      url: 'urn:e',
      external_url: 'urn:e',
      externalUrl: 'urn:e',
      banner: 'urn:b',
    }
    const item = firstItem(feed({ ...more, image: 'https://a.example/a.png' }))
    expect([item.language, item.external_url, item.banner_image]).toEqual([undefined, undefined, undefined])
  })

  it('takes a summary for the content where there is no content', () => {
    expect(firstItem(feed({ description: 'a < b' })).content_html).toBe('a < b')
  })
})
