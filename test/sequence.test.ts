import { describe, expect, it } from 'vitest'
import { compiled, post } from './support/compiled.ts'

/** Posts of one day each, named by it; `expires` by name. */
function pages(days: readonly string[], expires: Readonly<Record<string, string>> = {}) {
  const posts = Object.fromEntries(
    days.map((day) => {
      const end = expires[day] === undefined ? '' : `\nexpires: 2026-${expires[day]}`
      return [`${day}.md`, `---\ntitle: ${day}\nslug: ${day}\ndate: 2026-${day}${end}\n---\nText.\n`]
    }),
  )
  return new Map(compiled(posts).pages.map((page) => [page.path, page]))
}

describe('the posts before and after a post', () => {
  it('are its neighbours in time', () => {
    const page = pages(['01-01', '02-01', '03-01']).get('/posts/02-01')
    expect(page).toMatchObject({ older: '/posts/01-01', newer: '/posts/03-01' })
  })

  it('are none at the ends', () => {
    const all = pages(['01-01', '02-01'])
    expect(all.get('/posts/01-01')?.older).toBeUndefined()
    expect(all.get('/posts/02-01')?.newer).toBeUndefined()
  })

  it('are none that have expired', () => {
    const page = pages(['01-01', '01-02', '01-03', '01-04'], { '01-02': '01-20' }).get('/posts/01-03')
    expect(page).toMatchObject({ older: '/posts/01-01', newer: '/posts/01-04' })
  })

  it('are no posts that are kept out of the feeds', () => {
    const all = compiled({
      'a.md': post('title: A', 'One.'),
      'b.md': post('title: B\nfeed: false', 'Two.'),
      'c.md': post('title: C\ndate: 2026-02-01', 'Three.').replace('date: 2026-01-31 10:00\n', ''),
    }).pages
    const byPath = new Map(all.map((page) => [page.path, page]))
    expect(byPath.get('/posts/c')?.older).toBe('/posts/a')
    expect(byPath.get('/posts/b')).not.toHaveProperty('older')
    expect(byPath.get('/posts/b')).not.toHaveProperty('newer')
  })
})
