/** The pages that a build makes itself are those that the server answers. */
import { expect, it } from 'vitest'
import { BuildPages, NOT_FOUND } from '../../src/adapters/output/pages.ts'
import { MemoryStore, snapshotInMemory } from '../../src/adapters/stores/memory.ts'
import { createApp } from '../../src/http/app.ts'
import { compiled, NOW, post } from '../support/compiled.ts'

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

/** What the site's path is, posts and feeds may begin with, too. */
const SITES = ['https://feeds.example/blog', 'https://feeds.example/tags', 'https://feeds.example/a%20b/']

it.each(SITES.flatMap((url) => [NOW, LATER].map((now) => [url, now] as const)))(
  '%s at %d',
  async (url, now) => {
    const compilation = compiled(POSTS, { ...config, url })
    const store = new MemoryStore(snapshotInMemory(compilation, async () => undefined))
    const app = createApp({ store, clock: () => now })
    const pages = new BuildPages(compilation, now)
    const others = ['/feeds/', '/feeds.opml', NOT_FOUND, '/nothing/', ...compilation.pageMembers.keys()]
    for (const path of [...compilation.feeds.map(({ base }) => base), ...others]) {
      const address = url.replace(/\/$/, '') + encodeURI(path)
      const answer = await app.request(address, { headers: { 'Sec-Fetch-Dest': 'document' } })
      expect(await pages.at(path), path).toBe(await answer.text())
    }
  },
)
