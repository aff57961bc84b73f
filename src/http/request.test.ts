/** A site below a path of its host. */
import { expect, it } from 'vitest'
import { MemoryStore } from '../../test/support/memory-store.ts'
import { compilerFor, folder } from '../../test/support/served.ts'
import { snapshotInMemory } from '../../test/support/snapshot.ts'
import { createApp } from './app.ts'

const NOW = Date.UTC(2026, 0, 2)
const SITE = 'https://host.example/%C3%BCbung'
const posts = folder({ 'one.md': '---\ndate: 2026-01-01\ntags: [tea]\n---\nText.\n' })
const compilation = compilerFor({ url: SITE }).compile(posts, NOW)
const store = new MemoryStore(snapshotInMemory(compilation))
const app = createApp({ store, clock: () => NOW })

async function ask(path: string): Promise<readonly [status: number, location: string | null]> {
  const { status, headers } = await app.request(`https://host.example${path}`)
  const location = headers.get('location')
  return [status, location && new URL(location, SITE).href]
}

it.each([
  '/%C3%BCbung/',
  '/%c3%bcbung/rss.xml',
  '/%C3%BCbung/%72ss.xml',
  '/rss.xml',
  '/%C3%BCbung/tags/tea/',
])('%s is there', async (path) => expect(await ask(path)).toEqual([200, null]))

it.each([
  ['/%C3%BCbung', '/'],
  ['/%c3%bcbung?utm_source=x', '/'],
  ['/%C3%BCbung?feed=rss2', '/rss.xml'],
  ['/%C3%BCbung/?feed=atom', '/atom.xml'],
  ['/%C3%BCbung/tags/tea', '/tags/tea/'],
  ['/%C3%BCbung/feed/', '/rss.xml'],
  ['/%C3%BCbung//rss.xml', '/rss.xml'],
  ['/%C3%BCbung/tag/tea/rss.xml', '/tags/tea/rss.xml'],
  ['/%C3%BCbung/en/rss.xml', '/rss.xml'],
  ['/%C3%BCbung/en/tag/tea/feed/', '/tags/tea/rss.xml'],
])('%s leads to %s below the site', async (path, target) =>
  expect(await ask(path)).toEqual([301, SITE + target]),
)

it.each(['/%C3%BCbungen/rss.xml', '/%C3%BCbung/%C3%BCbung/rss.xml'])('%s is nowhere', async (path) =>
  expect(await ask(path)).toEqual([404, null]),
)
