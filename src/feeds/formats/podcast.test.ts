/** A podcast: what its directories and apps find in RSS. */
import { parseRssFeed } from 'feedsmith'
import { describe, expect, it } from 'vitest'
import { documents, NOW, post, SITE } from '../../../test/support/compiled.ts'
import { createCompiler } from '../../../test/support/compiler.ts'
import { parseSite, type SiteConfig } from '../../config/site.ts'
import { hash } from '../../disk/hash.ts'
import type { MediaFile } from '../../model.ts'

const SHOW: SiteConfig = {
  title: 'Tides',
  author: ['ada'],
  authors: { ada: { name: 'Ada Marlowe', email: 'ada@example.org' } },
  image: 'https://blog.example/logo.png',
  podcast: { category: ['Society & Culture > Documentary', 'History'] },
}

const FILES: readonly MediaFile[] = [
  { path: 'one.mp3', type: 'audio/mpeg', length: 10, duration: 3723 },
  { path: 'one.vtt', type: 'text/vtt', length: 5 },
  { path: 'one.ogg', type: 'audio/ogg', length: 10 },
  { path: 'empty.mp3', type: 'audio/mpeg', length: 0 },
  { path: 'chapters.json', type: 'application/json', length: 6 },
  { path: 'cover.jpg', type: 'image/jpeg', length: 7 },
]

function publish(matter: string, config: SiteConfig = SHOW) {
  const sources = [{ path: 'a.md', text: post(matter) }]
  const files = new Map(FILES.map((file) => [file.path, file]))
  return createCompiler(parseSite(config, SITE), hash).compile({ sources, files }, NOW)
}

function rssOf(matter: string, config?: SiteConfig): string {
  return documents(publish(matter, config)).rss
}

describe('the show', () => {
  it('is what the configuration says, and what the site says anyway', () => {
    expect(parseRssFeed(rssOf('title: a')).itunes).toEqual({
      author: 'Ada Marlowe',
      owner: { name: 'Ada Marlowe', email: 'ada@example.org' },
      image: 'https://blog.example/logo.png',
      categories: [{ text: 'Society & Culture', categories: [{ text: 'Documentary' }] }, { text: 'History' }],
      explicit: false,
      type: 'episodic',
    })
  })

  it('may say otherwise, and is complete where the site is finished', () => {
    const podcast = {
      author: 'Tide Club',
      owner: { name: 'Jun Okabe', email: 'jun@example.org' },
      image: 'https://blog.example/cover.jpg',
      category: 'Arts',
      explicit: true,
      type: 'serial',
    } as const
    expect(parseRssFeed(rssOf('title: a', { ...SHOW, expired: true, podcast })).itunes).toEqual({
      author: 'Tide Club',
      owner: podcast.owner,
      image: podcast.image,
      categories: [{ text: 'Arts' }],
      explicit: true,
      type: 'serial',
      complete: true,
    })
  })

  it('leaves no trace where the site is no podcast', () => {
    expect(rssOf('audio: one.mp3', {})).not.toMatch(/itunes|podcast/)
  })
})

