/** The live site: what is dropped into its bucket, and what readers get. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/serve/node.ts'
import { CONTRACT_NOW, CONTRACT_POSTS, contractSite } from '../support/contract-site.ts'
import { filesIn, type LiveServer, postOf, startLive, until } from '../support/live-server.ts'
import { silence } from '../support/wav.ts'

const FORMATS = ['/rss.xml', '/atom.xml', '/feed.json']

describe('what is served', () => {
  let live: LiveServer
  let node: RunningServer
  beforeAll(async () => {
    live = await startLive(filesIn(CONTRACT_POSTS), { NOW: new Date(CONTRACT_NOW).toISOString() })
    const events = { published() {}, waiting() {}, failed() {} }
    const at = { posts: CONTRACT_POSTS, siteAt: contractSite, port: 0, strictPort: false, now: CONTRACT_NOW }
    node = await startServer({ ...at, events })
  })
  afterAll(async () => {
    await live.close()
    await node.close()
  })

  it('has the bytes and the tags of Node', async () => {
    const paths = ['', '/tags/tea', '/authors/ada', '/lang/de', '/folders/reise']
    const documents = paths.flatMap((base) => FORMATS.map((file) => base + file))
    for (const path of [...documents, '/', '/posts/plain', '/posts/picture', '/feeds/', '/media/dot.png']) {
      const [a, b] = await Promise.all([
        fetch(live.origin + path),
        fetch(`http://localhost:${node.port}${path}`),
      ])
      expect([path, a.status]).toEqual([path, b.status])
      // a file's tag is what the platform knows of it
      if (!path.startsWith('/media/')) expect(a.headers.get('etag')).toBe(b.headers.get('etag'))
      expect(Buffer.from(await a.arrayBuffer()).equals(Buffer.from(await b.arrayBuffer())), path).toBe(true)
    }
  })

  it.each([
    '/media/draft.png',
    '/media/unused.png',
    '/draft.md',
    '/media/launch.png',
    '/.dropfeed/health',
    '/dav/draft.md',
  ])('gives nobody %s of the bucket', async (path) =>
    expect((await fetch(live.origin + path)).ok).toBe(false),
  )
})

describe('the bucket', () => {
  let live: LiveServer
  const has = (title: string) => (titles: string[]) => titles.includes(title)
  const lacks = (title: string) => (titles: string[]) => !titles.includes(title)
  const drop = (key: string, text: string) => live.bindings.BUCKET.put(key, new TextEncoder().encode(text))
  const event = (key: string, action = 'PutObject', at = Date.now()) =>
    live.bindings.EVENTS.send({
      account: '3f4b7e3dcab231cbfdaa90a6a28bd548',
      action,
      bucket: 'dropfeed-test-live',
      object: { key, size: 1, eTag: 'x' },
      eventTime: new Date(at).toISOString(),
    })
  const many = Object.fromEntries(
    Array.from({ length: 12 }, (_, number) => [
      `many/${number}.md`,
      postOf(`Post ${number}`, `Text ${number}.`),
    ]),
  )
  beforeAll(async () => {
    live = await startLive(many)
  })
  afterAll(() => live.close())

  it('publishes what an event reports, in three formats', async () => {
    await drop('event.md', postOf('Event'))
    await event('event.md')
    for (const path of FORMATS) expect(await live.titles(path, has('Event'))).toContain('Event')
  })

  it('bears events twice, late, for what is gone, and no events at all', async () => {
    await live.bindings.EVENTS.send('nonsense')
    await live.bindings.EVENTS.send({ object: { key: 7 } })
    await event('never-there.md')
    await event('event.md')
    await event('event.md', 'DeleteObject', Date.now() - 86_400_000)
    await drop('after.md', postOf('After'))
    await event('after.md')
    expect(await live.titles('/rss.xml', has('After'))).toEqual(expect.arrayContaining(['After', 'Event']))
    const { failures, queueLag } = await live.health()
    expect(failures).toEqual([])
    expect(queueLag).toBeGreaterThan(0)
  })

  it('takes no post with a name that no page can have, and reports it', async () => {
    const names = ['odd/a\u0001.md', 'odd//empty.md', '/top.md', 'odd/\uffff.md']
    for (const name of names) {
      await drop(name, postOf('Odd'))
      await event(name)
    }
    await drop('odd/fine.md', postOf('Fine'))
    await event('odd/fine.md')
    expect(await live.titles('/rss.xml', has('Fine'))).not.toContain('Odd')
    const problems: { path: string }[] = await (await live.door('GET', '/.dropfeed/problems')).json()
    expect(problems.map(({ path }) => path).sort()).toEqual(names.sort())
    await live.bindings.BUCKET.delete(names)
    for (const name of names) await event(name)
    await until(async () => (await live.health()).problems === 0)
    expect((await live.health()).problems).toBe(0)
  })

  // more than the door takes; the harness needs some seconds to hand it over
  it('streams a large file that an S3 client put, and parts of it', async () => {
    const length = 26 * 1024 * 1024
    await live.bindings.BUCKET.put('large.mp3', new Uint8Array(length).fill(7))
    await event('large.mp3')
    await live.door('PUT', '/dav/large.md', { body: postOf('Large', '[Listen](large.mp3)') })
    await live.titles('/rss.xml', has('Large'))
    const headers = { range: `bytes=${length - 5}-` }
    const address = `${live.origin}/media/large.mp3`
    await until(async () => (await fetch(address, { method: 'HEAD' })).ok)
    const part = await fetch(address, { headers })
    expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 5])
    const whole = await fetch(address)
    expect((await whole.arrayBuffer()).byteLength).toBe(length)
    expect((await live.health()).failures).toEqual([])
    await live.door('DELETE', '/dav/large.md')
  })

  it('mends what an event missed by the cron trigger', async () => {
    await drop('missed.md', postOf('Missed'))
    await live.bindings.BUCKET.delete(['event.md'])
    await live.scheduled()
    const titles = await live.titles('/atom.xml', has('Missed'))
    expect(titles).toContain('Missed')
    expect(titles).not.toContain('Event')
  })

  it('keeps the last good version of a post that broke, and reports it', async () => {
    await live.door('PUT', '/dav/good.md', { body: postOf('Good') })
    await live.door('PUT', '/dav/good.md', { body: '---\ntitle: [\n---\nBroken' })
    expect(await live.titles('/rss.xml', has('Good'))).toContain('Good')
    expect(await (await live.door('GET', '/dav/_problems.txt')).text()).toMatch(/^good\.md:2:9: error: /)
    const problems: { path: string }[] = await (await live.door('GET', '/.dropfeed/problems')).json()
    expect(problems.map(({ path }) => path)).toEqual(['good.md'])
    expect(await (await live.door('PROPFIND', '/dav/', { headers: { depth: '1' } })).text()).toContain(
      '/dav/_problems.txt',
    )
    expect((await live.door('PUT', '/dav/_problems.txt', { body: 'x' })).status).toBe(403)
    await live.door('DELETE', '/dav/good.md')
    expect((await live.door('GET', '/dav/_problems.txt')).status).toBe(404)
  })

  it('shows a scheduled post when its time comes, and not before', async () => {
    const at = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3000)
    await live.door('PUT', '/dav/soon.md', { body: postOf('Soon', 'Text.', at.toISOString()) })
    await live.titles('/rss.xml', () => true)
    await sleep(800)
    expect(Date.now()).toBeLessThan(at.getTime())
    for (const path of FORMATS) expect(await (await fetch(live.origin + path)).text()).not.toContain('Soon')
    expect(await live.titles('/rss.xml', has('Soon'))).toContain('Soon')
    expect(Date.now()).toBeGreaterThanOrEqual(at.getTime())
  })

  it('publishes how long a recording plays, and the rest where that is unknown', async () => {
    await live.door('PUT', '/dav/talk.wav', { body: new Uint8Array(silence(7)) })
    await live.door('PUT', '/dav/noise.mp3', { body: new Uint8Array(100_000).fill(0xff) })
    const text = postOf('Talk').replace('title', 'enclosures: [talk.wav, noise.mp3]\ntitle')
    await live.door('PUT', '/dav/talk.md', { body: text })
    await until(async () =>
      (await (await fetch(`${live.origin}/feed.json`)).text()).includes('duration_in_seconds'),
    )
    const { items } = await (await fetch(`${live.origin}/feed.json`)).json()
    const talk = items.find(({ title }: { title: string }) => title === 'Talk')
    expect(talk.attachments).toMatchObject([{ duration_in_seconds: 7 }, { mime_type: 'audio/mpeg' }])
    expect(talk.attachments[1]).not.toHaveProperty('duration_in_seconds')
    await until(async () => (await (await live.door('GET', '/.dropfeed/problems')).text()).includes('noise'))
    const problems: { what: string }[] = await (await live.door('GET', '/.dropfeed/problems')).json()
    expect(problems.map(({ what }) => what)).toEqual(['"noise.mp3" does not say how long it plays.'])
    await live.door('DELETE', '/dav/talk.md')
  })

  it('goes on where it was when the object is ended', async () => {
    await live.evict()
    expect(await live.titles('/rss.xml', has('Missed'))).toContain('Missed')
    await live.door('PUT', '/dav/evicted.md', { body: postOf('Evicted') })
    expect(await live.titles('/rss.xml', has('Evicted'))).toContain('Evicted')
  })

  it('keeps ids when a post is moved, and when it is deleted and put again', async () => {
    const text = postOf('Wanderer', 'A long walk along the northern harbour, with the tide and against it.')
    const idOf = async () => {
      const { items } = await (await fetch(`${live.origin}/feed.json`)).json()
      return items.find((item: { title: string }) => item.title === 'Wanderer')?.id
    }
    await live.door('PUT', '/dav/wanderer.md', { body: text })
    await live.titles('/feed.json', has('Wanderer'))
    const id = await idOf()
    expect(id).toBeTypeOf('string')
    await live.door('MOVE', '/dav/wanderer.md', { headers: { destination: '/dav/moved.md' } })
    await sleep(600)
    await live.titles('/feed.json', has('Wanderer'))
    expect(await idOf()).toBe(id)
    await live.door('DELETE', '/dav/moved.md')
    await live.titles('/feed.json', lacks('Wanderer'))
    await live.door('PUT', '/dav/again.md', { body: text })
    await live.titles('/feed.json', has('Wanderer'))
    expect(await idOf()).toBe(id)
  })

  it('has the same ids, addresses and no earlier dates when the object is lost', async () => {
    await until(async () => (await live.bindings.BUCKET.head('.identity.json')) !== null)
    await sleep(1500)
    const before = await fetch(`${live.origin}/feed.json`)
    const { items } = await before.json()
    const tables = [
      'entry',
      'document',
      'state_value',
      'cache_value',
      'file',
      'post',
      'feed',
      'membership',
      'pending',
    ]
    for (const table of tables) await live.sql(`drop table ${table}`)
    await live.evict()
    await until(async () => (await live.health().catch(() => undefined))?.stage === 'served')
    await sleep(2100)
    const after = await fetch(`${live.origin}/feed.json`)
    const again = await after.json()
    const identities = (all: { id: string; url: string }[]) => all.map(({ id, url }) => [id, url])
    expect(identities(again.items)).toEqual(identities(items))
    const date = (response: Response) => Date.parse(response.headers.get('last-modified') ?? '')
    expect(date(after)).toBeGreaterThanOrEqual(date(before))
  })

  it('keeps serving where more than half of the posts are gone at once', async () => {
    await live.bindings.BUCKET.delete([
      ...Object.keys(many),
      'missed.md',
      'again.md',
      'after.md',
      'evicted.md',
    ])
    await live.scheduled()
    expect((await live.health()).vanished).toBeGreaterThan(10)
    expect(await live.titles('/rss.xml', has('Missed'))).toContain('Missed')
    await live.door('POST', '/.dropfeed/reconcile?allow-empty')
    expect(await live.titles('/rss.xml', lacks('Missed'))).not.toContain('Missed')
    expect((await live.health()).vanished).toBeUndefined()
  })

  it('answers from what the Worker holds when the object fails', async () => {
    const before = await (await fetch(`${live.origin}/rss.xml`)).text()
    await live.sql('drop table feed')
    await sleep(2500)
    const after = await fetch(`${live.origin}/rss.xml`)
    expect([after.status, await after.text()]).toEqual([200, before])
    await live.sql('drop table diagnostic')
    const response = await live.door('GET', '/.dropfeed/problems')
    expect([response.status, await response.text()]).toEqual([500, expect.stringContaining('try again')])
  })
})

describe('limits', () => {
  it('pauses an import at the limit of rows, says so, and serves nothing half', async () => {
    const posts = Object.fromEntries(
      Array.from({ length: 60 }, (_, number) => [`${number}.md`, postOf(`Post ${number}`)]),
    )
    const live = await startLive(posts, { ROWS_A_DAY: '500' }, false)
    try {
      await until(async () => (await live.health()).pausedUntil !== undefined)
      const { pausedUntil = '', stage } = await live.health()
      expect(pausedUntil).toMatch(/T00:00:00\.000Z$/)
      expect(stage).toBe('read')
      const response = await fetch(`${live.origin}/rss.xml`)
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10'])
      expect(await response.text()).toMatch(/^The feeds are being made: \d+ of 60 posts are read\.\n$/)
    } finally {
      await live.close()
    }
  })
})

it('takes a whole bucket though the object is ended again and again', async () => {
  const posts = Object.fromEntries(
    Array.from({ length: 150 }, (_, number) => [`${number}.md`, postOf(`Post ${number}`, `Text ${number}.`)]),
  )
  const live = await startLive(posts, { OPERATIONS: '10' }, false)
  try {
    for (let times = 0; times < 5; times++) {
      await live.health()
      await sleep(100)
      await live.evict()
    }
    await until(async () => (await live.health()).stage === 'served')
    await until(async () => (await live.health()).waiting === 0)
    const { posts, failures } = await live.health()
    expect([posts, failures]).toEqual([150, []])
    expect(await live.titles('/rss.xml', (titles) => titles.length === 50)).toHaveLength(50)
  } finally {
    await live.close()
  }
})

it('has no door without a token', async () => {
  const live = await startLive({}, { DROPFEED_TOKEN: '' }, false)
  try {
    for (const path of ['/dav/', '/.dropfeed/health', '/.dropfeed/rebuild'])
      for (const method of ['GET', 'POST', 'OPTIONS'])
        expect((await live.door(method, path)).status).toBe(404)
  } finally {
    await live.close()
  }
})
