/** Posts as they come from other systems: read as there, or reported by name and line. */

import { describe, expect, it } from 'vitest'
import { formatProblem } from '../base/problem.ts'
import { parseSite, type SiteConfig } from '../config/site.ts'
import { parsePost } from './parse.ts'

const site = parseSite({ authors: { ada: { name: 'Ada Marlowe' } } }, 'https://blog.example')

function read(path: string, text: string) {
  const { post, problems } = parsePost({ path, text }, site)
  return { post, problems: problems.map(formatProblem) }
}

/** A post with these lines of YAML. */
function matter(...lines: string[]) {
  return read('a.md', ['---', ...lines, '---', 'Text.'].join('\n'))
}

function dated(...lines: string[]) {
  return matter('date: 2026-01-31', ...lines)
}

function day(year: number, month: number, date: number, hour = 0): number {
  return Date.UTC(year, month - 1, date, hour)
}

describe('dates', () => {
  it.each([
    ['2013/10/03/tea.md', day(2013, 10, 3)],
    ['blog/2013/1/3/tea/index.md', day(2013, 1, 3)],
    ['2026-1-9 Tea.md', day(2026, 1, 9)],
  ])('of the path %s', (path, published) => {
    expect(read(path, 'Text.')).toMatchObject({ problems: [], post: { published } })
  })

  it.each([
    ['path = "2014/12/12/1.0-Timeline"', day(2014, 12, 12)],
    ['path = "inside-rust/2020/07/27/pre-release"', day(2020, 7, 27)],
    ['url = "/posts/2025-08-25-abi/"', day(2025, 8, 25)],
    ['path = "2014/12/12/x"\ndate = 2020-01-01', day(2020, 1, 1)],
  ])('of an address in front matter: %s', (line, published) => {
    expect(read('tea.md', `+++\n${line}\n+++\nText.`)).toMatchObject({ problems: [], post: { published } })
  })

  it.each(['/2014/13/12/x', '/release/12014/12/12', '/a/2014/12-12'])('%s names no day', (path) => {
    expect(matter(`permalink: ${path}`).problems).toEqual([expect.stringContaining('The post has no date.')])
  })

  it('are not asked of the front page of the old site', () => {
    expect(read('index.md', '---\ntitle: Blog\n---\n').problems).toEqual([
      expect.stringContaining('index.md: note: This has no date, and is taken for the front page'),
    ])
    expect(read('tea/index.md', '---\ntitle: Tea\n---\n').problems).toEqual([
      expect.stringContaining('error: The post has no date.'),
    ])
  })

  it('that stand under another key are named', () => {
    expect(matter('title: x', 'brewed: 2026-01-31').problems).toEqual([
      'a.md:3:1: error: The post has no date. Readers sort posts by date. "brewed" looks like one ("2026-01-31"): rename it to "date".',
    ])
  })

  it('of rare names count only where they are dates', () => {
    expect(matter('posted: 2026-01-31').post?.published).toBe(day(2026, 1, 31))
    expect(dated('posted: yes', 'createdAt: soon').problems).toEqual([])
  })

  it('of a day that its month lacks roll over, with a warning', () => {
    const { post, problems } = matter('date: 2017-02-29 11:00:00')
    expect(post?.published).toBe(day(2017, 3, 1, 11))
    expect(problems).toEqual([
      'a.md:2:7: warning: "date" is a day that its month does not have ("2017-02-29 11:00:00"). It counts as 2017-03-01. Write it as 2026-01-31 or 2026-01-31 18:30.',
    ])
  })
})

describe('titles', () => {
  const body = (text: string) => read('2026-01-31-tea.md', text).post

  it.each([
    ['# The `git` *way* of [tea](/tea) {#way}\nText', 'The git way of tea', 'Text'],
    ['\n\nTea\n===\n\nText', 'Tea', '\nText'],
    ['# snake_case_name #\nText', 'snake_case_name', 'Text'],
  ])('come from the first heading: %j', (text, title, rest) => {
    expect(body(text)).toMatchObject({ title, body: rest, length: rest.length })
  })

  it.each(['## Second\nText', '#tag\nText', 'Text\n\n# Later', '# ![A pot](pot.png)\n', '    # code\n'])(
    'do not come from %j',
    (text) => {
      expect(body(text)).not.toHaveProperty('title')
      expect(body(text)?.body).toBe(text)
    },
  )

  it('of the front matter stay beside another heading', () => {
    const { post } = read('a.md', '---\ntitle: Tea\ndate: 2026-01-31\n---\n# Coffee\n')
    expect(post).toMatchObject({ title: 'Tea', body: '# Coffee\n' })
  })
})