describe('an episode', () => {
  const EPISODE = [
    'title: Two tides',
    'audio: { url: one.mp3, transcript: one.vtt, chapters: chapters.json }',
    'podcast:',
    '  season: 2',
    '  episode: 7',
    '  episode_type: Trailer',
    '  explicit: yes',
    '  title: Neap tide',
    '  image: cover.jpg',
    '  persons: [Ada Marlowe, { name: Jun Okabe, role: guest, url: "https://jun.example/" }]',
  ].join('\n')

  it('has its elements, its files, and its playing time', () => {
    const compilation = publish(EPISODE)
    expect(compilation.problems).toEqual([])
    const [item] = parseRssFeed(documents(compilation).rss).items ?? []
    expect(item?.itunes).toEqual({
      duration: 3723,
      season: 2,
      episode: 7,
      episodeType: 'trailer',
      explicit: true,
      title: 'Neap tide',
      image: `${SITE}/media/cover.jpg`,
    })
    expect(item?.podcast).toEqual({
      transcripts: [{ url: `${SITE}/media/one.vtt`, type: 'text/vtt' }],
      chapters: { url: `${SITE}/media/chapters.json`, type: 'application/json+chapters' },
      persons: [
        { display: 'Ada Marlowe' },
        { display: 'Jun Okabe', role: 'guest', href: 'https://jun.example/' },
      ],
    })
    expect(compilation.media.map(({ path }) => path).sort()).toEqual([
      'chapters.json',
      'cover.jpg',
      'one.mp3',
      'one.vtt',
    ])
  })

  it('needs no podcast key: its playing time is told anyway', () => {
    expect(rssOf('audio: one.mp3')).toContain('<itunes:duration>3723</itunes:duration>')
  })

  it.each([
    ['https://f.example/download?id=3', 'audio/mpeg'],
    ['https://f.example/play.php?file=3.mp3', 'audio/mpeg'],
    ['https://track.example/redirect/f.example/3', 'audio/mpeg'],
    ['https://f.example/3.m4b', 'audio/mp4'],
    ['https://f.example/3.ogg', 'audio/ogg'],
  ])('at %s keeps its elements, and is audio', (url, type) => {
    const matter = `title: a\naudio: { url: '${url}', length: 10, duration: 61 }\npodcast: { season: 2 }`
    const [item] = parseRssFeed(rssOf(matter)).items ?? []
    expect(item?.itunes).toEqual({ duration: 61, season: 2 })
    expect(item?.enclosures).toEqual([{ url, length: 10, type }])
  })

  it('has no elements of Apple’s for what cannot be an episode', () => {
    expect(rssOf("enclosures: [{ url: 'https://f.example/a.zip', length: 10 }]")).not.toContain(
      '<itunes:duration',
    )
  })

  it.each([
    ['clean', false],
    ['Explicit', true],
    ['no', false],
    ['"true"', true],
  ])('explicit: %s is understood', (word, explicit) => {
    const matter = `title: a\naudio: one.mp3\npodcast: { explicit: ${word} }`
    expect(publish(matter).problems).toEqual([])
    expect(parseRssFeed(rssOf(matter)).items?.[0]?.itunes?.explicit).toBe(explicit)
  })

  it.each([
    ["title: a\naudio: { url: 'https://f.example/3.ogg', length: 10 }", 4, 'is audio/ogg.'],
    ["title: a\nvideo: { url: 'https://f.example/3.webm', length: 10 }", 4, 'is video/webm.'],
    ["title: a\naudio: { url: 'https://f.example/3.mp3', length: 0 }", 4, 'has a length of 0.'],
    ['title: a\naudio: empty.mp3', 4, 'has a length of 0.'],
    ['title: a\nenclosures: [one.ogg]', 4, 'is audio/ogg.'],
    ['audio: one.mp3', 3, 'The episode has no title.'],
    [
      'title: a\naudio: one.mp3\npodcast: { image: "https://f.example/a.webp" }',
      5,
      'is neither JPEG nor PNG.',
    ],
  ])('that Apple would refuse is reported: %s', (matter, line, what) => {
    const { problems } = publish(matter)
    expect(problems).toMatchObject([{ severity: 'warning', line, why: 'Apple Podcasts refuses it.' }])
    expect(problems[0]?.what).toContain(what)
  })

  it('of a show that Apple would refuse is reported', () => {
    const { image: _, ...without } = SHOW
    const matter = 'title: a\naudio: one.mp3'
    expect(publish(matter, without).problems).toMatchObject([
      { severity: 'warning', line: 4, what: 'The show has no image.' },
    ])
    const image = 'https://blog.example/logo.svg'
    expect(publish(matter, { ...SHOW, image }).problems).toMatchObject([
      { severity: 'warning', what: `The image of the show is neither JPEG nor PNG ("${image}").` },
    ])
  })

  it('is not judged by Apple’s rules where the site is no podcast', () => {
    expect(publish("audio: { url: 'https://f.example/3.ogg', length: 10 }", {}).problems).toEqual([])
  })

  it('is told of in the namespaces that it uses, and in no other', () => {
    expect(rssOf('audio: one.mp3')).not.toContain('xmlns:podcast')
    expect(rssOf(EPISODE)).toContain('xmlns:podcast="https://podcastindex.org/namespace/1.0"')
  })

  it('is left out while a file of it is missing', () => {
    expect(publish('podcast:\n  transcript: gone.vtt').problems).toMatchObject([
      { severity: 'error', line: 4, what: 'The file "gone.vtt" is not in the posts folder.' },
    ])
  })

  it('takes no name of a property of every object for a key or an ending', () => {
    const matter =
      'audio: { url: one.mp3, transcript: https://x.example/a.constructor }\npodcast: { constructor: x }'
    expect(rssOf(matter)).toContain(
      '<podcast:transcript url="https://x.example/a.constructor" type="text/plain"/>',
    )
  })

  it('without a show is told', () => {
    expect(publish('podcast: { season: 1 }', {}).problems).toMatchObject([{ severity: 'warning', line: 3 }])
  })

  it.each([
    ['season: 0', '"podcast.season" is not a whole number of 1 or more ("0").'],
    ['episode: seven', '"podcast.episode" is not a whole number of 1 or more ("seven").'],
    ['episodeType: half', '"podcast.episodeType" is not full, trailer or bonus ("half").'],
    ['image: javascript:x', '"podcast.image" is not a path or a web address ("javascript:x").'],
    ['persons: [{ role: host }]', '"podcast.persons" is not a list of people ({"role":"host"}).'],
  ])('%s is a mistake', (line, what) => {
    expect(publish(`podcast:\n  ${line}`).problems).toMatchObject([{ severity: 'error', line: 4, what }])
  })
})

