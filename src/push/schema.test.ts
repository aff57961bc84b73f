/** The state of WebSub over versions, processes and clocks. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { MINUTE, PushUnderTest, TOPIC } from '../../test/support/push.ts'
import { openDatabase } from '../site/drivers/node.ts'
import { createPush } from './schema.ts'

const YEAR = 365 * 86_400_000

it('a database of a newer version is not touched', () => {
  const db = openDatabase(':memory:')
  onTestFinished(() => db.close())
  createPush(db)
  db.run('insert into push_version values (1000)')
  expect(() => createPush(db)).toThrow('A newer version of dropfeed')
})

it('two servers on one state send each delivery once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dropfeed-push-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const hub = await PushUnderTest.start()
  const dbs = [0, 1].map(() => openDatabase(join(folder, 'state.db')))
  const pushes = dbs.map((db) => hub.create({ db }))
  hub.push.close()
  hub.push = pushes[0] ?? hub.push
  await hub.subscribe('/a', '/b', '/c', '/d', '/e', '/f')
  hub.content = 'two'
  await Promise.all(pushes.map((push) => push.changed([TOPIC])))
  await Promise.all(pushes.map((push) => push.idle()))
  await hub.settle()
  expect(hub.subscriber.delivered.map(({ path }) => path).sort()).toEqual([
    '/a',
    '/b',
    '/c',
    '/d',
    '/e',
    '/f',
  ])
  for (const push of pushes) push.close()
  hub.push = hub.create()
  for (const db of dbs) db.close()
})

it('a clock that was set back by a year delays nothing', async () => {
  const hub = await PushUnderTest.start()
  await hub.subscribe('/patient')
  hub.subscriber.manners.receive = (response) => response.writeHead(500).end()
  await hub.change('two')
  delete hub.subscriber.manners.receive
  hub.now += 1
  await hub.ask('subscribe', '/new')
  hub.now -= YEAR
  await hub.settle()
  expect(hub.subscriber.deliveredAt('/patient').length).toBe(2)
  expect(hub.listed().length).toBe(2)
})

it('a clock that was set forward by a year ends leases, and sends nothing twice', async () => {
  const hub = await PushUnderTest.start()
  await hub.subscribe('/leased')
  await hub.change('two')
  hub.now += YEAR
  await hub.settle()
  expect(hub.listed()).toEqual([])
  expect(hub.bodies()).toEqual(['two'])
  hub.now -= YEAR - MINUTE
  await hub.subscribe('/later')
  await hub.change('three')
  hub.now += MINUTE
  await hub.settle()
  expect(hub.bodies()).toEqual(['two', 'three'])
})
