/** What a small post may multiply: a bounded part of each list counts, the rest is reported, the post is published. */
import { describe, expect, it } from 'vitest'
import { compiled, SITE } from '../../test/support/compiled.ts'
import { formatProblem } from '../base/problem.ts'
import { parseSite } from '../config/site.ts'
import { parsePost } from './parse.ts'

const site = parseSite({}, SITE)

function read(matter: string, path = 'a.md') {
  const { post, problems } = parsePost(
    { path, text: `---\ndate: 2026-01-31\n${matter}\n---\n\nText.\n` },
    site,
  )
  return { post, problems: problems.map(formatProblem) }
}

const many = (count: number, row: (n: number) => string) => Array.from({ length: count }, (_, n) => row(n))

describe('of a post', () => {
  it('the first 100 tags count, however they are listed', () => {
    const half = (name: string) => many(70, (n) => `${name}${n}`).join(', ')
    const { post, problems } = read(`title: Tea\ntags: ${half('a')}\ncategories: [${half('b')}]`)
    expect(post?.tags).toEqual([...many(70, (n) => `a${n}`), ...many(30, (n) => `b${n}`)])
    expect(problems).toEqual([
      'a.md:4:1: warning: "tags" has 140 tags; the first 100 count. Every feed repeats them, and each tag and author has feeds of its own. Remove some.',
    ])
  })

  it('100 tags that are written twice are 100 tags', () => {
    const tags = many(100, (n) => `a${n}`)
    expect(read(`tags: [${[...tags, ...tags].join(', ')}]`)).toMatchObject({ post: { tags }, problems: [] })
  })

  it.each([
    ['authors', `authors: [${many(101, (n) => `A${n}`)}]`, '101 authors'],
    ['enclosures', `enclosures: [${many(101, (n) => `${n}.pdf`)}]`, '101 files'],
  ] as const)('the first 100 %s count', (key, matter, told) => {
    const { post, problems } = read(matter)
    expect(post?.[key]).toHaveLength(100)
    expect(problems).toEqual([
      expect.stringContaining(`a.md:3:1: warning: "${key}" has ${told}; the first 100 count.`),
    ])
  })

  it('the first 100 transcripts count, whichever files they belong to', () => {
    const transcripts = (name: string) => `transcript: [${many(60, (n) => `${name}${n}.vtt`)}]`
    const { post, problems } = read(
      `audio: { url: a.mp3, ${transcripts('a')} }\nvideo: { url: a.mp4, ${transcripts('v')} }`,
    )
    expect(post?.podcast?.transcripts).toHaveLength(100)
    expect(problems).toEqual([expect.stringContaining('"audio" has 120 transcripts')])
  })

  it('the first 100 persons count', () => {
    const { post, problems } = read(`podcast: { persons: [${many(101, (n) => `P${n}`)}] }`)
    expect(post?.podcast?.persons).toHaveLength(100)
    expect(problems[0]).toContain('"podcast" has 101 persons')
  })

  it.each(['tags', 'authors'])('a name in "%s" of more than 200 characters does not count', (key) => {
    const { post, problems } = read(`${key}: [tea, ${'x'.repeat(201)}, ${'y'.repeat(200)}]`)
    const names = key === 'tags' ? post?.tags : post?.authors.map(({ name }) => name)
    expect(names).toEqual(['tea', 'y'.repeat(200)])
    expect(problems).toEqual([expect.stringContaining(`"${key}" has a name of more than 200 characters`)])
  })

  it('the first 16 folders count', () => {
    const folders = (count: number) => many(count, (n) => `f${n}`).join('/')
    expect(read('', `${folders(16)}/a.md`)).toMatchObject({ post: { folder: folders(16) }, problems: [] })
    const { post, problems } = read('', `${folders(40)}/a.md`)
    expect(post?.folder).toBe(folders(16))
    expect(problems).toEqual([expect.stringContaining('The post is in 40 folders; the first 16 count.')])
  })

  it('a language tag that no address holds is refused', () => {
    const { post, problems } = read(`language: en-x${'-abcdefgh'.repeat(30)}`)
    expect(post).toBeUndefined()
    expect(problems).toEqual([expect.stringContaining('a.md:3:11: error: "language" is not a language tag')])
  })
})

it('8,324 tags make 100 feeds', () => {
  const { manifest, problems } = compiled({
    'a.md': `---\ndate: 2026-01-31\ntags: [${many(8324, (n) => n.toString(36))}]\n---\nText.`,
  })
  expect(manifest.feeds).toHaveLength(101)
  expect(problems.map(({ what }) => what)).toEqual(['"tags" has 8324 tags; the first 100 count.'])
})

describe('a site with more feeds than "feeds.max"', () => {
  const posts = {
    'a.md': '---\ndate: 2026-01-01\ntags: [old, both]\n---\nText.',
    'b.md': '---\ndate: 2026-01-02\ntags: [both, new]\n---\nText.',
    'c.md': '---\ndate: 2026-01-02\ntags: [a-new]\n---\nText.',
  }
  const basesOf = (max: number, more: Readonly<Record<string, string>> = {}) => {
    const { manifest, problems } = compiled({ ...posts, ...more }, { feeds: { max } })
    return { bases: manifest.feeds.map(({ base }) => base), problems: problems.map(formatProblem) }
  }

  it('has the main feed and the largest, of equals the older', () => {
    expect(basesOf(5)).toEqual({
      bases: ['/', '/tags/a-new/', '/tags/both/', '/tags/new/', '/tags/old/'],
      problems: [],
    })
    expect(basesOf(3)).toEqual({
      bases: ['/', '/tags/both/', '/tags/old/'],
      problems: [
        '.: warning: The posts make 5 feeds; "feeds.max" in the configuration allows 3. The 2 smallest are left out, such as /tags/a-new/. Use fewer tags, or raise "feeds.max".',
      ],
    })
    expect(basesOf(1).bases).toEqual(['/'])
  })

  it('keeps a feed when a new one of its size comes', () => {
    const more = { '0.md': '---\ndate: 2026-01-03\ntags: [0]\n---\nText.' }
    expect(basesOf(3, more).bases).toEqual(basesOf(3).bases)
  })
})
