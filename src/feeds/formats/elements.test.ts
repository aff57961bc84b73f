/** What each format says in which case; the common case is in test/golden. */
import { describe, expect, it } from 'vitest'
import { compiled, documents, NOW, post, SITE } from '../../../test/support/compiled.ts'
import { differences } from '../../../test/support/story.ts'
import { visible } from '../../snapshot/visibility.ts'

function only(matter: string, body?: string, config = {}) {
  const compilation = compiled({ 'a.md': post(matter, body) }, config)
  expect(compilation.problems).toEqual([])
  const written = documents(compilation)
  expect(differences(written)).toEqual([])
  const [item] = JSON.parse(written.json).items
  return { ...written, item }
}

describe('a post without a title', () => {
  it('has none in RSS and JSON Feed, and in Atom the start of its text', () => {
    const { rss, atom, item } = only('', `${'A long sentence goes on '.repeat(10)}.`)
    expect(rss).not.toMatch(/<item>\n<title>/)
    expect(item.title).toBeUndefined()
    expect(atom).toContain(
      '<title>A long sentence goes on A long sentence goes on A long sentence goes on A long…</title>',
    )
  })

  it('has its date in Atom where there is no text either', () => {
    expect(only('audio: { url: https://f.example/a.mp3, length: 10 }', '').atom).toContain(
      '<title>2026-01-31</title>',
    )
  })
})

describe('a post without a text', () => {
  it('repeats its title in Atom, which needs a text, and says nothing elsewhere', () => {
    const { rss, atom, item } = only('title: Tea', '')
    expect(atom).toContain('<summary type="html">Tea</summary>')
    expect(rss).toContain('<description></description>')
    expect(item).toMatchObject({ content_text: '' })
    expect(item.summary).toBeUndefined()
  })
})

describe('texts that look like markup', () => {
  it('are plain text with the references that the RSS profile names', () => {
    const { rss, atom } = only(`title: 'AT&T, Array<T> and &amp;'`)
    const title = '<title>AT&#x26;T, Array&#x3C;T&gt; and &#x26;amp;</title>'
    expect(rss).toContain(title)
    expect(atom).toContain(title)
  })

  it('are HTML that shows them in Atom if they hold an end tag', () => {
    const { atom } = only(`title: 'a </b> c'`)
    expect(atom).toContain('<title type="html">a &#x26;lt;/b&gt; c</title>')
  })
})

describe('what readers need in a certain place or form', () => {
  const MATTER = `title: "A lost \\uFFFD & a < b"
description: 'a < b & c'
link: 'https://related.example/'
audio: { url: 'https://f.example/a.mp3', length: 10 }`
  const { rss, atom } = only(MATTER)

  it('the first alternate of a channel is the page of the site: SimplePie takes it for the site', () => {
    const [first] = rss.match(/<atom:link rel="alternate"[^>]*>/g) ?? []
    expect(first).toBe('<atom:link rel="alternate" type="text/html" href="https://blog.example/"/>')
  })

  it('the first alternate of an Atom feed is the page of the site', () => {
    const [first] = atom.match(/<link rel="alternate"[^>]*>/g) ?? []
    expect(first).toBe('<link rel="alternate" type="text/html" href="https://blog.example/"/>')
  })

  it('the last link of an Atom entry is its page: feed2imap takes it for the address', () => {
    const entry = atom.slice(atom.indexOf('<entry'))
    expect(entry.match(/<link [^>]*>/g)?.map((link) => /rel="(.*?)"/.exec(link)?.[1])).toEqual([
      'related',
      'enclosure',
      'alternate',
    ])
  })

  it('a summary in Atom is HTML: rss2email shows a plain one instead of the content', () => {
    expect(atom).toContain('<summary type="html">a &#x26;lt; b &#x26;amp; c</summary>')
  })

  it('a title without markup is plain: gPodder shows one of type HTML as it is written', () => {
    expect(atom).toContain('<title>A lost \uFFFD &#x26; a &#x3C; b</title>')
  })
})

