/** Pings to another hub. */
import { beforeEach, expect, it } from 'vitest'
import { PushUnderTest, TOPIC } from '../../test/support/push.ts'

const HOUR = 3600_000

let site: PushUnderTest

beforeEach(async () => {
  site = await PushUnderTest.start('/hub')
})

it('that fail are repeated and reported once, and again after the hub has recovered', async () => {
  const { subscriber: hub, reports } = site
  hub.manners.receive = (response) => response.writeHead(503).end()
  await site.change('two')
  for (let round = 0; round < 6; round += 1) {
    site.now += 3 * HOUR
    await site.settle()
  }
  expect(hub.delivered.length).toBe(6)
  expect(reports.length).toBe(1)
  expect(reports[0]).toContain('answered with status 503')
  delete hub.manners.receive
  site.now += 3 * HOUR
  await site.settle()
  site.now += 3 * HOUR
  await site.settle()
  expect(hub.delivered.length).toBe(7)
  hub.manners.receive = (response) => response.writeHead(503).end()
  await site.change('three')
  for (let round = 0; round < 4; round += 1) {
    site.now += 3 * HOUR
    await site.settle()
  }
  expect(reports.length).toBe(2)
})

it('stop a day after the change', async () => {
  const { subscriber: hub } = site
  hub.manners.receive = (response) => response.writeHead(503).end()
  await site.change('two')
  for (let round = 0; round < 100; round += 1) {
    site.now += HOUR
    await site.settle()
  }
  const attempts = hub.delivered.length
  expect(attempts).toBeGreaterThan(10)
  expect(attempts).toBeLessThan(20)
})

it('of changes within a second are one request', async () => {
  await site.change('two')
  expect(site.bodies()).toEqual([])
  await site.change('three')
  site.now += 1001
  await site.settle()
  expect(site.bodies()).toEqual([String(new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': TOPIC }))])
})

it('are not sent for a feed that is as it was', async () => {
  await site.change('one')
  site.now += 2000
  await site.settle()
  expect(site.bodies()).toEqual([])
})

it('are sent for a feed that could not be read when it changed', async () => {
  site.status = 500
  await site.change('two')
  site.now += 31_000
  site.status = 200
  await site.settle()
  await site.push.changed([])
  site.now += 2000
  await site.settle()
  expect(site.bodies().length).toBe(1)
})
