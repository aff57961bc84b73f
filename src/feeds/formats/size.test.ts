/** How much a feed holds, and what of each post. */
import { describe, expect, it } from 'vitest'
import { compiled, documents, NOW, post } from '../../../test/support/compiled.ts'
import { differences, tell } from '../../../test/support/story.ts'

/** Ten posts of about 1 kB, the last one the newest. */
const TEN = Object.fromEntries(
  Array.from({ length: 10 }, (_, index) => [
    `post-${index}.md`,
    `---\ndate: 2026-01-1${index}\ntitle: Post ${index}\n---\n\n${'Ten words are not much, yet they fill a line. '.repeat(20)}\n`,
  ]),
)

const MAIN_ONLY = { tags: false, authors: false, folders: false, languages: false, archive: false }

function titles(feeds: object, posts = TEN): (string | undefined)[][] {
  const written = documents(compiled(posts, { feeds: { ...MAIN_ONLY, ...feeds } }))
  expect(differences(written)).toEqual([])
  return [tell.rss(written.rss), tell.atom(written.atom), tell.json(written.json)].map(({ entries }) =>
    entries.map(({ title }) => title),
  )
}

describe('limit', () => {
  it('keeps the newest', () => {
    expect(titles({ limit: 2 })).toEqual(Array(3).fill(['Post 9', 'Post 8']))
  })
})

describe('maxBytes', () => {
  it('keeps the newest that fit, the same in every format', () => {
    const [rss, atom, json] = titles({ maxBytes: 5 * 1024 })
    expect(rss?.length).toBeGreaterThan(1)
    expect(rss?.length).toBeLessThan(6)
    expect(rss?.[0]).toBe('Post 9')
    expect([atom, json]).toEqual([rss, rss])
  })

  it('keeps the size of every document below it', () => {
    const maxBytes = 5 * 1024
    const written = documents(compiled(TEN, { feeds: { ...MAIN_ONLY, maxBytes } }))
    const head = 1024
    for (const document of Object.values(written)) {
      expect(Buffer.byteLength(document)).toBeLessThan(maxBytes + head)
    }
  })

  it('lets a post that is longer stand alone, uncut', () => {
    const long = `${'A sentence that goes on. '.repeat(1000)}the end`
    const posts = { ...TEN, 'long.md': post('title: Long', long).replace('2026-01-31', '2026-06-01') }
    const written = documents(compiled(posts, { feeds: { ...MAIN_ONLY, maxBytes: 2048 } }))
    for (const entries of [tell.rss(written.rss), tell.atom(written.atom), tell.json(written.json)]) {
      expect(entries.entries.map(({ title, html }) => [title, html.slice(-11)])).toEqual([
        ['Long', 'the end</p>'],
      ])
    }
  })

  it('counts a long post that is not the newest, and stops before it', () => {
    const long = post('title: Long', 'A sentence that goes on. '.repeat(1000)).replace(
      '2026-01-31',
      '2026-01-18',
    )
    const [rss] = titles({ maxBytes: 8192 }, { ...TEN, 'long.md': long })
    expect(rss).toEqual(['Post 9'])
  })
})

describe('content', () => {
  const POSTS = {
    'a.md': post('title: A\ndescription: Short & <sweet>', 'The **whole** text.'),
    'b.md': post('title: B\ncontent: full', 'The **whole** text.'),
    'c.md': post('title: C\ncontent: summary', 'First.\n\nSecond.'),
  }

  function told(content: 'full' | 'summary') {
    const written = documents(compiled(POSTS, { feeds: { content } }))
    expect(differences(written)).toEqual([])
    return Object.fromEntries(
      tell.json(written.json).entries.map(({ title, html, summary }) => [title, [summary, html]]),
    )
  }

  it('is the whole text, unless the post says otherwise', () => {
    expect(told('full')).toEqual({
      A: ['Short & <sweet>', '<p>The <strong>whole</strong> text.</p>'],
      B: ['The whole text.', '<p>The <strong>whole</strong> text.</p>'],
      C: ['First.', ''],
    })
  })

  it('is the summary, unless the post says otherwise', () => {
    expect(told('summary')).toEqual({
      A: ['Short & <sweet>', ''],
      B: ['The whole text.', '<p>The <strong>whole</strong> text.</p>'],
      C: ['First.', ''],
    })
  })

  it('leaves no namespace for what no entry shows', () => {
    const { rss } = documents(compiled({ 'c.md': POSTS['c.md'] }), '/', NOW)
    expect(rss).not.toContain('content')
  })
})
