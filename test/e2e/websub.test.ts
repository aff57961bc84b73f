/** The hub of a running server, with real subscribers. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/site/drivers/node.ts'
import { type HubUnderTest, hubContract } from '../contract/websub.ts'
import { runIn } from '../support/command.ts'
import { firstAddress } from '../support/first-address.ts'
import { startLive } from '../support/live-server.ts'
import { eventually, Subscriber } from '../support/subscriber.ts'

const URL_OF_SITE = 'https://tea.example'

interface Served extends HubUnderTest {
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  kill(): Promise<void>
  restart(): Promise<void>
}

const servers: ChildProcess[] = []
afterAll(() => {
  for (const server of servers) server.kill('SIGKILL')
})

async function serve(hub = `'self'`): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'dropfeed-hub-'))
  const environment = { XDG_STATE_HOME: join(folder, 'state'), XDG_CACHE_HOME: join(folder, 'cache') }
  const settings = `{ title: 'Tea', url: '${URL_OF_SITE}', hub: ${hub}, push: { allow: ['127.0.0.1'] } }`
  await writeFile(join(folder, 'feed.config.mjs'), `export default ${settings}\n`)
  const posts = join(folder, 'posts')
  await mkdir(posts)
  await writeFile(join(posts, 'first.md'), '---\ntitle: First\ndate: 2026-01-01\n---\nHere.\n')
  let server: ChildProcess
  let origin = ''
  const start = async () => {
    const args = ['src/cli/bin.js', 'serve', '--posts', posts, '--config', join(folder, 'feed.config.mjs')]
    server = spawn(process.execPath, [...args, '--port', '0', '--log', 'off'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    })
    servers.push(server)
    origin = await firstAddress(server)
  }
  const end = (signal: NodeJS.Signals) => {
    const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()))
    server.kill(signal)
    return exited
  }
  await start()
  return {
    url: URL_OF_SITE,
    folder,
    environment,
    get origin() {
      return origin
    },
    drop: (name, text) => writeFile(join(posts, name), text),
    kill: () => end('SIGKILL'),
    restart: start,
    async close() {
      await end('SIGTERM')
      await rm(folder, { recursive: true })
    },
  }
}

/** The publisher's list, once it has so many rows. */
async function subscribers({ folder, environment }: Served, length: number): Promise<unknown[]> {
  for (let round = 0; ; round += 1) {
    const args = ['subscribers', '--posts', join(folder, 'posts'), '--json']
    const { code, out } = await runIn(folder, args, environment)
    expect(code).toBe(0)
    const { subscribers } = JSON.parse(out)
    if (subscribers.length === length || round > 20) return subscribers
  }
}

describe('the hub on Node', () => {
  hubContract(() => serve())
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

describe('subscriptions on Node', () => {
  it('last over a kill: what was dropped meanwhile reaches the subscriber', async () => {
    const subscriber = await Subscriber.start()
    const hub = await serve()
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
  const hub = await serve()
  await firstLook(hub)
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

/** At its very first look, a server only notes the feeds as they are. */
async function firstLook({ folder }: Served): Promise<void> {
  const states = join(folder, 'state', 'dropfeed')
  const isNoted = async () => {
    const [name] = (await readdir(states)).filter((file) => file.endsWith('.db'))
    if (name === undefined) return false
    const db = openDatabase(join(states, name), { readOnly: true })
    const rows = db.all<{ count: number }>('select count(*) as count from topic')
    db.close()
    return (rows[0]?.count ?? 0) >= 3
  }
  while (!(await isNoted().catch(() => false))) await sleep(50)
}

describe('a hub elsewhere', () => {
  it('is told of every topic that changed, a few at a time', async () => {
    const hub = await Subscriber.start()
    const site = await serve(`'${hub.callback('/ping')}'`)
    await firstLook(site)
    await site.drop('tagged.md', '---\ntitle: Tagged\ndate: 2026-01-02\ntags: [green]\n---\nHere.\n')
    const topics = () =>
      hub.delivered.flatMap(({ body }) => new URLSearchParams(body.toString()).getAll('hub.url'))
    await eventually('pings', () => topics().length >= 6)
    expect(topics().sort()).toEqual(
      ['/', '/tags/green/']
        .flatMap((base) => ['atom.xml', 'feed.json', 'rss.xml'].map((file) => site.url + base + file))
        .sort(),
    )
    for (const { body, headers } of hub.delivered) {
      expect(headers['content-type']).toBe('application/x-www-form-urlencoded')
      const form = new URLSearchParams(body.toString())
      expect(form.get('hub.mode')).toBe('publish')
      expect(form.getAll('hub.url').length).toBeLessThanOrEqual(10)
    }
    await site.close()
    hub.close()
  })
})
