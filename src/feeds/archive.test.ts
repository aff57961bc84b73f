/** RFC 5005, section 4: with its archive pages, a feed holds everything that was ever published. */
import { describe, expect, it } from 'vitest'
import { compilerFor, folder, reader, URL_OF_SITE } from '../../test/support/served.ts'

const DAY = 86_400_000
const START = Date.UTC(2026, 0, 1)

/** Post n is published n days after the start. */
function posts(count: number, extra: Readonly<Record<number, string>> = {}): Record<string, string> {
  const entries = Array.from({ length: count }, (_, n) => {
    const date = new Date(START + n * DAY).toISOString()
    return [`p${n}.md`, `---\ntitle: Post ${n}\ndate: ${date}\n${extra[n] ?? ''}---\nText ${n}.\n`]
  })
  return Object.fromEntries(entries)
}

function open(files: Record<string, string>, compiledAt: number, readAt = compiledAt) {
  const compilation = compilerFor({ feeds: { limit: 10 } }).compile(folder(files), compiledAt)
  return reader(compilation, () => readAt)
}

const titles = (document: string) => [...document.matchAll(/<title>Post (\d+)</g)].map(([, n]) => Number(n))
const link = (rel: string, document: string) =>
  new RegExp(`rel="${rel}"[^>]* href="${URL_OF_SITE}([^"]*)"`).exec(document)?.[1]

async function walk(read: ReturnType<typeof open>, from: string): Promise<number[]> {
  const { text } = await read(from)
  const older = link('prev-archive', text)
  return [...titles(text), ...(older === undefined ? [] : await walk(read, older))]
}

async function walkJson(read: ReturnType<typeof open>, from: string): Promise<string[]> {
  const feed: { items: { title: string }[]; next_url?: string } = JSON.parse((await read(from)).text)
  const own = feed.items.map(({ title }) => title)
  return feed.next_url === undefined
    ? own
    : [...own, ...(await walkJson(read, feed.next_url.slice(URL_OF_SITE.length)))]
}

describe('archive pages', () => {
  it('do not exist while the feed holds everything', async () => {
    const read = open(posts(10), START + 100 * DAY)
    expect((await read('/archive/1/rss.xml')).status).toBe(404)
    expect((await read('/rss.xml')).text).not.toContain('archive')
  })

  it.each(['/rss.xml', '/atom.xml'])('lead from %s to every post', async (path) => {
    const read = open(posts(35), START + 100 * DAY)
    expect(new Set(await walk(read, path))).toEqual(new Set(Array.from({ length: 35 }, (_, n) => n)))
  })

  it('are limited by bytes as the feed is, and hold every post all the same', async () => {
    const long = Object.fromEntries(
      Object.entries(posts(12)).map(([name, text]) => [name, text + 'Words and words. '.repeat(60)]),
    )
    const maxBytes = 8 * 1024
    const compilation = compilerFor({ feeds: { limit: 10, maxBytes } }).compile(
      folder(long),
      START + 100 * DAY,
    )
    const read = reader(compilation, () => START + 100 * DAY)
    expect(new Set(await walk(read, '/rss.xml')).size).toBe(12)
    const pages = compilation.documents.filter(({ path }) => path.startsWith('/archive/'))
    expect(pages.length).toBeGreaterThan(6)
    for (const { slices } of pages) {
      expect(slices.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(maxBytes)
    }
  })

  it('do not repeat a single post that is longer than a feed may be', async () => {
    const [text = ''] = Object.values(posts(1))
    const compilation = compilerFor({ feeds: { maxBytes: 1024 } }).compile(
      folder({ 'p0.md': text + 'Words and words. '.repeat(500) }),
      START + 100 * DAY,
    )
    expect(compilation.documents.filter(({ path }) => path.startsWith('/archive/'))).toEqual([])
  })

  it('lead from the JSON Feed to every post by next_url', async () => {
    const found = await walkJson(open(posts(35), START + 100 * DAY), '/feed.json')
    expect(new Set(found).size).toBe(35)
  })

  it('fill from the oldest: a full page is the same, byte for byte, whatever is published later', async () => {
    const [early, late] = [open(posts(31), START + 100 * DAY), open(posts(78), START + 100 * DAY)]
    const page = await early('/archive/2/atom.xml')
    expect(titles(page.text)).toEqual([19, 18, 17, 16, 15, 14, 13, 12, 11, 10])
    expect((await late('/archive/2/atom.xml')).text).toBe(page.text)
  })

  it('keep their members when one expires', async () => {
    const read = open(posts(31, { 12: 'expires: 2026-03-01\n' }), START + 100 * DAY)
    expect(titles((await read('/archive/2/rss.xml')).text)).toEqual([19, 18, 17, 16, 15, 14, 13, 11, 10])
    expect(titles((await read('/archive/3/rss.xml')).text)).toEqual([29, 28, 27, 26, 25, 24, 23, 22, 21, 20])
  })

  it('say that they are archives, of which feed, and what comes before and after', async () => {
    const { text } = await open(posts(35), START + 100 * DAY)('/archive/2/atom.xml')
    expect(text).toContain('<fh:archive/>')
    expect(text).toContain(`<id>${URL_OF_SITE}/</id>`)
    expect(link('current', text)).toBe('/atom.xml')
    expect(link('prev-archive', text)).toBe('/archive/1/atom.xml')
    expect(link('next-archive', text)).toBe('/archive/3/atom.xml')
  })

  it('begin and are linked at the instant of their first post, without a rebuild', async () => {
    const compiledAt = START + 15 * DAY
    const [early, late] = [open(posts(25), compiledAt), open(posts(25), compiledAt, START + 20 * DAY)]
    expect((await early('/archive/3/rss.xml')).status).toBe(404)
    expect(link('next-archive', (await early('/archive/2/rss.xml')).text)).toBeUndefined()
    expect((await late('/archive/3/rss.xml')).status).toBe(200)
    expect(link('next-archive', (await late('/archive/2/rss.xml')).text)).toBe('/archive/3/rss.xml')
    expect(titles((await late('/archive/3/rss.xml')).text)).toEqual([20])
  })

  it('can be switched off', async () => {
    const compilation = compilerFor({ feeds: { limit: 10, archive: false } }).compile(
      folder(posts(35)),
      START + 100 * DAY,
    )
    const read = reader(compilation, () => START + 100 * DAY)
    expect((await read('/archive/1/rss.xml')).status).toBe(404)
  })
})
