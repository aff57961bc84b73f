/** Posts: what other systems write works, what is wrong is told, and a draft never gets out. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rfc3339 } from '../base/dates.ts'
import { parseSite } from '../config/site.ts'
import type { Post, Problem } from '../model.ts'
import { parsePost } from './parse.ts'

const site = parseSite(
  {
    timeZone: 'Europe/Berlin',
    author: 'jun',
    authors: { ada: { name: 'Ada Marlowe', url: 'https://ada.example/' }, jun: { name: 'Jun Okabe' } },
  },
  'https://blog.example',
)
const ADA = { key: 'ada', name: 'Ada Marlowe', url: 'https://ada.example/' }
const JUN = { key: 'jun', name: 'Jun Okabe' }

const PATH = '2026-01-31-tea.md'

function parse(text: string, path = PATH) {
  return parsePost({ path, text }, site)
}

/** A post with these lines of YAML. */
function yaml(...lines: string[]): string {
  return ['---', ...lines, '---', 'Text.'].join('\n')
}

function post(text: string, path = PATH): Post {
  const { post, problems } = parse(text, path)
  if (post === undefined) throw new Error(JSON.stringify(problems))
  return post
}

/** The only problem. */
function problem(text: string, path = PATH): Problem {
  const [first, ...more] = parse(text, path).problems
  if (first === undefined) throw new Error('There is no problem.')
  expect(more).toEqual([])
  return first
}

function published(text: string, path = PATH): string {
  return rfc3339(post(text, path).published)
}

