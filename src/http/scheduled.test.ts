/** A scheduled post changes no response before its time: neither its existence nor its instant can be read from one. */
import { describe, expect, it } from 'vitest'
import { MemoryStore } from '../../test/support/memory-store.ts'
import { compilerFor, folder, URL_OF_SITE as SITE } from '../../test/support/served.ts'
import { snapshotInMemory } from '../../test/support/snapshot.ts'
import { createApp } from './app.ts'
import { encode } from './compression.ts'

const NOW = Date.UTC(2026, 6, 1, 12)
const MAX_AGE = 900

/** The post that must not show: everything that it alone brings to the site. */
const secret = (date: string, language: string) =>
  `---\ntitle: Secret launch\ndate: ${date}\nid: tag:blog.example,2026:launch\ntags: [tea, surprise]\nauthor: Quiet Person\nlanguage: ${language}\n---\nWords of [the first](../2026-01-01-first.md), #surprise.\n`

function appWith(scheduled: Readonly<Record<string, string>>, now = NOW) {
  const ordinary = Array.from({ length: 25 }, (_, index) => {
    const day = String(index + 1).padStart(2, '0')
    const text = `---\ntitle: Post ${day}\ntags: [tea]\nid: tag:blog.example,2026:${day}\n---\nText of [the launch](launches/launch.md) ${day}.\n`
    return [`2026-01-${day}-${index === 0 ? 'first' : day}.md`, text] as const
  })
  const posts = { ...Object.fromEntries(ordinary), ...scheduled }
  const config = { feeds: { limit: 10, archive: true }, http: { maxAge: MAX_AGE } }
  const compilation = compilerFor(config).compile(folder(posts), NOW)
  const store = new MemoryStore(snapshotInMemory(compilation))
  return createApp({ store, clock: () => now, encode })
}

const BASES = [
  '/',
  '/tags/tea/',
  '/tags/surprise/',
  '/authors/quiet-person/',
  '/lang/fr/',
  '/lang/en/',
  '/launches/',
]
const PATHS = [
  ...BASES.flatMap((base) =>
    ['', 'rss.xml', 'atom.xml', 'feed.json', 'archive/1/rss.xml', 'archive/1/'].map((end) => base + end),
  ),
  ...[
    '/archive/2/rss.xml',
    '/archive/3/atom.xml',
    '/feeds/',
    '/feeds.opml',
    '/sitemap.xml',
    '/robots.txt',
    '/feed',
  ],
  ...['/posts/launch', '/launches/launch', '/posts/first', '/posts/25', '/posts/02', '/tags/', '/launches'],
  ...[
    '/tag/surprise/feed',
    '/feed/surprise.xml',
    '/?feed=rss2&tag=surprise',
    '/-/surprise',
    '/fr/rss.xml',
    '/?tag=tea&feed=atom',
  ],
  ...['/media/launch.png', '/nothing', '//launches//launch'],
]
const REQUESTS: readonly RequestInit[] = [
  {},
  { method: 'HEAD' },
  { headers: { 'Sec-Fetch-Dest': 'document', Accept: 'text/html', 'Accept-Language': 'fr' } },
  { headers: { 'A-IM': 'feed', 'If-None-Match': 'W/"old"' } },
  { headers: { 'If-Modified-Since': 'Wed, 01 Jul 2026 12:00:00 GMT', 'Accept-Encoding': 'br' } },
]

/** Each response with all its fields, by request. */
async function answers(app: ReturnType<typeof appWith>): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>()
  for (const path of PATHS)
    for (const [index, init] of REQUESTS.entries()) {
      const response = await app.request(SITE + path, init)
      const body = Buffer.from(await response.arrayBuffer()).toString('latin1')
      found.set(`${path} ${index}`, { status: response.status, headers: [...response.headers], body })
    }
  return found
}

const path = 'launches/launch.md'

describe('before its time', () => {
  it.each(['en', 'fr'])('a scheduled post changes no response (in %s)', async (language) => {
    const scheduled = appWith({ [path]: secret('2026-09-10 10:00', language) })
    expect(await answers(scheduled)).toEqual(await answers(appWith({})))
  })

  it('the time of a scheduled post changes no response until maxAge before it', async () => {
    const soon = Date.UTC(2026, 8, 10, 10)
    const now = soon - (MAX_AGE + 1) * 1000
    const first = await answers(appWith({ [path]: secret('2026-09-10 10:00', 'fr') }, now))
    const second = await answers(appWith({ [path]: secret('2026-09-10 17:30', 'fr') }, now))
    expect(first).toEqual(second)
  })

  it('in its last minutes only max-age changes', async () => {
    const now = Date.UTC(2026, 8, 10, 9, 55)
    const withoutAge = async (date: string) =>
      JSON.stringify([...(await answers(appWith({ [path]: secret(date, 'fr') }, now)))]).replace(
        /max-age=\d+/g,
        'max-age=N',
      )
    expect(await withoutAge('2026-09-10 10:00')).toBe(await withoutAge('2026-09-10 17:30'))
  })

  it('and it shows at its time', async () => {
    const app = appWith({ [path]: secret('2026-09-10 10:00', 'fr') }, Date.UTC(2026, 8, 10, 10))
    for (const at of [
      '/rss.xml',
      '/tags/surprise/',
      '/authors/quiet-person/feed.json',
      '/posts/launch',
      '/lang/fr/rss.xml',
    ])
      expect(await (await app.request(SITE + at)).text()).toContain('Secret launch')
  })
})
