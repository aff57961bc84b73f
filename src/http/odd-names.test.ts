/** Names to the letter: whatever signs a file name has, the address of its post leads to its page. */
import { expect, it } from 'vitest'
import { compilerFor, folder, reader } from '../../test/support/served.ts'

const NOW = Date.UTC(2026, 6, 1)
const SIGNS = ['#', '?', '%', '&', '+', '=', ':', ';', '@', '$', ',', "'", '(', '[', '{', '^', '|', ' ', 'é']

it.each(SIGNS)('a post called "a%sb"', async (sign) => {
  const path = `C${sign}/a${sign}b.md`
  const posts = { [path]: '---\ntitle: Odd\ndate: 2026-01-01\n---\nHere.\n' }
  const get = reader(compilerFor({ links: '/:folder/:slug' }).compile(folder(posts), NOW), () => NOW)
  const { items } = JSON.parse((await get('/feed.json')).text)
  const { pathname, search, hash } = new URL(items[0].url)
  expect([search, hash]).toEqual(['', ''])
  expect((await get(pathname)).status).toBe(200)
  // a slash too many leads there in one step
  const moved = await get(`${pathname}/`)
  const location = moved.headers.get('location') ?? ''
  expect([moved.status, decodeURIComponent(location)]).toEqual([301, decodeURIComponent(pathname)])
  expect(location).not.toMatch(/[?#]/)
})
