/** The site's own hub. test/contract/websub.ts has the rest. */
import { beforeEach, describe, expect, it } from 'vitest'
import { MINUTE, PushUnderTest, TOPIC } from '../../test/support/push.ts'
import { eventually, Subscriber } from '../../test/support/subscriber.ts'

let hub: PushUnderTest

beforeEach(async () => {
  hub = await PushUnderTest.start()
})

describe('verifications', () => {
  it('of one host are at most 60 a minute, unsubscriptions first', async () => {
    const { subscriber } = hub
    for (let number = 0; number < 190; number += 1) await hub.ask('subscribe', `/${number}`)
    await hub.ask('unsubscribe', '/leaving')
    await hub.settle()
    expect(subscriber.asked[0]?.path).toBe('/leaving')
    expect(subscriber.asked.length).toBeGreaterThan(50)
    expect(subscriber.asked.length).toBeLessThanOrEqual(60)
    hub.now += MINUTE + 1
    await hub.settle()
    expect(subscriber.asked.length).toBeGreaterThan(100)
    expect(subscriber.asked.length).toBeLessThanOrEqual(120)
  })

  it('of two hundred requests of one host wait, and more are refused, whatever their port', async () => {
    const statuses: number[] = []
    for (let number = 0; number < 300; number += 1) {
      const callback = `http://127.0.0.1:${1024 + number}/`
      statuses.push((await hub.ask('subscribe', '/', { 'hub.callback': callback })).status)
    }
    expect(statuses.filter((status) => status === 202).length).toBe(200)
    expect(statuses.at(-1)).toBe(429)
  })

  it('fail where the callback answers with megabytes, slowly, or not at all', async () => {
    const { subscriber } = hub
    subscriber.manners.verify = (query, response) => {
      if (query.get('kind') === 'silent') return
      response.write(query.get('hub.challenge'))
      if (query.get('kind') === 'large') response.end('x'.repeat(5_000_000))
    }
    await hub.subscribe('/large?kind=large', '/slow?kind=slow', '/silent?kind=silent')
    expect(subscriber.asked.length).toBe(3)
    expect(hub.listed()).toEqual([])
  })

  it('follow the newest request: subscribed, then unsubscribed before the answer', async () => {
    await hub.subscribe('/back')
    expect(hub.listed().length).toBe(1)
    hub.now += MINUTE + 1
    await hub.ask('subscribe', '/back')
    await hub.ask('unsubscribe', '/back')
    hub.now += MINUTE + 1
    await hub.settle()
    expect(hub.listed()).toEqual([])
  })

  it('that a kill interrupted come again', async () => {
    const { subscriber } = hub
    subscriber.manners.verify = () => {}
    await hub.ask('subscribe', '/interrupted')
    await eventually('a verification', () => subscriber.asked[0])
    delete subscriber.manners.verify
    hub.now += MINUTE + 1
    const next = hub.create()
    next.work()
    await next.idle()
    next.close()
    expect(hub.listed().length).toBe(1)
  })

  it('do not end an earlier subscription where they fail', async () => {
    const { subscriber } = hub
    await hub.subscribe('/kept')
    subscriber.manners.verify = (_, response) => response.writeHead(404).end()
    hub.now += MINUTE + 1
    await hub.subscribe('/kept')
    expect(subscriber.asked.length).toBe(2)
    expect(hub.listed().length).toBe(1)
  })
})