describe('front matter of other systems works as it is', () => {
  it('Jekyll', () => {
    const text = yaml(
      'layout: post',
      'title:  "Welcome to Jekyll!"',
      'date:   2026-02-03 10:00:00 -0500',
      'last_modified_at: 2026-02-04 10:00:00 -0500',
      'categories: [jekyll, update]',
      'permalink: /welcome/',
      'published: true',
      'toc: true',
      'comments: true',
      'redirect_from:',
      '  - /old/',
      'sitemap: false',
      'excerpt_separator: <!--more-->',
    )
    const { post, problems } = parse(text, '2026-02-03-welcome-to-jekyll.markdown')
    expect(problems).toEqual([])
    expect(post).toMatchObject({
      title: 'Welcome to Jekyll!',
      slug: 'welcome-to-jekyll',
      published: Date.UTC(2026, 1, 3, 15),
      updated: Date.UTC(2026, 1, 4, 15),
      tags: ['jekyll', 'update'],
    })
  })

  it('Hugo, in TOML with a theme', () => {
    const text = [
      '+++',
      "title = 'First post'",
      'date = 2026-02-03T10:00:00+01:00',
      'lastmod = 2026-02-04',
      'draft = false',
      'weight = 10',
      'type = "posts"',
      'url = "/first/"',
      'aliases = ["/old"]',
      'series = ["Tea"]',
      'math = true',
      'menu = "main"',
      'tags = ["tea", "first"]',
      'images = ["cover.jpg", "other.jpg"]',
      '[cover]',
      'image = "cover.jpg"',
      'alt = "A cup"',
      'hidden = true',
      '[params]',
      'pinned = true',
      '+++',
      'Text.',
    ].join('\r\n')
    const { post, problems } = parse(text, 'posts/first/index.md')
    expect(problems).toEqual([])
    expect(post).toMatchObject({
      title: 'First post',
      slug: 'first',
      folder: 'posts',
      published: Date.UTC(2026, 1, 3, 9),
      updated: Date.UTC(2026, 1, 3, 23),
      tags: ['tea', 'first'],
      image: { url: 'cover.jpg', alt: 'A cup', line: 15 },
      body: 'Text.',
    })
  })

  it('Hugo, in JSON', () => {
    const text = '{\n  "title": "Tea",\n  "date": "2026-02-03",\n  "draft": false,\n  "tags": ["a"]\n}\nText.'
    expect(post(text, 'tea.md')).toMatchObject({ title: 'Tea', tags: ['a'], body: 'Text.', bodyLine: 7 })
  })

  it('Hugo publishes at publishDate, whatever date it shows', () => {
    expect(published(yaml('date: 2020-01-01', 'publishDate: 2040-01-01'))).toBe('2039-12-31T23:00:00Z')
    const { expires } = post(yaml('date: 2020-01-01', 'unpublishDate: 2040-01-01'))
    expect(expires).toBe(Date.UTC(2039, 11, 31, 23))
  })

  it('Astro', () => {
    const text = yaml(
      "title: 'First post'",
      "description: 'Lorem ipsum'",
      "pubDate: 'Jul 08 2022'",
      "updatedDate: 'Jul 09 2022'",
      "heroImage: '../../assets/placeholder.jpg'",
    )
    expect(parse(text, 'first-post.md')).toMatchObject({
      problems: [],
      post: {
        description: 'Lorem ipsum',
        published: Date.UTC(2022, 6, 7, 22),
        updated: Date.UTC(2022, 6, 8, 22),
        image: { url: '../../assets/placeholder.jpg', line: 6 },
      },
    })
  })

  it('Eleventy', () => {
    const text = yaml(
      'title: Tea',
      'date: 2026-02-03',
      'tags:',
      '  - tea',
      'templateEngineOverride: md',
      'eleventyExcludeFromCollections: false',
      'eleventyNavigation:',
      '  key: Tea',
      '  order: 1',
    )
    expect(parse(text, 'tea.md')).toMatchObject({ problems: [], post: { title: 'Tea', tags: ['tea'] } })
  })

  it('Obsidian', () => {
    const text = yaml(
      'Title: Tea',
      'Created: 2026-02-03T10:00',
      'Modified: 2026-02-04T10:00',
      'aliases: [brew]',
      'cssclasses: []',
      'tags:',
      '  - "#tea"',
      '  - travel/japan',
      'dg-publish: true',
      'publish: true',
      'published:',
      'description:',
      'cover:',
    )
    expect(parse(text, 'Tea and time.md')).toMatchObject({
      problems: [],
      post: {
        title: 'Tea',
        slug: 'tea-and-time',
        published: Date.UTC(2026, 1, 3, 9),
        tags: ['tea', 'travel/japan'],
      },
    })
  })

  it('keys of other systems are no slips', () => {
    const keys =
      'layout permalink type url weight toc math series menu images comments comment pinned featured aliases alias cssclass ' +
      'cssclasses dg-publish publish sitemap eleventyNavigation templateEngineOverride mermaid katex template page name ' +
      'data state status rate line lines links tabs uid pid kind order top sticky share related source via mood rating ' +
      'location place subtitle lead header footer sidebar hero featuredImage teaser gallery class style theme color ' +
      'headless outputs resources cascade build markup isCJKLanguage linkTitle translationKey publisher creator creators ' +
      'editor reviewer license copyright version category_id post_id disqus seo noindex robots meta social twitter og ' +
      'redirect_from redirect_to nav_order parent has_children search hidden private password index pagination ' +
      'author_profile read_time classes entries_layout tagline excerpt_separator hideMeta ShowToc TocOpen cover.image'
    const { problems } = parse(yaml(...keys.split(' ').map((key) => `${key}: x`)))
    expect(problems.filter(({ severity }) => severity === 'warning')).toEqual([])
  })

  it.each([
    ['tilte: x', '"tilte" is not a setting.', 'Did you mean "title"?'],
    ['Descripton: x', '"Descripton" is not a setting.', 'Did you mean "description"?'],
    ['dtae: x', '"dtae" is not a setting.', 'Did you mean "date"?'],
    ['catagories: x', '"catagories" is not a setting.', 'Did you mean "categories"?'],
    ['athors: x', '"athors" is not a setting.', 'Did you mean "authors"?'],
  ])('%s is a slip, and the post is published', (line, what, fix) => {
    expect(problem(yaml('a: b', line))).toMatchObject({ severity: 'warning', line: 3, column: 1, what, fix })
    expect(post(yaml(line)).title).toBeUndefined()
  })
})

describe('names of keys', () => {
  it.each([
    ['title', 'Title: Tea', 'TITLE: Tea', '"title": Tea', 'title : Tea', '"title ": Tea'],
    ['description', 'summary: Tea', 'excerpt: Tea', 'Summary: Tea', 'description: Tea'],
    ['language', 'lang: pt-BR', 'Lang: pt_BR', 'language: PT-br'],
    [
      'externalUrl',
      'link: https://x.example',
      'external-url: https://x.example',
      'canonical: https://x.example',
    ],
    ['id', 'guid: tag:x', 'ID: tag:x', 'id: tag:x'],
    [
      'image',
      'featured_image: x.jpg',
      'featured-image: x.jpg',
      'featuredImage: x.jpg',
      'hero_image: x.jpg',
      'thumbnail: x.jpg',
    ],
  ])('%s', (key, ...lines) => {
    const values = lines.map((line) => JSON.stringify(Reflect.get(post(yaml(line)), key)))
    expect(new Set(values).size).toBe(1)
    expect(values[0]).toBeDefined()
  })

  it.each(['date', 'pubDate', 'PubDate', 'pub_date', 'published', 'publishDate', 'publish-date', 'created'])(
    '%s is a date of publication',
    (key) => {
      expect(published(yaml(`${key}: 2026-02-03`), 'tea.md')).toBe('2026-02-02T23:00:00Z')
    },
  )

  it('the first name that has a value counts, in our own spelling before others', () => {
    expect(post(yaml('summary: b', 'description: a', 'excerpt: c')).description).toBe('a')
    expect(post(yaml('description:', 'summary: "  "', 'excerpt: c')).description).toBe('c')
    expect(post(yaml('Title: b', 'title: a')).title).toBe('a')
    expect(post(yaml('tags: [a]', 'categories: b, c')).tags).toEqual(['a', 'b', 'c'])
    expect(published(yaml('created: 2020-01-01', 'date: 2026-02-03'))).toBe('2026-02-02T23:00:00Z')
  })

  it('the date in front matter counts before that of the file name', () => {
    expect(published(yaml('date: 2026-02-03'))).toBe('2026-02-02T23:00:00Z')
    expect(published('Text.')).toBe('2026-01-30T23:00:00Z')
  })
})

