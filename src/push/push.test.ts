/** The hub against a clock that the test sets, with real subscribers. test/contract/websub.ts has the rest. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually, Subscriber } from '../../test/support/subscriber.ts'
import { createSender, type Sender } from '../serve/push/send.ts'
import { openDatabase } from '../site/drivers/node.ts'
import { nextAttempt } from './backoff.ts'
import { Push } from './push.ts'
import { listSubscribers } from './subscriptions.ts'

const TOPIC = 'https://tea.example/rss.xml'
const MINUTE = 60_000

let now: number
let content: string
let status: number
let subscriber: Subscriber
let sender: Sender
let push: Push
const reports: string[] = []
const db = () => openDatabase(':memory:')
let database: ReturnType<typeof db>

beforeEach(async () => {
  now = Date.parse('2026-01-02')
  content = 'one'
  status = 200
  reports.length = 0
  subscriber = await Subscriber.start()
  database = db()
  sender = createSender({ allow: ['127.0.0.1'], timeout: 1000 })
  push = create()
  await push.changed([TOPIC])
})

afterEach(() => {
  push.close()
  sender.close()
  database.close()
  subscriber.close()
})

function create(hubs: readonly string[] = []): Push {
  return new Push({
    db: database,
    clock: () => now,
    send: sender.send,
    async read(url, method) {
      if (url !== TOPIC || content === '') return new Response(null, { status: 404 })
      const headers = { ETag: `"${content}"`, Link: `<${url}>; rel="self"`, 'Content-Type': 'text/plain' }
      return new Response(method === 'GET' ? content : null, { status, headers })
    },
    hubs,
    allow: ['127.0.0.1'],
    wake: () => {},
    report: (message) => reports.push(message),
  })
}

function ask(mode: string, path: string, more: Record<string, string> = {}) {
  const form = { 'hub.mode': mode, 'hub.topic': TOPIC, 'hub.callback': subscriber.callback(path), ...more }
  return push.accept(new URLSearchParams(form).toString())
}

/** Until nothing is due at the instant. */
async function settle(): Promise<void> {
  push.work()
  await push.idle()
  push.work()
}

async function subscribe(...paths: string[]): Promise<void> {
  for (const path of paths) expect((await ask('subscribe', path)).status).toBe(202)
  await settle()
}

async function change(text: string): Promise<void> {
  content = text
  await push.changed([TOPIC])
  await settle()
}

describe('verifications', () => {
  it('of one host are at most 60 a minute, unsubscriptions first', async () => {
    for (let number = 0; number < 200; number += 1) await ask('subscribe', `/${number}`)
    await ask('unsubscribe', '/leaving')
    await settle()
    expect(subscriber.asked.length).toBe(60)
    now += MINUTE + 1
    await settle()
    expect(subscriber.asked.length).toBe(120)
    expect(subscriber.asked.slice(60).map(({ path }) => path)).toContain('/leaving')
    expect(subscriber.asked[60]?.path).toBe('/leaving')
  })

  it('of a thousand requests of one host wait, and more are refused', async () => {
    const statuses: number[] = []
    for (let number = 0; number < 1100; number += 1)
      statuses.push((await ask('subscribe', `/${number}`)).status)
    expect(statuses.filter((status) => status === 202).length).toBeGreaterThanOrEqual(1000)
    expect(statuses.at(-1)).toBe(429)
    await push.idle()
  })

  it('fail where the callback answers with megabytes, slowly, or not at all', async () => {
    subscriber.manners.verify = (query, response) => {
      if (query.get('kind') === 'silent') return
      response.write(query.get('hub.challenge'))
      if (query.get('kind') === 'large') response.end('x'.repeat(5_000_000))
    }
    await subscribe('/large?kind=large', '/slow?kind=slow', '/silent?kind=silent')
    expect(subscriber.asked.length).toBe(3)
    expect(listSubscribers(database)).toEqual([])
  })

  it('with a later word count: subscribed, then unsubscribed before the answer', async () => {
    await subscribe('/back')
    expect(listSubscribers(database).length).toBe(1)
    now += MINUTE + 1
    await ask('subscribe', '/back')
    await ask('unsubscribe', '/back')
    now += MINUTE + 1
    await settle()
    expect(listSubscribers(database)).toEqual([])
  })

  it('that a kill interrupted come again', async () => {
    subscriber.manners.verify = () => {}
    await ask('subscribe', '/interrupted')
    await eventually('a verification', () => subscriber.asked[0])
    delete subscriber.manners.verify
    now += MINUTE + 1
    const next = create()
    next.work()
    await next.idle()
    next.close()
    expect(listSubscribers(database).length).toBe(1)
    await push.idle()
  })

  it('do not end an earlier subscription where they fail', async () => {
    await subscribe('/kept')
    subscriber.manners.verify = (_, response) => response.writeHead(404).end()
    now += MINUTE + 1
    await subscribe('/kept')
    expect(subscriber.asked.length).toBe(2)
    expect(listSubscribers(database).length).toBe(1)
  })
})