describe('deliveries', () => {
  it('end with the lease', async () => {
    const { subscriber } = hub
    await hub.ask('subscribe', '/short', { 'hub.lease_seconds': '300' })
    await hub.settle()
    hub.now += 299_000
    await hub.change('two')
    expect(subscriber.delivered.length).toBe(1)
    hub.now += 2_000
    expect(hub.listed()).toEqual([])
    await hub.change('three')
    expect(subscriber.delivered.length).toBe(1)
  })

  it('are repeated after a failure, with the content as it is then', async () => {
    const { subscriber } = hub
    await hub.subscribe('/failing')
    subscriber.manners.receive = (response) => response.writeHead(500).end()
    await hub.change('two')
    expect(hub.listed()[0]).toMatchObject({ failures: 1, failed: 'answered with status 500' })
    delete subscriber.manners.receive
    hub.content = 'three'
    hub.now += 29_000
    await hub.settle()
    expect(hub.bodies()).toEqual(['two'])
    hub.now += 2_000
    await hub.settle()
    expect(hub.bodies()).toEqual(['two', 'three'])
    expect(hub.listed()[0]).toMatchObject({ failures: 0, failed: null })
  })

  it('stop a day after the change, and begin again with the next', async () => {
    const { subscriber } = hub
    await hub.ask('subscribe', '/down', { 'hub.lease_seconds': String(20 * 86_400) })
    await hub.settle()
    subscriber.manners.receive = (response) => response.writeHead(500).end()
    await hub.change('two')
    for (let hour = 0; hour < 100; hour += 1) {
      hub.now += 60 * MINUTE
      await hub.settle()
    }
    const attempts = subscriber.delivered.length
    expect(attempts).toBeGreaterThan(10)
    expect(attempts).toBeLessThan(25)
    await hub.change('three')
    expect(subscriber.delivered.length).toBe(attempts + 1)
  })

  it('read a feed once for all of a turn', async () => {
    await hub.subscribe('/a', '/b', '/c', '/d')
    hub.reads = 0
    await hub.change('two')
    expect(hub.bodies()).toEqual(['two', 'two', 'two', 'two'])
    // for its ETag, then for its content
    expect(hub.reads).toBe(2)
  })

  it('to a slow subscriber delay nobody', async () => {
    const { subscriber } = hub
    const paths = Array.from({ length: 20 }, (_, number) => `/quick-${number}`)
    const slow = await Subscriber.start('127.0.0.2')
    slow.manners.receive = () => {}
    for (let number = 0; number < 10; number += 1)
      await hub.ask('subscribe', `/slow-${number}`, { 'hub.callback': slow.callback(`/slow-${number}`) })
    await hub.subscribe(...paths)
    await hub.push.idle()
    hub.push.work()
    expect(hub.listed().length).toBe(30)
    // the first change shows who is slow: from then on they wait in places of their own
    await hub.change('two')
    const before = subscriber.delivered.length
    hub.content = 'three'
    const started = performance.now()
    await hub.push.changed([TOPIC])
    const quick = () => subscriber.delivered.length === before + 20
    await eventually('the quick ones', quick)
    // a slow one takes a second
    expect(performance.now() - started).toBeLessThan(900)
    slow.close()
  })

  it('count as done when the status is there, however slow the rest is', async () => {
    const { subscriber } = hub
    await hub.subscribe('/dripping')
    subscriber.manners.receive = (response) => response.writeHead(200).write('a')
    await hub.change('two')
    expect(hub.listed()[0]).toMatchObject({ failures: 0, delivered: new Date(hub.now).toISOString() })
  })

  it('wait while the site cannot be read, which is no failure of the subscriber', async () => {
    await hub.subscribe('/patient')
    hub.contentStatus = 503
    await hub.change('two')
    expect(hub.bodies()).toEqual([])
    expect(hub.listed()[0]).toMatchObject({ failures: 0 })
    hub.contentStatus = 200
    hub.now += 31_000
    await hub.settle()
    expect(hub.bodies()).toEqual(['two'])
  })

  it('happen although the site could not be read when it changed', async () => {
    await hub.subscribe('/patient')
    hub.status = 503
    await hub.change('two')
    hub.status = 200
    await hub.settle()
    expect(hub.bodies()).toEqual([])
    hub.now += 31_000
    hub.push.work()
    await eventually('a delivery', () => hub.bodies()[0])
    expect(hub.bodies()).toEqual(['two'])
  })

  it('of a feed that is gone are dropped', async () => {
    const { subscriber } = hub
    await hub.subscribe('/gone')
    subscriber.manners.receive = (response) => response.writeHead(500).end()
    await hub.change('two')
    hub.content = ''
    hub.now += MINUTE
    await hub.settle()
    hub.now += 60 * MINUTE
    await hub.settle()
    expect(subscriber.delivered.length).toBe(1)
  })

  it('go on after a kill in their middle, at least once each', async () => {
    const { subscriber } = hub
    await hub.subscribe('/killed')
    subscriber.manners.receive = () => {}
    hub.content = 'two'
    await hub.push.changed([TOPIC])
    await eventually('a delivery', () => subscriber.delivered[0])
    // a process that is killed closes nothing: another one opens the same rows
    delete subscriber.manners.receive
    hub.now += 31_000
    const next = hub.create()
    next.work()
    await next.idle()
    expect(hub.bodies()).toEqual(['two', 'two'])
    next.close()
  })
})

it('a change between request and verification is delivered', async () => {
  await hub.ask('subscribe', '/early')
  await hub.change('two')
  expect(hub.bodies()).toEqual(['two'])
})

it('a feed that was gone and is back reaches its subscribers', async () => {
  await hub.subscribe('/faithful')
  await hub.change('')
  await hub.change('one')
  expect(hub.bodies()).toEqual(['one'])
})