describe('what the configuration may say', () => {
  const problemsOf = (podcast: object, more: object = {}): string[] => {
    try {
      parseSite({ ...SHOW, ...more, podcast }, SITE)
      return []
    } catch (error) {
      return error instanceof Error && 'problems' in error && Array.isArray(error.problems)
        ? error.problems.map(({ what }) => what)
        : [String(error)]
    }
  }

  it.each([
    [{}, '"podcast.category" is missing: a category of Apple Podcasts, or a list of them.'],
    [
      { category: 'Teapots' },
      '"podcast.category" is not a category of Apple Podcasts, or a list of them ("Teapots").',
    ],
    [
      { category: 'Arts > Teapots' },
      '"podcast.category" is not a category of Apple Podcasts, or a list of them ("Arts > Teapots").',
    ],
    [{ category: 'Arts', type: 'weekly' }, `"podcast.type" is not 'episodic' or 'serial' ("weekly").`],
    [{ category: 'Arts', explict: true }, '"podcast.explict" is not a setting (true).'],
    [{ category: [] }, '"podcast.category" is not a category of Apple Podcasts, or a list of them ([]).'],
    [
      { category: 'Arts', image: 'https:x.example' },
      '"podcast.image" is not a web address or the path of a picture beside the configuration ("https:x.example").',
    ],
    [
      { category: 'Arts', image: '/cover.jpg' },
      '"podcast.image" is not a web address or the path of a picture beside the configuration ("/cover.jpg").',
    ],
  ])('%j is refused', (podcast, what) => {
    expect(problemsOf(podcast)).toEqual([what])
  })

  it.each([
    ['clean', false],
    ['yes', true],
    [true, true],
  ])('explicit: %j is understood', (explicit, expected) => {
    expect(parseSite({ ...SHOW, podcast: { category: 'Arts', explicit } }, SITE).podcast?.explicit).toBe(
      expected,
    )
  })

  it('a show has somebody who can be asked', () => {
    expect(problemsOf({ category: 'Arts' }, { author: 'Somebody' })).toEqual([
      '"podcast.owner" is missing: a name and an email address, here or of the first author of the site.',
    ])
  })
})