describe('a draft never gets out', () => {
  const silent = [
    ...[
      'true',
      'True',
      'TRUE',
      '"true"',
      "'true '",
      'yes',
      'on',
      '1',
      'y',
      'Y',
      '!!bool true',
      '&a true',
    ].map((v) => `draft: ${v}`),
    ...[
      'Draft: true',
      'DRAFT: true',
      'draft : true',
      '"draft": true',
      '"draft ": true',
      'draft\u00a0: true',
      '\u200bdraft: true',
      '? draft\n: true',
      '{ draft: true }',
      'isDraft: true',
      'is_draft: true',
    ],
    ...[
      'draft: true\nDraft: false',
      'Draft: true\ndraft: false',
      'draft: true\ndate: tomorow\ntags: { a: b }',
    ],
    'draft: &a\n  true',
    'draft: true # not yet',
  ]
  it.each(silent)('YAML %j: neither post nor problem', (lines) => {
    expect(parse(yaml(...lines.split('\n')))).toEqual({ problems: [] })
  })

  it.each([
    '+++\ndraft = true\n+++\n',
    '+++\ndraft = "true"\n+++\n',
    '+++\ndraft = 1\n+++\n',
    '+++\n"Draft" = true\n+++\n',
    '+++\ntitle = "x"\ndraft = true\n[cover]\nimage = "x"\n+++\n',
    '{ "draft": true }',
    '{\n"draft": "yes"\n}',
    '{\n"Draft": 1\n}',
    '{"draft":true,"title":"}"}\nText.',
    '---json\n{"draft":true}\n---\n',
    '\uFEFF\r\n---\r\ndraft: true\r\n---\r\n',
  ])('%j: neither post nor problem', (text) => {
    expect(parse(text)).toEqual({ problems: [] })
  })

  const unclear = [
    ...[
      '',
      'maybe',
      'tru',
      'ture',
      '[true]',
      '{ a: b }',
      '~',
      'null',
      '"tr\u0430e"',
      '2',
      'true false',
      '2026-01-01',
    ].map((v) => `draft: ${v}`),
    ...[
      'drafts: true',
      'darft: true',
      'dratf: yes',
      'publised: false',
      'pubished: no',
      'published: flase',
      'published: [false]',
      'published: soon',
    ],
    ...['{ title: x, draft:true }', '{ draft=true }', 'draft:true: x'],
    ...['cover:\n  image: x.jpg\n  draft: true', 'params:\n  draft: yes', 'x:\n  Draft: tru'],
    ...[
      'draft: false\ndraft: true',
      'draft:\n  - true',
      'draft:true',
      'draft:true\ntitle: x',
      'title: x\n draft: true',
      'title: "x\ndraft: true',
      '\tdraft: true',
      '- draft: true',
      'draft=true',
      'draft = true',
    ],
  ]
  it.each(unclear)('YAML %j: a problem, and no post', (lines) => {
    const { post, problems } = parse(yaml(...lines.split('\n')))
    expect(post).toBeUndefined()
    expect(problems.some(({ severity, line }) => severity === 'error' && line !== undefined)).toBe(true)
  })

  it.each([
    '+++\ntitle = "x"\n[cover]\nimage = "x"\ndraft = true\n+++\n',
    '+++\ndraft = True\n+++\n',
    '+++\ndraft: true\n+++\n',
    '+++\ndraft = ""\n+++\n',
    '{ "draft": null }',
    '{ "draft": }',
    '{ "draft": True }',
    '{ draft: true }',
    '---\ndraft: true\n',
    '---\ntitle: x\n---\ndraft: true\n---\n',
    'draft: true\n\nText.',
    '---\ntitle: x\n--- # second\ndraft: true\n---\n',
  ])('%j: a problem, and no post', (text) => {
    expect(parse(text)).toEqual({
      problems: [expect.objectContaining({ severity: 'error', line: expect.any(Number) })],
    })
  })

  it.each(['false', 'False', 'no', 'off', '0', '"false"'])('draft: %s is no draft', (value) => {
    expect(parse(yaml(`draft: ${value}`))).toMatchObject({ problems: [], post: { slug: 'tea' } })
  })

  it.each([
    '# draft: true',
    'published: true',
    'published: 2026-01-01',
    'published:',
    'status: published',
    'craft: beer',
    'params:\n  draft: false',
    'drafts: [a]',
  ])('%j is no draft', (lines) => {
    expect(parse(yaml(...lines.split('\n'))).post).toBeDefined()
  })

  it('what lies in _drafts is one', () => {
    expect(parse('Text.', '_drafts/2026-01-31-tea.md')).toEqual({ problems: [] })
    expect(parse(yaml('date: 2026-01-31'), 'blog/_drafts/tea.md')).toEqual({ problems: [] })
  })

  it('no noise around it brings it out', () => {
    const noise = fc.array(
      fc.constantFrom(
        'title: x',
        '',
        ' ',
        '# c',
        'a: [b]',
        'a: |',
        '  x',
        '"',
        '[',
        '- y',
        '...',
        '----',
        '\t',
        'x: {',
        '}',
        '--- ',
        '+++',
        '\u0000',
        '<!--',
        '-->',
        '{',
      ),
      { maxLength: 5 },
    )
    const fence = fc.constantFrom('---', '--- ', '----', '--', '—', ' ---', '--- x', '```', '')
    const line = fc.constantFrom(
      'draft: true',
      'draft : true',
      'Draft: yes',
      '"draft": true',
      'published: false',
    )
    fc.assert(
      fc.property(fence, noise, line, noise, fence, (open, above, draft, below, close) => {
        const { post } = parse([open, ...above, draft, ...below, close, 'Text.'].join('\n'))
        // within a text or a comment it says nothing, and then it is not at the top of what is published
        if (post !== undefined)
          expect([open, ...above].join('\n')).toMatch(/\||<!--|"|\.\.\.|---|\+\+\+|\[|\{/)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('values as people write them', () => {
  it.each([
    ['title: 12:30', '12:30'],
    ['title: 010', '010'],
    ['title: 1.10', '1.10'],
    ['title: no', 'no'],
    ['title: 2026-01-31', '2026-01-31'],
    ['title: null', 'null'],
    ['title: "a\\u0000\\u0007b\\u2028c\\ud800"', 'ab c'],
    ['title: >\n  a\n  b', 'a b'],
    ['title: |\n  a\n  ---\n  b', 'a --- b'],
    [`title: ${'x'.repeat(20_000)}`, 'x'.repeat(20_000)],
    ['title: <b>&amp;]]>', '<b>&amp;]]>'],
    ['title: constructor', 'constructor'],
    ['title: ""', undefined],
    ['title: "\\u200b"', undefined],
    ['title:', undefined],
    ['title: "   "', undefined],
  ])('%j', (lines, title) => {
    if (lines.includes('200b')) expect(problem(yaml(lines)).what).toMatch(/"title" is not text/)
    else expect(post(yaml(...lines.split('\n'))).title).toBe(title)
  })

  it.each([
    ['tags: tea, travel', ['tea', 'travel']],
    ['tags: [tea, Tea, " TEA "]', ['tea']],
    ['tags: شاي، قهوة', ['شاي', 'قهوة']],
    ['tags: お茶、旅，日記', ['お茶', '旅', '日記']],
    ['tags: ["", " ", ~x, "\u200b"]', ['~x']],
    ['tags:\n  - tea\n  -\n  - travel', ['tea', 'travel']],
    ['tags: "#tea, C#, ##"', ['tea', 'C#', '##']],
    ['tags: [1, 2.50, true]', ['1', '2.50', 'true']],
    ['tags: [a b, "c, d"]', ['a b', 'c, d']],
    ['tags: [お茶、旅]', ['お茶、旅']],
    ['tag: tea', ['tea']],
    ['tags:', []],
    ['tags: [__proto__, constructor]', ['__proto__', 'constructor']],
  ])('%j', (lines, tags) => {
    expect(post(yaml(...lines.split('\n'))).tags).toEqual(tags)
  })

  it.each([
    ['author: ada', [ADA]],
    ['author: Ada', [ADA]],
    ['author: ada marlowe', [ADA]],
    ['author: { name: ada }', [ADA]],
    ['authors: [ada, jun]', [ADA, JUN]],
    ['author: Nobody', [{ name: 'Nobody' }]],
    ['author: constructor', [{ name: 'constructor' }]],
    ['author: Bo Lind <bo@x.example>', [{ name: 'Bo Lind', email: 'bo@x.example' }]],
    [
      'author: { name: Bo, email: bo@x.example, url: "https://bo.example" }',
      [{ name: 'Bo', email: 'bo@x.example', url: 'https://bo.example/' }],
    ],
    ['authors:\n  - name: Bo\n    email:\n    twitter: bo\n  -', [{ name: 'Bo' }]],
    [`author: { name: Bo, email: o'hara@x.example }`, [{ name: 'Bo', email: "o'hara@x.example" }]],
    ['author:', [JUN]],
    ['authors: []', [JUN]],
  ])('%j', (lines, authors) => {
    expect(post(yaml(...lines.split('\n'))).authors).toEqual(authors)
  })

  it.each([
    ['image: photo.jpg', { url: 'photo.jpg', line: 2 }],
    ['image: my photo.jpg', { url: 'my photo.jpg', line: 2 }],
    ['image: https://x.example/a.jpg', { url: 'https://x.example/a.jpg', line: 2 }],
    ['image: { src: a.jpg, alt: A cup }', { url: 'a.jpg', alt: 'A cup', line: 2 }],
    ['a: b\ncover:\n  image: a.jpg\n  alt:\n  hidden: true', { url: 'a.jpg', line: 4 }],
    ['images: [a.jpg, b.jpg]', { url: 'a.jpg', line: 2 }],
    ['cover: false', undefined],
    ['cover: { hidden: true }', undefined],
    ['image: []', undefined],
  ])('%j', (lines, image) => {
    expect(post(yaml(...lines.split('\n'))).image).toEqual(image)
  })

  it('enclosures say what they know', () => {
    const lines = [
      'audio: a b.mp3',
      'video: { url: v.mp4, duration: "1:02:03", title: Film }',
      'enclosures:',
      '  - paper.pdf',
      '  - { url: "https://x.example/b.zip", type: application/zip, length: 12, duration: 61.6 }',
    ]
    expect(post(yaml(...lines)).enclosures).toEqual([
      { url: 'a b.mp3', kind: 'audio', line: 2 },
      { url: 'v.mp4', duration: 3723, title: 'Film', kind: 'video', line: 3 },
      { url: 'paper.pdf', line: 5 },
      { url: 'https://x.example/b.zip', type: 'application/zip', length: 12, duration: 62, line: 6 },
    ])
  })

  it('feed and content', () => {
    expect(post(yaml('feed: no')).inFeeds).toBe(false)
    expect(post(yaml('feed: true')).inFeeds).toBe(true)

    expect(post(yaml('content: full')).content).toBe('full')
  })

  it('an update before the publication is none', () => {
    const { published, updated } = post(yaml('date: 2026-02-03', 'updated: 2020-01-01'))
    expect(updated).toBe(published)
  })
})

describe('files that are no posts', () => {
  it.each(['_index.md', 'blog/_index.markdown', '_index.pt-br.md'])(
    '%s, which Hugo keeps for a folder',
    (path) => {
      expect(parse(yaml('title: Blog', 'date: 2026-01-31'), path)).toEqual({ problems: [] })
      expect(parse('{{ broken', path)).toEqual({ problems: [] })
      const unreadable = { severity: 'error', path, what: 'The file is empty.', fix: '' } as const
      expect(parsePost({ path, unreadable }, site)).toEqual({ problems: [] })
    },
  )

  it.each(['README.md', 'travel/readme.markdown'])('%s that says nothing of a post', (path) => {
    expect(parse('# Posts\n\nPut yours here.', path)).toEqual({ problems: [] })
  })

  it('but a README with front matter is one, or wrong', () => {
    expect(parse(yaml('title: Read me', 'date: 2026-01-31'), 'README.md').post?.slug).toBe('readme')
    expect(problem(yaml('title: Read me'), 'README.md').what).toBe('The post has no date.')
    expect(problem('Text.', 'my-README.md').what).toBe('The post has no date.')
  })
})

describe('names of files', () => {
  it.each([
    ['2026-01-31-tea.md', '', 'tea'],
    ['2026-01-31 Green tea.md', '', 'green-tea'],
    ['2026-01-31_tea.md', '', 'tea'],
    ['2026-01-31.md', '', '2026-01-31'],
    ['2026-01-31-.md', '', '2026-01-31'],
    ['Travel/日本/2026-01-31-v1.2.md', 'Travel/日本', 'v1-2'],
    ['travel/2026-01-31-tea/index.md', 'travel', 'tea'],
    ['2026-01-31-🎉.md', '', '1f389'],
    ['🎉/2026-01-31-a.md', '🎉', 'a'],
    ['2026-01-31-U\u0308ber.md', '', 'über'],
    [`2026-01-31-${'x'.repeat(200)}.md`, '', 'x'.repeat(64)],
  ])('%s', (path, folder, slug) => {
    expect(post('Text.', path)).toMatchObject({ folder, slug, published: Date.UTC(2026, 0, 30, 23) })
  })

  it.each([
    ['green-tea', 'green-tea'],
    ['Green Tea', 'green-tea'],
    ['v1.2', 'v1-2'],
    ['C++', 'c-plus-plus'],
    ['🎉', 'tea'],
    ['../../etc', 'slash-slash-etc'],
  ])('slug: %s', (slug, expected) => {
    expect(post(yaml(`slug: ${slug}`)).slug).toBe(expected)
  })
})

describe('what is wrong is told with its place', () => {
  it.each<[lines: string, line: number, column: number, what: string, fix: string]>([
    ['date: tomorow', 2, 7, '"date" is not a date ("tomorow").', '2026-01-31'],
    ['a: b\ndate: 2026-02-32', 3, 7, '"date" is not a date ("2026-02-32").', '2026-01-31'],
    ['pubDate: x', 2, 10, '"pubDate" is not a date ("x").', '2026-01-31'],
    ['Updated:\n  x', 3, 3, '"Updated" is not a date ("x").', '2026-01-31'],
    ['title: { a: b }', 2, 8, '"title" is not text ({"a":"b"}).', 'one line'],
    ['title: [a]', 2, 8, '"title" is not text (["a"]).', 'one line'],
    ['title: {{ site.title }}', 2, 8, '"title" is not text', 'quotation marks'],
    ['tags:\n  - a\n  - { b: c }', 4, 5, '"tags" is not a list of names ({"b":"c"}).', '[tea, travel]'],
    ['tags: { a: b }', 2, 7, '"tags" is not a list of names', '[tea, travel]'],
    ['author: { email: a@x.example }', 2, 9, '"author" is not a person', 'Name <email>'],
    [
      'authors:\n  - ada\n  - name: Bo\n    email: x',
      5,
      12,
      '"authors.email" is not an email address ("x").',
      'ada@example.com',
    ],
    ['author: { name: Bo, url: /about }', 2, 26, '"author.url" is not a web address ("/about").', 'https://'],
    ['link: javascript:alert(1)', 2, 7, '"link" is not a web address ("javascript:alert(1)").', 'https://'],
    ['link: /about', 2, 7, '"link" is not a web address ("/about").', 'https://'],
    ['external_url: "https://a b.example"', 2, 15, '"external_url" is not a web address', 'https://'],
    ['image: javascript:alert(1)', 2, 8, '"image" is not a path, a web address', 'photo.jpg'],
    ['cover: { src: "data:x" }', 2, 8, '"cover" is not a path, a web address', 'photo.jpg'],
    ['audio: { title: x }', 2, 8, '"audio" is not a path, a web address', 'episode.mp3'],
    [
      'audio: { url: a.mp3, duration: Infinity }',
      2,
      32,
      '"audio.duration" is not a duration ("Infinity").',
      '12:30',
    ],
    [
      'audio: { url: a.mp3, length: -1 }',
      2,
      30,
      '"audio.length" is not a number of bytes ("-1").',
      'whole number',
    ],
    [
      'enclosures:\n  - { url: a.mp3, type: mp3 }',
      3,
      25,
      '"enclosures.type" is not a media type ("mp3").',
      'audio/mpeg',
    ],
    ['language: x y', 2, 11, '"language" is not a language tag ("x y").', 'pt-BR'],
    ['lang: english', 2, 7, '"lang" is not a language tag ("english").', 'pt-BR'],
    ['id: a b', 2, 5, '"id" is not text without spaces ("a b").', 'tag:'],
    ['podcast: [a]', 2, 10, '"podcast" is not a table (["a"]).', 'podcast: { season: 1'],
    ['feed: maybe', 2, 7, '"feed" is not true or false ("maybe").', 'feed: false'],
    ['content: all', 2, 10, '"content" is not full or summary ("all").', 'content: full'],
    [
      'draft: maybe',
      2,
      8,
      '"draft" does not say clearly whether the post is held back ("maybe").',
      'draft: true',
    ],
    ['a: b\ncover:\n  draft: true', 4, 10, '"draft" is inside "cover"', 'Move it above "cover"'],
  ])('%j', (lines, line, column, what, fix) => {
    const found = problem(yaml(...lines.split('\n')))
    expect(found).toMatchObject({ severity: 'error', path: PATH, line, column })
    expect(found.what).toContain(what)
    expect(found.fix).toContain(fix)
    const shifted = problem(`\uFEFF\r\n\r\n${yaml(...lines.split('\n')).replaceAll('\n', '\r\n')}`)
    expect(shifted).toEqual({ ...found, line: line + 2 })
  })

  it.each([
    ['+++\ntitle = "x"\ndate = "tomorow"\n+++\n', 3],
    ['\r\n+++\r\ntitle = "x"\r\ntags = [\r\n "a", {b = 1}\r\n]\r\n+++\r\n', 4],
    ['+++\n[author]\nemail = "x"\n+++\n', 2],
    ['+++\ndate = 2026-01-31\ntitle = inf\n+++\n', 3],
    ['{\n "title": "x",\n "date": "tomorow"\n}', 3],
  ])('in TOML and JSON: %j', (text, line) => {
    expect(problem(text)).toMatchObject({ severity: 'error', line })
  })

  it('the date of a file name that is none', () => {
    const found = problem('Text.', '2026-02-32-tea.md')
    expect(found.what).toBe('The date in the file name is not a date ("2026-02-32").')
    expect(found.line).toBeUndefined()
  })

  it.each([
    ['title: Tea\ndate: 2026-01-31\n\nWarm.', 1],
    ['# Tea\n\nDate: 2026-01-31\nCategory: tea\n\nWarm.', 3],
  ])('settings without a fence: %j', (text, line) => {
    const doubts = { severity: 'warning', line, what: expect.stringContaining('outside of front matter') }
    expect(parse(text, '2026-01-31-tea.md').problems).toMatchObject([doubts])
    expect(parse(text, 'tea.md').problems).toMatchObject([doubts, { what: 'The post has no date.' }])
  })

  it.each([
    'Link: the tide table\n\nText.',
    'Tea: warm\nWater: cold',
    `${yaml('date: 2026-01-31')}\nTitle: Dune\nAuthor: Ada`,
  ])('but text with a colon is none: %j', (text) =>
    expect(parse(text, '2026-01-31-tea.md').problems).toEqual([]),
  )

  it('no date at all', () => {
    expect(problem('Text.', 'tea.md')).toMatchObject({ severity: 'error', what: 'The post has no date.' })
    expect(problem('Text.', 'tea.md').fix).toMatch(/date: .* or begin the file name/)
    expect(problem(yaml('date:', 'created: ""'), 'tea.md').what).toBe('The post has no date.')
  })

  it('a post that expires before it is published', () => {
    const text = yaml('date: 2026-02-03', 'expiryDate: 2026-02-03')
    expect(problem(text)).toMatchObject({ severity: 'warning', line: 3, column: 13 })
    expect(post(text).expires).toBe(post(text).published)
  })

  it('all of it at once', () => {
    const { problems } = parse(yaml('date: x', 'link: y', 'tilte: z'))
    expect(problems.map(({ line }) => line)).toEqual([2, 3, 4])
  })

  it('a file that cannot be read', () => {
    const unreadable: Problem = { severity: 'error', path: PATH, what: 'x', fix: 'y' }
    expect(parsePost({ path: PATH, unreadable }, site)).toEqual({ problems: [unreadable] })
  })
})

describe('what would be lost without a word', () => {
  it.each([
    ['title: #1 hit', 'title', '#1 hit', 8],
    ['title: # A heading', 'title', '# A heading', 8],
    ['title: We are #1', 'title', '#1', 8],
    ['title: "Tea" #tea', 'title', '#tea', 8],
    ['description: ##x', 'description', '##x', 14],
    ['tags: [a, #b', 'tags', '#b', 8],
    ['Summary: A #b', 'Summary', '#b', 10],
  ])('%s is told to hold a comment', (line, key, text, column) => {
    const source = yaml('a: b', line, ...(line.includes('[') ? ['  c]'] : []))
    expect(problem(source)).toMatchObject({
      severity: 'warning',
      line: 3,
      column,
      what: `"${key}" ends before "${text}": after a space, "#" begins a comment in YAML.`,
    })
  })

  it('tags that begin with # in brackets are told by that', () => {
    expect(problem(yaml('tags: [#tea, #cup]'))).toMatchObject({
      severity: 'error',
      line: 2,
      what: 'The front matter is not valid YAML: a value begins with "#", which begins a comment in YAML.',
    })
  })

  it('a row of tags is told, too, with its own line', () => {
    expect(problem(yaml('tags:', '  - tea', '  - #green'))).toMatchObject({ line: 4, severity: 'warning' })
  })

  it.each([
    'title: Tea # the drink',
    'tags: [a] # my tags',
    'title: C#',
    'title: "#1 hit"',
    'expires: # never',
    'other: #1',
    '#title: Tea',
    'title: Tea\n#tags: [a]',
    'tags: # mine\n  - a',
    'title: Tea\n# ---\nslug: x',
  ])('%s is as it is meant', (line) => {
    expect(parse(yaml(line)).problems).toEqual([])
  })

  it.each(['tags: green tea', 'Categories: a b c', 'tags: "#tea #cup"'])(
    '%s is one tag here, several in Jekyll: that is told',
    (line) => {
      expect(problem(yaml(line))).toMatchObject({ severity: 'warning', line: 2 })
      expect(post(yaml(line)).tags).toHaveLength(1)
    },
  )

  it.each([
    'published: true\nPublished: 2026-01-01',
    'title: Tea\nTitle:',
    'date: 2026-01-01\npubDate: 2026-01-01',
  ])('%j is clear', (lines) => expect(parse(yaml(...lines.split('\n'))).problems).toEqual([]))

  it.each([
    'tags: شاي أخضر، قهوة',
    'tags: green tea, cup',
    'tags: [green tea]',
    'tags: tea',
    'category: green tea',
    'tags:\n  - a b',
  ])('%s is clear', (line) => {
    expect(parse(yaml(line)).problems).toEqual([])
  })
})

describe('hostile posts', () => {
  it('keys of the prototype change nothing', () => {
    const text = yaml(
      '__proto__: { title: bad }',
      'constructor: { prototype: { title: bad } }',
      'toString: x',
      'valueOf: x',
    )
    expect(post(text).title).toBeUndefined()
    expect({}).not.toHaveProperty('title')
    const toml = '+++\n[status]\ntoString = "x"\n[published]\nx = 1\n+++\n'
    expect(parse(toml).post).toBeUndefined()
  })

  it.each([
    ['20,000 brackets', yaml(`title: ${'['.repeat(20_000)}`)],
    ['a list that holds itself', yaml('tags: &a [*a]')],
    ['900 levels', yaml(`title: ${'['.repeat(900)}${']'.repeat(900)}`)],
    ['4,000 wrong tags', yaml(`tags: [${'{a: b},'.repeat(4000)}]`)],
    ['5,000 authors', yaml(`authors: [${'"ada",'.repeat(5000)}]`)],
    ['1,500 slips', yaml(...Array.from({ length: 1500 }, (_, i) => `tilte${i % 10}${i}: x`))],
    ['20 MB', `${yaml('title: x')}${'word and word\n'.repeat(1.5e6)}`],
    ['20 MB of fences', '---\n'.repeat(5e6)],
    ['20 MB of JSON', '{"'.repeat(1e7)],
  ])('%s: done within a second', (_, text) => {
    // of the processor: what else the machine does does not count
    const start = process.threadCpuUsage()
    const { post, problems } = parse(text)
    const { user, system } = process.threadCpuUsage(start)
    expect((user + system) / 1000).toBeLessThan(1000)
    expect(post !== undefined || problems.length > 0).toBe(true)
    expect(JSON.stringify(problems).length).toBeLessThan(300_000)
  })

  it('no text makes it throw, and every error has its words', () => {
    const key = fc.constantFrom(
      'title',
      'date',
      'tags',
      'author',
      'image',
      'audio',
      'enclosures',
      'draft',
      'published',
      'status',
      'feed',
      'id',
      'slug',
      'link',
      'language',
      'podcast',
      'expires',
      'x',
    )
    const value = fc.oneof(
      fc.jsonValue(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('2026-01-31', 'true', '12:30'),
    )
    const json = fc.dictionary(key, value).map((table) => `${JSON.stringify(table)}\nText.`)
    const lines = fc
      .array(fc.tuple(key, fc.string({ unit: 'grapheme' })).map(([name, text]) => `${name}: ${text}`))
      .map((rows) => yaml(...rows))
    const path = fc.constantFrom(PATH, 'a.md', 'b/c/index.md')
    fc.assert(
      fc.property(fc.oneof(json, lines, fc.string({ unit: 'binary' })), path, (text, path) => {
        const { post, problems } = parse(text, path)
        for (const { what, fix, line } of problems) {
          expect(what).toMatch(/[.?!)]$/)
          expect(fix).toMatch(/[.?!)]$/)
          expect(line ?? 1).toBeGreaterThan(0)
        }
        if (post !== undefined) expect(post.slug).toMatch(/^[^/\s]+$/)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a flag in the wrong place', () => {
  it.each([
    ['below a nested TOML table', '+++\ndate = "2026-01-01"\n[menu.main]\nname = "x"\ndraft = true\n+++\nHi'],
    ['in a TOML list of tables', '+++\ndate = "2026-01-01"\n[[resources]]\nsrc = "x"\ndraft = true\n+++\nHi'],
    ['as a published = false below a table', '+++\ndate = "2026-01-01"\n[extra]\npublished = false\n+++\nHi'],
    ['two levels deep in YAML', '---\ndate: 2026-01-01\nparams: {x: {draft: true}}\n---\nHi'],
    ['as a status in a list', '---\ndate: 2026-01-01\nstatus: [draft]\n---\nHi'],
  ])('holds the post back: %s', (_, text) => {
    expect(parsePost({ path: 'a.md', text }, parseSite({}, 'https://blog.example')).post).toBeUndefined()
  })
})
