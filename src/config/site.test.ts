/** The configuration: defaults, and mistakes that name the key, the value and the fix. */
import type * as v from 'valibot'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Problem } from '../model.ts'
import type { config } from './schema.ts'
import { ConfigError, defineSite, parseSite, type SiteConfig } from './site.ts'

const URL = 'https://blog.example'

function problems(input: unknown): readonly Problem[] {
  try {
    parseSite(input, URL)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

it('has the settings that editors describe, with their types', () => {
  // `parseSite` has a `url` for it
  type Input = v.InferInput<typeof config>
  expectTypeOf<{ [Key in keyof Input]?: Input[Key] | undefined }>().toEqualTypeOf<SiteConfig>()
})

describe('defaults', () => {
  it('nothing has to be set', () => {
    expect(parseSite({}, 'http://localhost:8080/')).toEqual({
      title: 'My posts',
      description: '',
      url: 'http://localhost:8080',
      language: 'en',
      timeZone: 'UTC',
      author: [],
      authors: {},
      links: '/posts/:slug',
      exclude: [],
      defaults: {},
      feeds: {
        limit: 50,
        max: 50_000,
        maxBytes: 524_288,
        content: 'full',
        tags: true,
        authors: true,
        folders: true,
        languages: true,
        archive: true,
        markdown: false,
        thumbnails: false,
      },
      menu: [],
      tags: { hidden: [] },
      files: [],
      http: { maxAge: 900, deltas: true, aliases: {}, gone: [] },
      hubs: [],
      push: { allow: [] },
      expired: false,
    })
  })

  it('what is undefined is not set', () => {
    const unset = { url: undefined, title: undefined, hub: undefined, feeds: { limit: undefined } }
    expect(parseSite(unset, URL)).toEqual(parseSite({}, URL))
  })

  it('some settings of a table leave the others', () => {
    expect(parseSite({ feeds: { limit: 3 }, http: { maxAge: 60 } }, URL)).toMatchObject({
      feeds: { limit: 3, tags: true },
      http: { maxAge: 60, gone: [] },
    })
  })

  it('a frozen configuration is as good', () => {
    const frozen = Object.freeze({
      title: 'Tea',
      feeds: Object.freeze({ limit: 3 }),
      author: Object.freeze(['x']),
    })
    expect(parseSite(frozen, URL)).toMatchObject({
      title: 'Tea',
      feeds: { limit: 3 },
      author: [{ name: 'x' }],
    })
  })

  it('defineSite only helps editors', () => {
    const site = { title: 'Tea' }
    expect(defineSite(site)).toBe(site)
  })
})

describe('values', () => {
  it.each([
    ['https://blog.example/', 'https://blog.example'],
    ['https://blog.example/a/b//', 'https://blog.example/a/b'],
    ['HTTPS://Blog.Example', 'https://blog.example'],
    ['https://bücher.example/ü', 'https://xn--bcher-kva.example/%C3%BC'],
  ])('url %s', (url, expected) => {
    expect(parseSite({ url }, URL).url).toBe(expected)
  })

  it('texts are one clean line', () => {
    expect(parseSite({ title: ' Tea\n\u0000notes ' }, URL).title).toBe('Tea notes')
  })

  it('an author is a key of authors, or else a name', () => {
    const authors = { ada: { name: 'Ada Marlowe', email: 'ada@blog.example' } }
    expect(parseSite({ authors, author: 'ada' }, URL).author).toEqual([{ ...authors.ada, key: 'ada' }])
    expect(parseSite({ authors, author: ['nobody', 'ada'] }, URL).author).toEqual([
      { name: 'nobody' },
      { ...authors.ada, key: 'ada' },
    ])
    expect(parseSite({ author: 'constructor' }, URL).author).toEqual([{ name: 'constructor' }])
  })

  it('a key of authors may be the name of anything, and the table a module', async () => {
    const authors = { constructor: { name: 'C' }, prototype: { name: 'P' }, toString: { name: 'T' } }
    const site = parseSite({ authors, author: ['constructor', 'prototype'] }, URL)
    expect(site.authors).toEqual(authors)
    expect(site.author).toEqual([
      { name: 'C', key: 'constructor' },
      { name: 'P', key: 'prototype' },
    ])
    const people = 'data:text/javascript,export const ada = { name: "Ada" }'
    expect(parseSite({ authors: await import(people) }, URL).authors).toEqual({ ada: { name: 'Ada' } })
  })

  it.each([
    ["o'hara+tea@blog.example", true],
    ['a@x--y.example', true],
    ['.a@blog.example', false],
    ["a'@blog.example", false],
    ['a@localhost', false],
    ['a@bücher.example', false],
    ['a@blog.example\n', false],
  ])('whether %j is an email address: %j', (email, isOne) => {
    const found = problems({ authors: { ada: { name: 'Ada', email } } })
    expect(found.map(({ what }) => what.split(' ')[0])).toEqual(isOne ? [] : ['"authors.ada.email"'])
  })

  it.each([
    '/:slug',
    '/:year/:month/:day/:slug/',
    'https://x.example:8080/:folder/:slug',
    '/:year-:month_:slug',
  ])('links %s', (links) => {
    expect(parseSite({ links }, URL).links).toBe(links)
  })
})

describe('mistakes', () => {
  const circular: Record<string, unknown> = {}
  circular.self = circular

  it.each<[input: unknown, what: string, fix: string]>([
    [{ tilte: 'x' }, '"tilte" is not a setting ("x").', 'Did you mean "title"?'],
    [{ timezone: 'x' }, '"timezone" is not a setting ("x").', 'Did you mean "timeZone"?'],
    [{ qqq: 1 }, '"qqq" is not a setting (1).', 'The settings here are title, '],
    [{ feeds: { limt: 5 } }, '"feeds.limt" is not a setting (5).', 'Did you mean "limit"?'],
    [{ http: { maxage: 5 } }, '"http.maxage" is not a setting (5).', 'Did you mean "maxAge"?'],
    [
      { authors: { ada: { name: 'A', mail: 'x' } } },
      '"authors.ada.mail" is not a setting ("x").',
      'Did you mean "email"?',
    ],
    [JSON.parse('{ "__proto__": {} }'), '"__proto__" is not a setting ({}).', 'The settings here are '],
    [{ title: 5 }, '"title" is not text (5).', "title: 'some text'"],
    [{ title: '' }, '"title" is not text ("").', "title: 'some text'"],
    [{ title: () => 'x' }, '"title" is not text (a function).', "title: 'some text'"],
    [{ title: circular }, '"title" is not text (a table).', "title: 'some text'"],
    [{ title: null }, '"title" is not text (null).', "title: 'some text'"],
    [
      { url: 'tea.example' },
      '"url" is not a web address that begins with https://',
      "url: 'https://blog.example'",
    ],
    [{ url: 'tea.example:80/a' }, '"url" is not a web address', 'https://'],
    [{ url: 'tea' }, '"url" is not a web address that', 'https://'],
    [{ image: 'bücher.example/x?y' }, '"image" is not a web address or the path of a picture', 'logo.png'],
    [{ url: 'https://x.example/?a' }, '"url" is not a web address', 'https://'],
    [{ url: 'javascript:x' }, '"url" is not a web address', 'https://'],
    [{ language: 'english' }, '"language" is not a language tag (BCP 47) ("english").', 'pt-BR'],
    [{ language: 'en_US' }, '"language" is not a language tag (BCP 47) ("en_US").', 'pt-BR'],
    [{ timeZone: 'Mars' }, '"timeZone" is not a time zone of the IANA list ("Mars").', 'Europe/Berlin'],
    [
      { author: { name: 'x' } },
      '"author" is not a key of authors, a name, or a list of them',
      "author: 'ada'",
    ],
    [{ authors: [] }, '"authors" is not a table of people ([]).', 'authors: {'],
    [{ authors: new Map([['ada', {}]]) }, '"authors" is not a table of people', 'authors: {'],
    [{ authors: { ada: [] } }, '"authors.ada" is not a table with a name ([]).', 'name: '],
    [{ authors: { ada: 'Ada' } }, '"authors.ada" is not a table with a name ("Ada").', 'name: '],
    [{ authors: { ada: {} } }, '"authors.ada.name" is missing: text.', "name: 'some text'"],
    [{ expired: 'yes' }, '"expired" is not true or false ("yes").', 'expired: true'],
    [
      { authors: { ada: { name: 'A', email: 'x' } } },
      '"authors.ada.email" is not an email address ("x").',
      'email: ',
    ],
    [
      { authors: { ada: { name: 'A', url: '/x' } } },
      '"authors.ada.url" is not a web address ("/x").',
      'url: ',
    ],
    [{ links: '/posts/' }, '"links" is not a path or web address with :slug', ':slug'],
    [{ links: '/:slug/:headline' }, '"links" has ":headline", which stands for nothing', 'Known are :slug, '],
    [{ links: '/posts/:slugg' }, '"links" has ":slugg", which stands for nothing', 'Did you mean ":slug"?'],
    [{ links: '/:slug/:yaer' }, '"links" has ":yaer", which stands for nothing', 'Did you mean ":year"?'],
    [{ links: '/:slug/:days' }, '"links" has ":days", which stands for nothing', 'Known are :slug, '],
    [{ links: '/:Slug' }, '"links" has ":Slug", which stands for nothing', 'Did you mean ":slug"?'],
    [{ links: 'posts/:slug' }, '"links" is not a path or web address with :slug', ':slug'],
    [{ menu: [{ title: 'a', url: '/\\evil.example' }] }, '"menu.0.url" is not a path of the site', 'about'],
    [{ menu: [{ title: 'a', url: '/\t/evil.example' }] }, '"menu.0.url" is not a path of the site', 'about'],
    [{ menu: [{ title: 'a', url: 'javascript:x' }] }, '"menu.0.url" is not a path of the site', 'about'],
    [{ links: '/:year/:slug/../../../x' }, '"links" is not a path or web address', '/posts/:slug'],
    [{ links: '/\u0001:slug' }, '"links" is not a path or web address', '/posts/:slug'],
    [
      { exclude: ['[z-a]'] },
      '"exclude.0" is not a valid path in the posts folder ("[z-a]").',
      'templates/**',
    ],
    [{ exclude: ['{'.repeat(5000)] }, '"exclude.0" is not a valid path', 'templates/**'],
    [{ defaults: { '[z-a]': { author: 'a' } } }, '"defaults.[z-a]" has no valid path', 'notes/**'],
    [{ defaults: { '*': { id: 'a' } } }, '"defaults.*" has "id", which no two posts can share', 'each post'],
    [{ defaults: { '*': { slug: 'a' } } }, '"defaults.*" has "slug", which', 'each post'],
    [{ defaults: { '*': { redirect_from: '/a' } } }, '"defaults.*" has "redirect_from", which', 'each post'],
    [{ defaults: { '*': { permalink: '/a/' } } }, '"defaults.*" has "permalink", which', '/notes/:slug/'],
    [{ defaults: { '*': { tags: () => {} } } }, '"defaults.*" is not front matter', 'notes/**'],
    [{ feeds: null }, '"feeds" is not a table (null).', 'feeds: {'],
    [{ feeds: [] }, '"feeds" is not a table ([]).', 'feeds: {'],
    [
      { feeds: { constructor: 1 } },
      '"feeds.constructor" is not a setting (1).',
      'The settings here are limit, ',
    ],
    [{ feeds: { tags: 'yes' } }, '"feeds.tags" is not true or false ("yes").', 'true'],
    [{ feeds: { limit: 0 } }, '"feeds.limit" is not a whole number of 1 or more (0).', 'limit: 50'],
    [{ feeds: { limit: 1.5 } }, '"feeds.limit" is not a whole number', 'limit: 50'],
    [{ feeds: { limit: Infinity } }, '"feeds.limit" is not a whole number', 'limit: 50'],
    [{ feeds: { limit: -1.5 } }, '"feeds.limit" is not a whole number', 'limit: 50'],
    [{ feeds: { limit: 2 ** 53 } }, '"feeds.limit" is not a whole number', 'limit: 50'],
    [{ http: { maxAge: 2 ** 53 } }, '"http.maxAge" is not a whole number of seconds', 'maxAge: 900'],
    [{ feeds: { content: 'all' } }, '"feeds.content" is not \'full\' or \'summary\' ("all").', 'full'],
    [{ http: 5 }, '"http" is not a table (5).', 'http: {'],
    [{ http: { maxAge: '15 minutes' } }, '"http.maxAge" is not a whole number of seconds', 'maxAge: 900'],
    [
      { http: { aliases: { old: '/x' } } },
      '"http.aliases.old" is not an alias that leads from a path',
      "'/old/feed': '/rss.xml'.",
    ],
    [{ http: { aliases: ['/x'] } }, '"http.aliases" is not a table from path to path', '/old/feed'],
    [
      { http: { aliases: { '/old': 'x' } } },
      '"http.aliases./old" is not an alias',
      "'/old/feed': '/rss.xml'.",
    ],
    [{ http: { aliases: { '/feed.json': '/x' } } }, '"http.aliases./feed.json" is not an alias', '/old'],
    [{ http: { aliases: { '/rss.xml?a': '/x' } } }, '"http.aliases./rss.xml?a" is not an alias', '/old'],
    [{ http: { aliases: { '/a': '/a' } } }, '"http.aliases./a" is not an alias', '/old'],
    [{ http: { gone: 'x' } }, '"http.gone" is not a list of paths ("x").', 'gone: ['],
    [{ http: { gone: ['/a', 'x'] } }, '"http.gone.1" is not a path that begins with "/" ("x").', '/tags'],
    [{ hub: 'hub' }, `"hub" is not an address of a hub, 'self', or a list of them ("hub").`, 'hub: '],
    [{ hub: ['self', 'hub'] }, '"hub" is not', 'hub: '],
  ])('%j', (input, what, fix) => {
    const [problem, ...more] = problems(input)
    expect(more).toEqual([])
    expect(problem).toMatchObject({ severity: 'error', path: 'feed.config.ts' })
    expect(problem?.what).toContain(what)
    expect(problem?.fix).toContain(fix)
  })

  it('each is told at once', () => {
    const found = problems({ tilte: 'x', url: 'y', feeds: { limit: 'z', tgas: 1 } })
    expect(found.map(({ what }) => what.split(' ')[0]).sort()).toEqual([
      '"feeds.limit"',
      '"feeds.tgas"',
      '"tilte"',
      '"url"',
    ])
  })

  it('in the order of the settings, all unknown ones of a table after those that it has', () => {
    const authors = { ada: { mail: 'x', nick: 'y', url: 5 }, bo: 'Bo' }
    const found = problems({ b: 1, authors, a: 2, title: 5, feeds: { x: 1, limit: 'z', y: 2 } })
    expect(found.map(({ what }) => what.split(' ')[0])).toEqual([
      '"title"',
      ...['"authors.ada.name"', '"authors.ada.url"', '"authors.ada.mail"', '"authors.ada.nick"'],
      '"authors.bo"',
      ...['"feeds.limit"', '"feeds.x"', '"feeds.y"'],
      ...['"b"', '"a"'],
    ])
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'title'],
    ['a list', [{ title: 'x' }]],
    ['a function', () => ({ title: 'x' })],
    ['a promise', Promise.resolve({ title: 'x' })],
    ['a map', new Map([['title', 'x']])],
  ])('%s is no configuration', (_, input) => {
    expect(problems(input)).toMatchObject([
      { what: expect.stringMatching(/table of settings/), fix: expect.stringMatching(/defineSite/) },
    ])
  })
})
