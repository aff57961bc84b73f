/** The MUSTs of a hub, clause by clause (https://www.w3.org/TR/websub/), on any runtime. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, Subscriber, signatureOf } from '../support/subscriber.ts'

/** A site with a hub of its own, which allows callbacks on 127.0.0.1. */
export interface HubUnderTest {
  /** Of the site, as its documents name it. */
  readonly url: string
  /** Where it is reached. */
  readonly origin: string
  drop(name: string, text: string): Promise<void>
  close(): Promise<void>
}

export function hubContract(start: () => Promise<HubUnderTest>): void {
  let hub: HubUnderTest
  let subscriber: Subscriber
  let posts = 0

  beforeAll(async () => {
    subscriber = await Subscriber.start()
    hub = await start()
  })
  afterAll(async () => {
    await hub.close()
    subscriber.close()
  })

  const topic = (path = '/rss.xml') => hub.url + path
  const send = (form: Record<string, string>) =>
    fetch(`${hub.origin}/hub`, { method: 'POST', body: new URLSearchParams(form) })
  const request = (mode: string, path: string, more: Record<string, string> = {}) =>
    send({ 'hub.mode': mode, 'hub.topic': topic(), 'hub.callback': subscriber.callback(path), ...more })
  const subscribe = async (path: string, more: Record<string, string> = {}) => {
    const before = subscriber.askedAt(path).length
    expect((await request('subscribe', path, more)).status).toBe(202)
    await eventually(`verification at ${path}`, () => subscriber.askedAt(path).length > before)
    // the answer is stored a moment after it was given
    await sleep(200)
  }
  const drop = async (title = `Post ${posts + 1}`) => {
    posts += 1
    await hub.drop(`post-${posts}.md`, `---\ntitle: ${title}\ndate: 2026-01-02\n---\n${title} is here.\n`)
  }
  const delivery = (path: string, number = 1) =>
    eventually(`delivery ${number} at ${path}`, () => subscriber.deliveredAt(path)[number - 1])

  describe('discovery (section 4)', () => {
    it.each(['/rss.xml', '/atom.xml', '/feed.json'])('%s names the hub and itself', async (path) => {
      const response = await fetch(hub.origin + path)
      const link = response.headers.get('link')
      expect(link).toContain(`<${hub.url}/hub>; rel="hub"`)
      expect(link).toContain(`<${hub.url}${path}>; rel="self"`)
      expect(await response.text()).toContain(`${hub.url}/hub`)
    })
  })

  describe('subscription requests (section 5.1)', () => {
    it('are answered with 202, and ignore parameters that they do not know', async () => {
      expect((await request('subscribe', '/plain', { 'hub.verify': 'sync', colour: 'red' })).status).toBe(202)
    })

    it.each([
      ['an unknown mode', { 'hub.mode': 'destroy' }, 400],
      ['no topic', { 'hub.topic': '' }, 400],
      ['a topic of thousands of characters', { 'hub.topic': `https://tea.example/${'x'.repeat(3000)}` }, 400],
      ['no callback', { 'hub.callback': '' }, 400],
      ['a callback that is no address', { 'hub.callback': 'tea' }, 400],
      ['a callback of another scheme', { 'hub.callback': 'file:///etc/passwd' }, 400],
      ['a callback on this machine', { 'hub.callback': 'http://127.1.1.1/' }, 400],
      ['a callback in a private network', { 'hub.callback': 'http://10.0.0.1/' }, 400],
      ['a callback at a metadata address', { 'hub.callback': 'http://169.254.169.254/latest' }, 400],
      ['a callback written as a number', { 'hub.callback': 'http://2130706434/' }, 400],
      ['a callback of IPv6 that is private', { 'hub.callback': 'http://[fd00::1]/' }, 400],
      ['a callback of IPv6 that is 127.0.0.2', { 'hub.callback': 'http://[::ffff:7f00:2]/' }, 400],
      ['a callback at a local name', { 'hub.callback': 'http://printer.local/' }, 400],
      ['a callback with a password', { 'hub.callback': 'http://a:b@subscriber.example/' }, 400],
      ['a secret of 200 bytes', { 'hub.secret': 'x'.repeat(200) }, 400],
      ['a lease that is no number', { 'hub.lease_seconds': 'long' }, 400],
    ])('%s is refused in plain text', async (_, form, status) => {
      const response = await request('subscribe', '/refused', form)
      expect(response.status).toBe(status)
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    })

    it('take a form only, of at most some kilobytes', async () => {
      const json = { 'Content-Type': 'application/json' }
      const post = (body: string, headers: Record<string, string>) =>
        fetch(`${hub.origin}/hub`, { method: 'POST', body, headers })
      expect((await post('{}', json)).status).toBe(415)
      const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
      expect((await post(`hub.mode=subscribe&x=${'x'.repeat(100_000)}`, form)).status).toBe(413)
    })

    it('are no reason to take a POST elsewhere', async () => {
      expect((await fetch(`${hub.origin}/rss.xml`, { method: 'POST' })).status).toBe(405)
    })
  })

  describe('verification of intent (section 5.3)', () => {
    it('asks the callback, with its own query, for a challenge nobody guesses', async () => {
      const callback = subscriber.callback('/own-query?id=7&name=a%2Fb')
      await send({ 'hub.mode': 'subscribe', 'hub.topic': topic(), 'hub.callback': callback })
      const { query } = await eventually('verification', () => subscriber.askedAt('/own-query')[0])
      expect(query.get('id')).toBe('7')
      expect(query.get('name')).toBe('a/b')
      expect(query.get('hub.mode')).toBe('subscribe')
      expect(query.get('hub.topic')).toBe(topic())
      expect(Number(query.get('hub.lease_seconds'))).toBe(10 * 86_400)
      expect(query.get('hub.challenge')).toMatch(/^[\da-f]{32,}$/)
    })

    it('keeps the lease within limits', async () => {
      await request('subscribe', '/lease', { 'hub.lease_seconds': '999999999' })
      const { query } = await eventually('verification', () => subscriber.askedAt('/lease')[0])
      expect(Number(query.get('hub.lease_seconds'))).toBeLessThanOrEqual(30 * 86_400)
    })

    it.each([
      ['another challenge', (response: { end: (text: string) => void }) => response.end('tea')],
      [
        'the challenge and more',
        (response: { end: (text: string) => void }, query: URLSearchParams) =>
          response.end(`${query.get('hub.challenge')} `),
      ],
      [
        'the challenge with a 404',
        (
          response: { writeHead: (status: number) => { end: (text: string) => void } },
          query: URLSearchParams,
        ) => response.writeHead(404).end(query.get('hub.challenge') ?? ''),
      ],
    ])('is not done by %s', async (name, answer) => {
      const path = `/unverified-${name.replaceAll(' ', '-')}`
      subscriber.manners.verify = (query, response) => answer(response, query)
      await subscribe(path)
      delete subscriber.manners.verify
      await subscribe(`${path}-beside`)
      await drop()
      await delivery(`${path}-beside`)
      expect(subscriber.deliveredAt(path)).toEqual([])
    })

    it('is denied, with a reason, for a topic of another site', async () => {
      await request('subscribe', '/denied', { 'hub.topic': 'https://elsewhere.example/feed' })
      const { query } = await eventually('denial', () => subscriber.askedAt('/denied')[0])
      expect(query.get('hub.mode')).toBe('denied')
      expect(query.get('hub.topic')).toBe('https://elsewhere.example/feed')
      expect(query.get('hub.reason')).not.toBe('')
      expect(query.has('hub.challenge')).toBe(false)
    })

    it.each(['http://user:password@127.0.0.1/rss.xml', 'mailto:tea', 'tea'])(
      'is denied for the topic %s, and the site goes on',
      async (unreadable) => {
        const path = `/denied-${unreadable.length}`
        await request('subscribe', path, { 'hub.topic': unreadable })
        const { query } = await eventually('denial', () => subscriber.askedAt(path)[0])
        expect(query.get('hub.mode')).toBe('denied')
        expect((await fetch(`${hub.origin}/rss.xml`)).status).toBe(200)
      },
    )

    it('comes at most once a minute for one callback, topic and mode', async () => {
      for (let round = 0; round < 5; round += 1) await request('subscribe', '/often')
      await eventually('verification', () => subscriber.askedAt('/often')[0])
      await sleep(500)
      expect(subscriber.askedAt('/often').length).toBe(1)
    })
  })

  describe('content distribution (sections 7 and 8)', () => {
    it('sends the whole document with its type and links, to the whole callback, signed', async () => {
      const secret = 'a secret of the subscriber'
      await subscribe('/signed', {
        'hub.callback': subscriber.callback('/signed?key=1'),
        'hub.secret': secret,
      })
      await drop('Signed tea')
      // the promise: within two seconds of the drop, without a poll
      const { headers, body } = await eventually(
        'delivery',
        () => subscriber.deliveredAt('/signed?key=1')[0],
        2000,
      )
      expect(headers['content-type']).toBe('application/rss+xml; charset=utf-8')
      expect(headers.link).toContain(`<${hub.url}/hub>; rel="hub"`)
      expect(headers.link).toContain(`<${topic()}>; rel="self"`)
      expect(headers['x-hub-signature']).toBe(signatureOf(secret, body))
      expect(body.toString()).toContain('Signed tea')
      // a Worker serves what it holds for up to half a second
      await expect
        .poll(async () => (await fetch(`${hub.origin}/rss.xml`)).text(), { timeout: 5000 })
        .toBe(body.toString())
    })

    // it waits for the clock
    it('sends a scheduled post when its time has come, and the feed without it when it expires', async () => {
      await subscribe('/scheduled')
      const appears = Math.ceil(Date.now() / 1000) * 1000 + 4000
      const goes = appears + 3000
      const [date, expires] = [appears, goes].map((at) => new Date(at).toISOString())
      await hub.drop('timed.md', `---\ntitle: Timed tea\ndate: ${date}\nexpires: ${expires}\n---\nHere.\n`)
      const bodies = () => subscriber.deliveredAt('/scheduled').map(({ body }) => body.toString())
      await eventually('the post', () => bodies().some((body) => body.includes('Timed tea')), 15_000)
      expect(Date.now()).toBeGreaterThanOrEqual(appears)
      await eventually('its end', () => !bodies().at(-1)?.includes('Timed tea'), 15_000)
      expect(Date.now()).toBeGreaterThanOrEqual(goes)
    })

    it('sends no signature where there is no secret', async () => {
      await subscribe('/unsigned')
      await drop()
      expect((await delivery('/unsigned')).headers['x-hub-signature']).toBeUndefined()
    })

    it('ends a subscription that answers 410', async () => {
      await subscribe('/gone')
      subscriber.manners.receive = (response) => response.writeHead(410).end()
      await drop()
      await delivery('/gone')
      await sleep(300)
      delete subscriber.manners.receive
      await subscribe('/still-there')
      await drop()
      await delivery('/still-there')
      expect(subscriber.deliveredAt('/gone').length).toBe(1)
    })

    it('follows no redirect', async () => {
      await subscribe('/moved')
      subscriber.manners.receive = (response) =>
        response.writeHead(307, { Location: subscriber.callback('/elsewhere') }).end()
      await drop()
      await delivery('/moved')
      await sleep(200)
      delete subscriber.manners.receive
      expect(subscriber.deliveredAt('/elsewhere')).toEqual([])
    })

    it('ends with an unsubscription that is confirmed', async () => {
      await subscribe('/leaving')
      await request('unsubscribe', '/leaving')
      await eventually('verification', () =>
        subscriber.askedAt('/leaving').find(({ query }) => query.get('hub.mode') === 'unsubscribe'),
      )
      await sleep(200)
      await subscribe('/staying')
      await drop()
      await delivery('/staying')
      expect(subscriber.deliveredAt('/leaving')).toEqual([])
    })
  })
}