describe('files that come with a post', () => {
  const FILES = `enclosures:
  - { url: 'https://f.example/a.mp3', type: audio/mpeg, length: 10, duration: 61, title: One }
  - { url: 'https://f.example/b.pdf', type: application/pdf, length: 20, title: Two }
  - { url: 'https://f.example/c.zip?part=1.mp3', length: 0 }`

  it('are an enclosure and media of known type and length in RSS', () => {
    const { rss } = only(FILES)
    expect(rss).toContain('<enclosure url="https://f.example/a.mp3" length="10" type="audio/mpeg"/>')
    expect(rss).toContain(
      '<media:content url="https://f.example/b.pdf" fileSize="20" type="application/pdf"><media:title>Two</media:title></media:content>',
    )
    expect(rss).toContain('xmlns:media="http://search.yahoo.com/mrss/"')
  })

  it('are links in Atom', () => {
    const { atom } = only(FILES)
    expect(atom).toContain(
      '<link rel="enclosure" type="audio/mpeg" length="10" title="One" href="https://f.example/a.mp3"/>',
    )
    expect(atom).toContain(
      '<link rel="enclosure" type="application/zip" href="https://f.example/c.zip?part=1.mp3"/>',
    )
  })

  it('have no title in Atom if it would look like HTML: an attribute cannot say that it is none', () => {
    const { atom, rss } = only(
      `enclosures: [{ url: 'https://f.example/a.mp3', length: 0, title: 'a </b> c' }]`,
    )
    expect(atom).toContain('<link rel="enclosure" type="audio/mpeg" href="https://f.example/a.mp3"/>')
    expect(rss).toContain('<enclosure url="https://f.example/a.mp3"')
  })

  it('from elsewhere are of the type of their name or else of their key, and an unknown length is reported', () => {
    const matter = 'audio: https://f.example/a.mp3\nvideo: { url: "//f.example/b", length: 9 }'
    const compilation = compiled({ 'a.md': post(matter) })
    const { rss } = documents(compilation)
    expect(rss).toContain('<enclosure url="https://f.example/a.mp3" length="0" type="audio/mpeg"/>')
    expect(rss).toContain('url="https://f.example/b" fileSize="9" type="video/mp4"')
    expect(compilation.problems.map(({ line, what }) => `${line} ${what}`)).toEqual([
      '3 The size of "https://f.example/a.mp3" is unknown, so RSS says 0 bytes.',
    ])
  })

  it('are attachments in JSON Feed', () => {
    expect(only(FILES).item.attachments).toEqual([
      {
        url: 'https://f.example/a.mp3',
        mime_type: 'audio/mpeg',
        title: 'One',
        size_in_bytes: 10,
        duration_in_seconds: 61,
      },
      { url: 'https://f.example/b.pdf', mime_type: 'application/pdf', title: 'Two', size_in_bytes: 20 },
      { url: 'https://f.example/c.zip?part=1.mp3', mime_type: 'application/zip' },
    ])
  })
})

describe('a character that was lost before (U+FFFD)', () => {
  it('is named in HTML, since validators take it for damage of the document', () => {
    const { rss, atom, item } = only('title: Tea\ndescription: "a \\uFFFD b"', 'x &#0;')
    expect(item.content_html).toBe('<p>x &#xFFFD;</p>\n')
    expect(item.summary).toBe('a \uFFFD b')
    expect(rss + atom).not.toContain('\uFFFD')
  })
})

describe('the image of a post', () => {
  const IMAGE = `image: { src: 'https://i.example/a.png', alt: 'A & B' }`

  it('is media in RSS and Atom, and a banner where the text does not show it', () => {
    const { rss, atom, item } = only(IMAGE)
    const media =
      '<media:content url="https://i.example/a.png" medium="image"><media:description>A &#x26; B</media:description></media:content>\n<media:thumbnail url="https://i.example/a.png"/>'
    expect(rss).toContain(media)
    expect(atom).toContain(media)
    expect(item).toMatchObject({ image: 'https://i.example/a.png', banner_image: 'https://i.example/a.png' })
  })

  it('is no banner where the text shows it', () => {
    expect(only(IMAGE, '![x](https://i.example/a.png)').item.banner_image).toBeUndefined()
  })
})

describe('a site where nothing will ever be published again', () => {
  it('says so in JSON Feed; the others have no word for it', () => {
    const feed = (config: object) => JSON.parse(only('title: Tea', 'Text.', config).json)
    expect(feed({ expired: true }).expired).toBe(true)
    expect('expired' in feed({})).toBe(false)
  })
})

describe('namespaces', () => {
  it('are declared where they are used', () => {
    const { rss, atom } = only('title: Tea')
    expect(rss.match(/xmlns:\w+/g)).toEqual(['xmlns:atom', 'xmlns:content'])
    expect(atom.match(/xmlns:\w+/g)).toBeNull()
  })

  it('say nothing of a post that nobody may see yet', () => {
    const later = post(`image: 'https://i.example/a.png'\nauthor: Jun\nlanguage: de`).replace('2026', '2030')
    const posts = { 'a.md': post('title: Tea') }
    const [before, after] = [compiled(posts), compiled({ ...posts, 'later.md': later })]
    expect(documents(after)).toEqual(documents(before))
    const etags = [before, after].map(({ documents: all }) => {
      return all.filter(({ path }) => /^\/[^/]*$/.test(path)).map((one) => visible(one, NOW)?.edition.etag)
    })
    expect(etags[1]).toEqual(etags[0])
    expect(documents(after, '/', Date.UTC(2030, 1)).rss).toContain('xmlns:media')
  })
})

describe('languages', () => {
  it('of a post are said where they are not the site’s', () => {
    const { rss, atom, item } = only('language: de')
    expect(rss).toContain('<dc:language>de</dc:language>')
    expect(atom).toContain('<entry xml:lang="de">')
    expect(item.language).toBe('de')
  })
})

