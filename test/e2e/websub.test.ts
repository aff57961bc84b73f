/** The site's own hub, on Node and on the live site, with real subscribers. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Hono } from 'hono'
import { describe, expect, it, vi } from 'vitest'
import { dropfeed } from '../../src/http/mount.ts'
import { openFolder } from '../../src/serve/open-folder.ts'
import { hubContract } from '../contract/websub.ts'
import { runIn } from '../support/command.ts'
import { startLive, TOKEN } from '../support/live-server.ts'
import { firstLook, type ServedHub, serveHub, URL_OF_SITE } from '../support/served-hub.ts'
import { eventually, Subscriber } from '../support/subscriber.ts'

/** The publisher's list, once it has so many rows. */
async function subscribers({ folder, environment }: ServedHub, length: number): Promise<unknown[]> {
  for (let round = 0; ; round += 1) {
    const args = ['subscribers', '--posts', join(folder, 'posts'), '--json']
    const { code, out } = await runIn(folder, args, environment)
    expect(code).toBe(0)
    const { subscribers } = JSON.parse(out)
    if (subscribers.length === length || round > 20) return subscribers
    await sleep(100)
  }
}

describe('the hub on Node', () => {
  hubContract(() => serveHub())
})

describe('the hub of the live site', () => {
  hubContract(async () => {
    const first = '---\ntitle: First\ndate: 2026-01-01\n---\nHere.\n'
    const live = await startLive({ 'first.md': first }, {}, true, 'test/live/hub.toml')
    return {
      url: URL_OF_SITE,
      origin: live.origin,
      async drop(name, body) {
        const { ok } = await live.door('PUT', `/dav/${name}`, { body })
        expect(ok).toBe(true)
      },
      close: () => live.close(),
    }
  })
})

it('the subscribers of the live site are listed behind its token', async () => {
  const subscriber = await Subscriber.start()
  const live = await startLive({}, {}, true, 'test/live/hub.toml')
  const form = {
    'hub.mode': 'subscribe',
    'hub.topic': `${URL_OF_SITE}/rss.xml`,
    'hub.callback': subscriber.callback('/secret-path'),
  }
  await fetch(`${live.origin}/hub`, { method: 'POST', body: new URLSearchParams(form) })
  await eventually('verification', () => subscriber.asked[0])
  const list = async () => {
    const args = ['subscribers', '--json', '--from', live.origin]
    return JSON.parse((await runIn('.', args, { DROPFEED_TOKEN: TOKEN })).out).subscribers
  }
  await expect
    .poll(list, { timeout: 5000 })
    .toMatchObject([
      { topic: `${URL_OF_SITE}/rss.xml`, host: `127.0.0.1:${subscriber.port}`, delivered: null, failures: 0 },
    ])
  expect(JSON.stringify(await list())).not.toContain('secret-path')
  expect((await fetch(`${live.origin}/.dropfeed/subscribers`)).status).toBe(401)
  await live.close()
  subscriber.close()
})

describe('subscriptions on Node', () => {
  it('last over a kill: what was dropped meanwhile reaches the subscriber', async () => {
    const subscriber = await Subscriber.start()
    const hub = await serveHub()
    const form = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.topic': `${hub.url}/feed.json`,
      'hub.callback': subscriber.callback('/kept'),
    })
    await fetch(`${hub.origin}/hub`, { method: 'POST', body: form })
    await eventually('verification', () => subscriber.asked[0])
    await subscribers(hub, 1)
    // the kill comes in the middle of a delivery
    subscriber.manners.receive = () => {}
    await hub.drop('second.md', '---\ntitle: Second\ndate: 2026-01-02\n---\nHere.\n')
    await eventually('a delivery', () => subscriber.delivered[0])
    await hub.kill()
    delete subscriber.manners.receive
    await hub.drop('third.md', '---\ntitle: Third\ndate: 2026-01-03\n---\nHere.\n')
    await hub.restart()
    const { body } = await eventually('a delivery after the kill', () => subscriber.delivered[1], 10_000)
    expect(body.toString()).toContain('Third')
    expect(await subscribers(hub, 1)).toMatchObject([
      { topic: `${hub.url}/feed.json`, host: `127.0.0.1:${subscriber.port}`, failures: 0 },
    ])
    await hub.close()
    subscriber.close()
  })
})

it('serves feeds while the subscriptions are damaged, and the hub says to try again', async () => {
  const hub = await serveHub()
  await firstLook(hub, 0)
  await hub.kill()
  const states = join(hub.folder, 'state', 'dropfeed')
  for (const name of await readdir(states))
    if (name.endsWith('.db')) await writeFile(join(states, name), 'noise '.repeat(1000))
    else await rm(join(states, name))
  await hub.restart()
  const form = {
    'hub.mode': 'subscribe',
    'hub.topic': `${hub.url}/rss.xml`,
    'hub.callback': 'http://127.0.0.1/',
  }
  // some of the requests come between two threads
  for (let round = 0; round < 3; round += 1) {
    const signal = AbortSignal.timeout(5000)
    const answer = await fetch(`${hub.origin}/hub`, {
      method: 'POST',
      body: new URLSearchParams(form),
      signal,
    })
    expect(answer.status).toBe(503)
    expect((await fetch(`${hub.origin}/rss.xml`)).status).toBe(200)
  }
  await hub.close()
})

it('serves feeds where no state can be kept, and reports it once', async () => {
  // a folder that not even root can make
  const hub = await serveHub(`'self'`, { XDG_STATE_HOME: '/dev/null/state' })
  await expect.poll(() => hub.errors, { timeout: 10_000 }).toContain('Set XDG_STATE_HOME to a folder')
  const body = new URLSearchParams({ 'hub.mode': 'subscribe' })
  expect((await fetch(`${hub.origin}/hub`, { method: 'POST', body })).status).toBe(503)
  expect((await fetch(`${hub.origin}/rss.xml`)).status).toBe(200)
  expect(hub.errors.split('XDG_STATE_HOME').length).toBe(2)
  await hub.close()
})

it('an app that mounts the feeds is a hub, too', async () => {
  const subscriber = await Subscriber.start()
  const folder = await mkdtemp(join(tmpdir(), 'dropfeed-mounted-'))
  vi.stubEnv('XDG_STATE_HOME', join(folder, 'state'))
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'))
  const posts = join(folder, 'posts')
  await mkdir(posts)
  const url = `${URL_OF_SITE}/blog`
  const site = { url, hub: 'self', push: { allow: ['127.0.0.1'] } }
  const feeds = await openFolder({ posts, site })
  const app = new Hono().route('/blog', dropfeed(feeds))
  const form = {
    'hub.mode': 'subscribe',
    'hub.topic': `${url}/rss.xml`,
    'hub.callback': subscriber.callback('/'),
  }
  const body = new URLSearchParams(form)
  expect((await app.request('/blog/hub', { method: 'POST', body })).status).toBe(202)
  await eventually('verification', () => subscriber.asked[0])
  await writeFile(join(posts, 'tea.md'), '---\ntitle: Mounted\ndate: 2026-01-01\n---\nHere.\n')
  const { body: delivered } = await eventually('a delivery', () => subscriber.delivered[0])
  expect(delivered.toString()).toContain('Mounted')
  await feeds.close()
  subscriber.close()
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})