describe('deliveries', () => {
  it('end with the lease', async () => {
    await ask('subscribe', '/short', { 'hub.lease_seconds': '300' })
    await settle()
    now += 299_000
    await change('two')
    expect(subscriber.delivered.length).toBe(1)
    now += 2_000
    await change('three')
    expect(subscriber.delivered.length).toBe(1)
    expect(listSubscribers(database)).toEqual([])
  })

  it('are repeated after a failure, with the content as it is then', async () => {
    await subscribe('/failing')
    subscriber.manners.receive = (response) => response.writeHead(500).end()
    await change('two')
    expect(listSubscribers(database)[0]).toMatchObject({ failures: 1, failed: 'answered with status 500' })
    delete subscriber.manners.receive
    content = 'three'
    now += 29_000
    await settle()
    expect(subscriber.delivered.length).toBe(1)
    now += 2_000
    await settle()
    expect(subscriber.delivered.map(({ body }) => body.toString())).toEqual(['two', 'three'])
    expect(listSubscribers(database)[0]).toMatchObject({ failures: 0, failed: null })
  })

  it('to a slow subscriber delay nobody', async () => {
    const paths = Array.from({ length: 20 }, (_, number) => `/quick-${number}`)
    const slow = await Subscriber.start()
    slow.manners.receive = () => {}
    for (let number = 0; number < 10; number += 1)
      await ask('subscribe', `/slow-${number}`, { 'hub.callback': slow.callback(`/slow-${number}`) })
    await subscribe(...paths)
    content = 'two'
    const started = performance.now()
    await push.changed([TOPIC])
    await eventually('the quick ones', () => subscriber.delivered.length === 20)
    expect(performance.now() - started).toBeLessThan(900)
    await push.idle()
    slow.close()
  })

  it('wait while the site cannot be read', async () => {
    await subscribe('/patient')
    status = 503
    await change('two')
    expect(subscriber.delivered.length).toBe(0)
    status = 200
    now += 31_000
    await settle()
    expect(subscriber.delivered.map(({ body }) => body.toString())).toEqual(['two'])
  })

  it('of a feed that is gone are dropped', async () => {
    await subscribe('/gone')
    subscriber.manners.receive = (response) => response.writeHead(500).end()
    await change('two')
    content = ''
    now += MINUTE
    await settle()
    now += MINUTE
    await settle()
    expect(subscriber.delivered.length).toBe(1)
  })

  it('go on after a kill in their middle, at least once each', async () => {
    await subscribe('/killed')
    subscriber.manners.receive = () => {}
    content = 'two'
    await push.changed([TOPIC])
    await eventually('a delivery', () => subscriber.delivered[0])
    // a process that is killed closes nothing: another one opens the same rows
    delete subscriber.manners.receive
    now += 1
    const next = create()
    next.work()
    await next.idle()
    expect(subscriber.delivered.map(({ body }) => body.toString())).toEqual(['two', 'two'])
    next.close()
  })

  it('of a clock that was set back are tried no longer than otherwise', async () => {
    expect(nextAttempt(1, 0, 0)).toBe(30_000)
    expect(nextAttempt(3, 0, 200_000)).toBe(320_000)
    expect(nextAttempt(20, 0, 86_400_000)).toBeUndefined()
    expect(nextAttempt(31, now + 10 * 86_400_000, now)).toBeUndefined()
  })
})

describe('a hub elsewhere', () => {
  it('that keeps failing is reported once, and told again later', async () => {
    subscriber.manners.receive = (response) => response.writeHead(503).end()
    const telling = create([subscriber.callback('/hub')])
    content = 'two'
    await telling.changed([TOPIC])
    for (let round = 0; round < 6; round += 1) {
      now += 3 * 3600_000
      telling.work()
      await telling.idle()
    }
    expect(subscriber.delivered.length).toBe(6)
    expect(reports.length).toBe(1)
    expect(reports[0]).toContain('answered with status 503')
    delete subscriber.manners.receive
    now += 3 * 3600_000
    telling.work()
    await telling.idle()
    telling.work()
    now += 3 * 3600_000
    telling.work()
    await telling.idle()
    expect(subscriber.delivered.length).toBe(7)
    telling.close()
  })

  it('hears of the news of a second at once', async () => {
    const telling = create([subscriber.callback('/hub')])
    content = 'two'
    await telling.changed([TOPIC])
    telling.work()
    expect(subscriber.delivered).toEqual([])
    content = 'three'
    await telling.changed([TOPIC])
    now += 1001
    telling.work()
    await telling.idle()
    await sleep(50)
    expect(subscriber.delivered.length).toBe(1)
    telling.close()
  })
})

it('a name that leads to this machine is not connected to, whatever it led to before', async () => {
  const { send, close } = createSender({
    allow: [],
    resolve: ((_: string, __: object, done: (error: null, found: object[]) => void) =>
      done(null, [{ address: '127.0.0.1', family: 4 }])) as typeof import('node:dns').lookup,
  })
  const url = `http://rebound.example:${subscriber.port}/`
  await expect(send({ method: 'GET', url, headers: {}, readAtMost: 1 })).rejects.toThrow(
    'rebound.example is not on the public internet',
  )
  expect(subscriber.asked).toEqual([])
  close()
})
