/** What `stats` counts, in logs of every kind. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runIn } from '../../test/support/command.ts'
import { formatAccess } from '../serve/access.ts'
import { aggregatorOf, parseLine } from './log.ts'
import { Tally } from './tally.ts'

const AGENT = 'NetNewsWire (RSS Reader; https://netnewswire.com/)'
const COMBINED = `192.0.2.7 - - [31/Jan/2026:18:30:05 +0100] "GET /rss.xml HTTP/1.1" 200 5120 "-" "${AGENT}"`
const REQUEST = { client: '192.0.2.7', method: 'GET', url: '/rss.xml', status: 200, bytes: 5120 }

describe('a line', () => {
  const entry = { ...REQUEST, time: '2026-01-31T18:30:05.123Z', milliseconds: 0.4, agent: AGENT }
  it.each([
    ['combined', COMBINED],
    ['combined, of nginx with a virtual host', `blog.example:443 ${COMBINED}`],
    ['combined, with a user', COMBINED.replace('- - [', '- ada [')],
    ['ours, plain', formatAccess(entry, 'plain')],
    ['ours, in JSON', formatAccess(entry, 'json')],
  ])('%s', (_, line) => {
    expect(parseLine(line)).toEqual({ ...REQUEST, time: '2026-01-31T18:30:05', agent: AGENT })
  })

  it('common, which has no agent, and a 304 without bytes', () => {
    const line = '::1 - - [01/Feb/2026:00:00:00 +0000] "GET /atom.xml HTTP/2.0" 304 -'
    const { agent, bytes, time } = parseLine(line) ?? {}
    expect([agent, bytes, time]).toEqual(['', 0, '2026-02-01T00:00:00'])
  })

  it('with quotation marks in its agent', () => {
    expect(parseLine(COMBINED.replace('(RSS', '\\"(RSS'))?.agent).toContain('\\"(RSS')
  })

  it.each([
    '',
    '{',
    '{"time":5}',
    'error: nothing to see',
    '2026-01-31 18:30 sshd[7]: Accepted',
    COMBINED.slice(0, 60),
  ])('of something else: %j', (line) => expect(parseLine(line)).toBeUndefined())

  // a pattern that goes back and forth would take minutes
  it.each(['a'.repeat(60_000), '"'.repeat(60_000), '1 '.repeat(30_000), '\\"'.repeat(30_000)])(
    'of the longest kind is read',
    (junk) => {
      expect(parseLine(junk)).toBeUndefined()
      expect(parseLine(COMBINED.slice(0, 50) + junk)).toBeUndefined()
      expect(parseLine(COMBINED.slice(0, -5) + junk)?.url).toBe('/rss.xml')
      expect(aggregatorOf(junk)).toBeUndefined()
    },
  )
})

it.each([
  ['Feedly/1.0 (+http://www.feedly.com/fetcher.html; 17 subscribers; like FeedFetcher-Google)', 'Feedly', 17],
  ['Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 5 subscribers; )', 'Inoreader', 5],
  ['NewsBlur Feed Fetcher - 3 subscribers - http://www.newsblur.com/site/1/', 'NewsBlur Feed Fetcher', 3],
  ['Feedbin feed-id:1234 - 8 subscribers', 'Feedbin', 8],
  ['Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 1 subscribers)', 'BazQux', 1],
  ['Mozilla/5.0 (compatible; theoldreader.com; 2 subscribers; feed-id=ab)', 'theoldreader.com', 2],
])('%s', (agent, name, subscribers) => {
  expect(aggregatorOf(agent)).toMatchObject({ name, subscribers })
})

it.each([AGENT, 'Mozilla/5.0 (X11; Linux x86_64)', '', 'curl/8.5.0', 'x 17subscribers'])(
  '%j fetches for one person',
  (agent) => expect(aggregatorOf(agent)).toBeUndefined(),
)

it('counts readers up to a bound, and says that there were more', () => {
  let last = 0
  const tally = new Tally(() => last++, 100_000)
  const request = parseLine(COMBINED)
  if (request === undefined) throw new Error('not a request')
  for (let number = 0; number < 1000; number++) tally.add(request)
  expect(tally).toMatchObject({ isFull: false })
  expect(tally.counts()).toMatchObject([{ readersADay: 1000, requests: 1000 }])
  for (let number = 0; number < 1000; number++) tally.add(request)
  expect(tally).toMatchObject({ isFull: true })
  expect(tally.counts()).toMatchObject([{ readersADay: 1914, requests: 2000 }])
})

it('of long addresses and agents little is kept', () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const tally = new Tally((text) => createHash('sha256').update(text).digest().readUIntBE(0, 6))
  const junk = 'x'.repeat(60_000)
  collect()
  const before = process.memoryUsage().heapUsed
  for (let number = 0; number < 2000; number++) {
    const agent = `Reader${number} of feeds/1; 5 subscribers ${junk}`
    for (const line of [
      COMBINED.replace(AGENT, agent),
      COMBINED.replace('/rss.xml', `/${number}${junk}/rss.xml`),
    ]) {
      // lines of a file are strings of their own
      const request = parseLine(Buffer.from(line).toString('latin1'))
      if (request !== undefined) tally.add(request)
    }
  }
  collect()
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(30e6)
  expect(tally.counts()).toMatchObject([{ feed: '/', requests: 2000, subscribers: 10_000 }])
})

describe('the command', () => {
  let folder: string
  const file = (name: string, ...lines: string[]) =>
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
  const stats = (...args: string[]) => runIn(folder, ['stats', ...args])
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'dropfeed-stats-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const from = (client: string, agent = AGENT) => COMBINED.replace('192.0.2.7', client).replace(AGENT, agent)
  const feedly = (number: number) => `Feedly/1.0 (+http://www.feedly.com/fetcher.html; ${number} subscribers)`

  it('counts subscribers, readers a day, answers and bytes, for each feed and format', async () => {
    file(
      'access.log',
      from('192.0.2.1'),
      from('192.0.2.1').replace('200 5120', '304 0'),
      from('192.0.2.1', 'Feedbro'),
      from('192.0.2.2').replace('200 5120', '226 512'),
      from('192.0.2.2').replace('31/Jan', '30/Jan'),
      from('192.0.2.9', feedly(17)),
      from('192.0.2.9', feedly(19)).replace('18:30', '19:30'),
      from('192.0.2.8', 'Feedbin feed-id:1 - 4 subscribers'),
      from('192.0.2.5', 'Googlebot/2.1'),
      from('192.0.2.3').replace('/rss.xml', '/tags/tea/atom.xml?raw'),
      from('192.0.2.3').replace('/rss.xml', '/posts/tea'),
      from('192.0.2.3').replace('200 5120', '404 5'),
    )
    const { code, out, error } = await stats('--json', 'access.log')
    expect([code, error]).toEqual([0, ''])
    const { feeds, ...about } = JSON.parse(out)
    expect(about).toEqual({ lines: 12, unread: 0 })
    expect(feeds).toHaveLength(2)
    expect(feeds[0]).toEqual({
      feed: '/',
      format: 'RSS',
      subscribers: 23,
      aggregators: [
        { name: 'Feedly', subscribers: 19 },
        { name: 'Feedbin', subscribers: 4 },
      ],
      readers: { '2026-01-30': 1, '2026-01-31': 3 },
      readersADay: 2,
      requests: 8,
      notModified: 1,
      deltas: 1,
      bytes: 6 * 5120 + 512,
    })
    expect(feeds[1]).toMatchObject({ feed: '/tags/tea/', format: 'Atom', requests: 1 })
    const table = (await stats('access.log')).out
    expect(table).toMatch(/^\/ +RSS +23 +2 +8 +13 % +13 % +31,232$/m)
    expect(table).toContain('  Feedly: 19\n')
    expect(out + table).not.toMatch(/192\.0\.2|NetNewsWire/)
  })

  it('reads several logs, packed ones, and lines of megabytes in between', async () => {
    file(
      'one.log',
      from('192.0.2.1'),
      'x'.repeat(8_000_000),
      COMBINED.slice(0, 70) + 'y'.repeat(3_000_000),
      from('192.0.2.2'),
    )
    writeFileSync(join(folder, 'two.log.gz'), gzipSync(`${from('192.0.2.3')}\r\n${from('192.0.2.4')}`))
    const { code, out, error } = await stats('--json', 'one.log', 'two.log.gz')
    expect([code, error]).toEqual([0, expect.stringContaining('2 lines of 6 skipped')])
    expect(JSON.parse(out).feeds[0].readers).toEqual({ '2026-01-31': 4 })
  })

  it.each([
    ['a log of another server', 'ssh.log', '2026-01-31 sshd[7]: Accepted', '1 line of 1 skipped'],
    ['a log without feeds', 'shop.log', COMBINED.replace('/rss.xml', '/cart'), 'No requests for feeds.'],
  ])('reports %s', async (_, name, line, message) => {
    file(name, line)
    const { code, error } = await stats(name)
    expect([code, error]).toEqual([1, expect.stringContaining(message)])
  })

  it('reports a log that is not there', async () => {
    const { code, error } = await stats('nowhere.log')
    expect([code, error]).toEqual([2, expect.stringContaining('"nowhere.log" does not exist.')])
  })
})