describe('people', () => {
  const PEOPLE = {
    author: ['ada', 'jun'],
    authors: {
      ada: { name: 'Ada', email: 'ada@example.org', url: 'https://ada.example/' },
      jun: { name: 'Jun' },
      mira: { name: 'Mira', url: 'https://mira.example/', email: 'mira@example.org' },
    },
  }

  it('are all named: authors, the editor, contributors', () => {
    const { rss, atom, json } = only('author: mira', undefined, PEOPLE)
    expect(rss).toContain('<managingEditor>ada@example.org (Ada)</managingEditor>')
    expect(rss).toContain('<dc:creator>Mira</dc:creator>')
    expect(atom.slice(0, atom.indexOf('<entry>')).match(/<author>/g)).toHaveLength(2)
    expect(atom).toMatch(/<contributor>\s*<name>Mira<\/name>\s*<uri>https:\/\/mira.example\/<\/uri>/)
    expect(atom).toMatch(/<author>\s*<name>Mira<\/name>\s*<email>mira@example.org<\/email>/)
    expect(JSON.parse(json).authors).toEqual([{ name: 'Ada', url: 'https://ada.example/' }, { name: 'Jun' }])
  })

  it('include an author of the feed in Atom even if nobody is named', () => {
    expect(only('title: Tea').atom).toContain('<name>My posts</name>')
  })
})

describe('a feed', () => {
  it('that never had an entry is dated in Atom all the same', () => {
    const { rss, atom } = documents(compiled({}))
    expect(atom).toContain('<updated>2005-12-01T00:00:00Z</updated>')
    expect(rss).not.toContain('lastBuildDate')
  })

  it('shows an image in RSS only if RSS knows its format', () => {
    expect(only('', undefined, { image: 'https://i.example/a.svg' }).rss).not.toContain('<image>')
    expect(only('', undefined, { image: 'https://i.example/a.svg' }).atom).toContain('<logo>')
    expect(only('', undefined, { image: 'https://i.example/a.PNG' }).rss).toContain(
      '<url>https://i.example/a.PNG</url>',
    )
  })

  it('names its hub, and links to itself in every format', () => {
    const { rss, atom, json } = only('', undefined, { hub: 'https://hub.example/' })
    expect(rss).toContain('<atom:link rel="hub" href="https://hub.example/"/>')
    expect(atom).toContain('<link rel="hub" href="https://hub.example/"/>')
    expect(JSON.parse(json)).toMatchObject({
      hubs: [{ type: 'WebSub', url: 'https://hub.example/' }],
      feed_url: 'https://blog.example/feed.json',
    })
    expect(atom).toContain(
      '<link rel="alternate" type="application/rss+xml" href="https://blog.example/rss.xml"/>',
    )
  })

  it('is one line for its head and one for each entry in JSON Feed', () => {
    const written = documents(compiled({ 'a.md': post('title: A'), 'b.md': post('title: B') }))
    expect(written.json.split('\n')).toHaveLength(2)
  })
})

describe('the comparison of the three formats', () => {
  const written = documents(
    compiled({
      'a.md': post(`title: A & B\ntags: [tea]\nauthor: Ada\nlanguage: de\ndescription: Short
image: 'https://i.example/a.png'
audio: { url: 'https://f.example/a.mp3', type: audio/mpeg, length: 10 }`),
    }),
  )

  it.each([
    ['rss', 'A &#x26; B'],
    ['rss', 'tag:blog.example'],
    ['rss', '/posts/a<'],
    ['rss', '<pubDate>Sat, 31'],
    ['rss', '<category>tea'],
    ['rss', '<dc:creator>Ada'],
    ['rss', '<dc:language>de'],
    ['rss', 'length="10"'],
    ['rss', 'audio/mpeg'],
    ['rss', 'Short'],
    ['rss', 'Text.'],
    ['rss', 'i.example/a.png'],
    ['atom', '<title>A &#x26; B'],
    ['atom', 'tag:blog.example'],
    ['atom', '/posts/a"'],
    ['atom', '<published>2026'],
    ['atom', '<updated>2026-01-31T10:00:00Z</updated>\n<summary'],
    ['atom', 'term="tea'],
    ['atom', '<name>Ada'],
    ['atom', 'xml:lang="de'],
    ['atom', 'length="10"'],
    ['atom', 'audio/mpeg'],
    ['atom', 'Short'],
    ['atom', 'Text.'],
    ['atom', 'i.example/a.png'],
  ] as const)('notices a change in %s: %s', (format, part) => {
    expect(differences(written)).toEqual([])
    expect(written[format]).toContain(part)
    const changed = written[format].replace(part, part.replace(/[a-z0-9](?=[^a-z0-9]*$)/i, '7'))
    expect(differences({ ...written, [format]: changed })).not.toEqual([])
  })
})

describe('a feed that is not the whole site', () => {
  const compilation = compiled({ 'a.md': post('tags: [Grüner Tee]') })
  const page = `${SITE}/tags/gr%C3%BCner-tee/`
  const { rss, atom, json } = documents(compilation, '/tags/grüner-tee/')

  it('names its own page as what a person reads', () => {
    expect(rss).toContain(`<link>${page}</link>`)
    expect(atom).toMatch(new RegExp(`<link[^>]*rel="alternate"[^>]*href="${page}"`))
    expect(JSON.parse(json).home_page_url).toBe(page)
  })
})
