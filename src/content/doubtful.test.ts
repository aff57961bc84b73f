/** Dates that no publisher means: years of a program's zero, and updates that are still to come. */
import { describe, expect, it } from 'vitest'
import { documents, NOW, SITE } from '../../test/support/compiled.ts'
import { createCompiler } from '../../test/support/compiler.ts'
import { formatProblem } from '../base/problem.ts'
import { parseSite } from '../config/site.ts'
import { hash } from '../disk/hash.ts'
import { parsePost } from './parse.ts'

const site = parseSite({}, SITE)

function read(matter: string, path = 'a.md') {
  const { post, problems } = parsePost({ path, text: `---\n${matter}\n---\n\nText.\n` }, site)
  return { post, problems: problems.map(formatProblem) }
}

describe('a post', () => {
  it.each([
    ['date: 0001-01-01', 'a.md', 'a.md:2:7: error: "date" has an impossible year ("0001-01-01")'],
    ['pubDate: 0001-01-01T00:00:00Z', 'a.md', '"pubDate" has an impossible year'],
    ['publishDate: 0026-01-31\ndate: 2026-01-31', 'a.md', '"publishDate" has an impossible year'],
    ['title: Tea', '0001-01-01-tea.md', 'The date in the file name has an impossible year ("0001-01-01")'],
    ['date: 2026-01-31\nexpiryDate: 0001-01-01', 'a.md', '"expiryDate" has an impossible year'],
  ])('with %j in %s is not published', (matter, path, told) => {
    const { post, problems } = read(matter, path)
    expect(post).toBeUndefined()
    expect(problems).toEqual([expect.stringContaining(told)])
  })

  it.each(['updated', 'lastmod', 'last_modified_at'])(
    'with a zero for "%s" is published without it',
    (key) => {
      const { post, problems } = read(`date: 2026-01-31\n${key}: 0001-01-01T00:00:00Z`)
      expect(post?.updated).toBe(Date.UTC(2026, 0, 31))
      expect(problems).toEqual([
        expect.stringContaining(`a.md:3:${key.length + 3}: warning: "${key}" has an impossible year`),
      ])
    },
  )

  it.each([
    ['1970-01-01', 1],
    ['1969-07-20', 1],
    ['1660-01-01', 1],
    ['1970-01-02', 0],
  ])('of %s is published, with %d problems', (date, count) => {
    const { post, problems } = read(`date: ${date}`)
    expect(post?.published).toBe(Date.parse(date))
    expect(problems).toHaveLength(count)
  })
})

describe('an update in the future', () => {
  const text = '---\ntitle: Tea\ndate: 2026-01-31\nlastmod: 2026-08-01\n---\nText.'
  const rss = (now: number, compiler = createCompiler(site, hash)) => {
    const compilation = compiler.compile({ sources: [{ path: 'a.md', text }], files: new Map() }, now)
    return {
      document: documents(compilation, '/', now).atom,
      problems: compilation.problems.map(formatProblem),
    }
  }

  it('counts as none until it comes, and is reported', () => {
    const { document, problems } = rss(NOW)
    expect(document).toContain('<updated>2026-01-31T00:00:00Z</updated>')
    expect(document).not.toContain('2026-08-01')
    expect(problems).toEqual([
      expect.stringContaining(
        'a.md:4: warning: The post says that it was updated in the future (2026-08-01).',
      ),
    ])
  })

  it('counts when it has come, in a compiler that has seen it before, too', () => {
    const compiler = createCompiler(site, hash)
    const sources = [{ path: 'a.md', text }]
    const at = (now: number) => {
      const compilation = compiler.change(
        {
          sources: new Map(),
          files: new Map(),
          ledger: compiler.compile({ sources, files: new Map() }, now).ledger,
        },
        now,
      )
      return [documents(compilation, '/', now).atom.includes('2026-08-01'), compilation.problems.length]
    }
    expect([at(NOW), at(NOW), at(Date.UTC(2026, 8, 1))]).toEqual([
      [false, 1],
      [false, 1],
      [true, 0],
    ])
  })

  it('of a scheduled post is none either', () => {
    const scheduled = '---\ntitle: Tea\ndate: 2026-07-02\nupdated: 2026-07-03\n---\nText.'
    const later = Date.UTC(2026, 6, 4)
    const compilation = createCompiler(site, hash).compile(
      { sources: [{ path: 'a.md', text: scheduled }], files: new Map() },
      NOW,
    )
    expect(documents(compilation, '/', later).atom).not.toContain('2026-07-03')
  })
})