describe('keys', () => {
  it.each([
    [
      'taxonomies:\n  tags: [tea, pots]\nextra:\n  author: Jun Okabe',
      { tags: ['tea', 'pots'], authors: [{ name: 'Jun Okabe' }] },
    ],
    ['header:\n  teaser: /images/pot.png', { image: { url: '/images/pot.png', line: 4 } }],
    ['image:\n  path: /images/pot.png', { image: { url: '/images/pot.png', line: 4 } }],
    ['params:\n  cover:\n    image: pot.png', { image: { url: 'pot.png', line: 5 } }],
    ['last_update:\n  date: 2026-02-01', { updated: day(2026, 2, 1) }],
    ['feature_image: pot.png', { image: { url: 'pot.png', line: 3 } }],
    ['ogImage:\n  url: pot.png', { image: { url: 'pot.png', line: 4 } }],
  ])('%s', (lines, post) => {
    expect(dated(lines)).toMatchObject({ problems: [], post })
  })

  it.each(['banner: true', 'hero: wide', 'photo: 3'])('%s is no picture', (line) => {
    expect(dated(line).post).not.toHaveProperty('image')
    expect(dated(line).problems).toEqual([])
  })

  it.each(['Acme, Inc.', 'Marlowe, Ada', 'Ada Marlowe, PhD'])('%s is one author', (name) => {
    expect(dated(`author: "${name}"`).post?.authors).toEqual([{ name }])
  })

  it.each([
    ['tea.de.md', 'de'],
    ['tea.pt-BR.md', 'pt-BR'],
    ['socket.io.md', undefined],
    ['node.js.md', undefined],
  ])('the language of %s is %s', (path, language) => {
    expect(read(path, '---\ndate: 2026-01-31\n---\nText.').post?.language).toBe(language)
  })

  it('one that is there twice has its last value, with a warning', () => {
    const { post, problems } = dated('title: Green', 'tags: [a]', 'title: Black')
    expect(post).toMatchObject({ title: 'Black', tags: ['a'] })
    expect(problems).toEqual([
      'a.md:5:1: warning: "title" is there twice. The last value counts. Keep one of the two.',
    ])
  })

  it.each(['draft', 'published', 'date', 'expires', 'status', 'private', 'darft', 'exclude_from_feed'])(
    'one that may hold the post back, "%s", keeps it out if it is there twice',
    (key) => {
      expect(matter(`${key}: 2026-01-31`, `${key}: 2026-01-31`).problems).toEqual([
        expect.stringContaining(`error: The front matter is not valid YAML: "${key}" is there twice`),
      ])
    },
  )
})

describe('front matter', () => {
  it('without a first fence may be a draft', () => {
    expect(read('a.md', 'title: Tea\ndraft: true\n---\nText.')).toEqual({ problems: [] })
  })

  it('closed by a longer fence keeps a draft back', () => {
    expect(read('a.md', '---\ndate: 2026-01-31\n-----\ndraft: true\n---\nText.').problems).toEqual([
      expect.stringContaining('A setting is below the front matter'),
    ])
  })
})

describe('defaults', () => {
  const defaults = {
    '**': { author: 'Jun Okabe', language: 'en' },
    'notes/': { Author: 'Ada Marlowe', permalink: '/n/:title/' },
    'hidden/**': { draft: true },
  }
  const shared = parseSite({ defaults }, 'https://blog.example')
  const parsed = (path: string, lines = '') =>
    parsePost({ path, text: `---\ndate: 2026-01-31\n${lines}\n---\nText.` }, shared)

  it('are front matter of the posts at a path', () => {
    expect(parsed('a.md')).toMatchObject({ problems: [], post: { authors: [{ name: 'Jun Okabe' }] } })
    expect(parsed('notes/a.md').post).toMatchObject({ permalink: 'n/:title/', language: 'en' })
  })

  it('give way to the post', () => {
    const { post, problems } = parsed('notes/a.md', 'author: Tia\nlanguage: de\npermalink: /x/')
    expect([post?.authors, post?.language, post?.permalink]).toEqual([[{ name: 'Tia' }], 'de', 'x/'])
    expect(problems).toEqual([])
    expect(parsed('hidden/a.md', 'draft: no').post).toBeDefined()
  })

  it('give way to the post under other names of a key, too', () => {
    const all = { authors: ['Jun'], expires: '2099-01-01', publishDate: '2020-01-01' }
    const site = parseSite({ defaults: { '**': all } }, 'https://blog.example')
    const text = '---\ndate: 2026-01-31\nauthor: Tia\nexpiryDate: 2026-02-01\n---\nText.'
    expect(parsePost({ path: 'a.md', text }, site).post).toMatchObject({
      authors: [{ name: 'Tia' }],
      expires: Date.UTC(2026, 1, 1),
      published: Date.UTC(2026, 0, 31),
    })
  })

  it('hold posts back', () => {
    expect(parsed('hidden/a.md')).toEqual({ problems: [] })
  })

  it('make no post of a README', () => {
    expect(parsePost({ path: 'README.md', text: '# Tea' }, shared)).toEqual({ problems: [] })
  })

  it('that are no table are refused', () => {
    const refused = { defaults: { 'a/**': true } } as unknown as SiteConfig
    expect(() => parseSite(refused, 'https://blog.example')).toThrow(
      '"defaults.a/**" is not front matter of a path',
    )
  })
})

describe('exclude', () => {
  it('keeps files out by their paths', () => {
    const kept = parseSite({ exclude: ['templates/', '**/CONTRIBUTING.md'] }, 'https://blog.example')
    const paths = [
      'templates/a.md',
      'templates/b/c.md',
      'x/templates/a.md',
      'CONTRIBUTING.md',
      'x/CONTRIBUTING.md',
    ]
    const text = '---\ndate: 2026-01-31\n---\nText.'
    expect(paths.map((path) => parsePost({ path, text }, kept).post?.path)).toEqual([
      ...[undefined, undefined, 'x/templates/a.md', undefined, undefined],
    ])
    expect(parsePost({ path: 'templates/a.md', text: 'x' }, kept)).toEqual({ problems: [] })
  })
})
