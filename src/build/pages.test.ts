/** The pages that a build makes itself are those that the server answers. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { pagePaths } from '../../test/site/contents.ts'
import { readFolderAt } from '../../test/support/built-folder.ts'
import { compiled, NOW, post } from '../../test/support/compiled.ts'
import { MemoryStore } from '../../test/support/memory-store.ts'
import { snapshotInMemory } from '../../test/support/snapshot.ts'
import { parseSite } from '../config/site.ts'
import { createApp } from '../http/app.ts'
import { LISTS } from '../pages/lists.ts'
import { SiteAt } from '../site/site.ts'
import { isPublic } from '../snapshot/visibility.ts'
import { BuildPages, NOT_FOUND } from './pages.ts'

const POSTS = {
  'a.md': post('title: Green tea\ntags: [tea, 日本]\nauthor: Ada Marlowe'),
  'b.md': post('title: Im Zug\nlanguage: de\ntags: [gone, moved]'),
  'notes/c.md': post('tags: [tea]'),
  'later.md': '---\ntitle: Secret\ntags: [secret]\ndate: 2040-01-01\n---\nText.\n',
  // has the address of a folder, and is public later
  'taken.md': '---\ntitle: Taken\nslug: taken\ndate: 2040-01-01\n---\nText.\n',
  'taken/taker.md': post('title: Taker\ntags: [taken]'),
}

const config = {
  links: '/:slug/',
  feeds: { archive: true, limit: 2 },
  http: { aliases: { '/tags/moved/': '/tags/tea/' }, gone: ['/tags/gone/'] },
}

const LATER = Date.UTC(2041, 0, 1)

const root = mkdtempSync(join(tmpdir(), 'dropfeed-pages-'))
for (const [path, text] of Object.entries(POSTS)) {
  mkdirSync(dirname(join(root, 'posts', path)), { recursive: true })
  writeFileSync(join(root, 'posts', path), text)
}
afterAll(() => rmSync(root, { recursive: true }))

/** What the site's path is, posts and feeds may begin with, too. */
const SITES = ['https://feeds.example/blog', 'https://feeds.example/tags', 'https://feeds.example/a%20b/']

it.each(SITES.flatMap((url) => [NOW, LATER].map((now) => [url, now] as const)))(
  '%s at %d',
  async (url, now) => {
    const compilation = compiled(POSTS, { ...config, url })
    const store = new MemoryStore(snapshotInMemory(compilation))
    const app = createApp({ store, clock: () => now })
    const served = async (path: string) => {
      const address = url.replace(/\/$/, '') + encodeURI(path)
      const answer = await app.request(address, { headers: { 'Sec-Fetch-Dest': 'document' } })
      return answer.text()
    }
    const posts = join(root, 'posts')
    const context = await readFolderAt({ posts, site: parseSite({ ...config, url }, url), now })
    const at = new SiteAt(context, now)
    const paths = pagePaths(context.db)
    const pages = new BuildPages(at, at.manifest, now)
    for (const path of ['/', '/feeds/', '/feeds.opml', NOT_FOUND, '/nothing/'])
      expect(await pages.list(path), path).toBe(await served(path))
    for (const path of Object.keys(LISTS)) {
      const list = await pages.list(path)
      if (list !== undefined) expect(list, path).toBe(await served(path))
    }
    for (const base of at.bases.slice(1)) {
      const listing = await pages.listing(base)
      if (listing !== undefined) expect(listing, base).toBe(await served(base))
    }
    for (const path of paths) {
      const page = at.page(path)
      if (page !== undefined && isPublic(page.public, now))
        expect(await pages.post(page), path).toBe(await served(path))
    }
    expect(at.bases.length + paths.length).toBeGreaterThan(10)
  },
)
