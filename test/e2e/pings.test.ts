/** Pings to another hub: of a running server, and of the command for a build. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { runIn } from '../support/command.ts'
import { startLive } from '../support/live-server.ts'
import { firstLook, serveHub, URL_OF_SITE } from '../support/served-hub.ts'
import { eventually, Subscriber } from '../support/subscriber.ts'

describe('a running server', () => {
  it('pings about every topic that changed, a few at a time', async () => {
    const hub = await Subscriber.start()
    const site = await serveHub(`'${hub.callback('/ping')}'`)
    await firstLook(site)
    await site.drop('tagged.md', '---\ntitle: Tagged\ndate: 2026-01-02\ntags: [green]\n---\nHere.\n')
    await eventually('pings', () => topicsOf(hub).length >= 6)
    expect(topicsOf(hub).sort()).toEqual(
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

  it('pings when the minute of a scheduled post has come, and not before', async () => {
    const hub = await Subscriber.start()
    const site = await serveHub(`['self', '${hub.callback('/ping')}']`)
    await firstLook(site)
    const due = Date.now() + 4000
    await site.drop('later.md', post('Later', new Date(due).toISOString()))
    await eventually('pings', () => topicsOf(hub).length >= 3, 15_000)
    expect(Date.now()).toBeGreaterThan(due)
    expect(topicsOf(hub)).toContain(`${site.url}/rss.xml`)
    await site.close()
    hub.close()
  })

  it('pings about tags that changed while it did not run', async () => {
    const hub = await Subscriber.start()
    const site = await serveHub(`'${hub.callback('/ping')}'`)
    await site.drop('tagged.md', post('Tagged', '2026-01-02', '[green]'))
    const tag = `${site.url}/tags/green/atom.xml`
    await eventually('pings', () => topicsOf(hub).includes(tag), 15_000)
    await site.kill()
    hub.delivered.length = 0
    await site.drop('tagged.md', post('Tagged again', '2026-01-02', '[green]'))
    await site.restart()
    await eventually('pings after the start', () => topicsOf(hub).includes(tag), 15_000)
    await site.close()
    hub.close()
  })
})

it('the live site pings about every topic that changed', async () => {
  const hub = await Subscriber.start()
  const first = { 'first.md': post('First', '2026-01-01') }
  const live = await startLive(first, { PING: hub.callback('/ping') }, true, 'test/live/hub.toml')
  await live.door('PUT', '/dav/tagged.md', { body: post('Tagged', '2026-01-02', '[green]') })
  const expected = ['/', '/tags/green/'].map((base) => `${URL_OF_SITE}${base}rss.xml`)
  const hasAll = () => expected.every((topic) => topicsOf(hub).includes(topic))
  await eventually('pings', hasAll, 15_000)
  await live.close()
  hub.close()
})

describe('the ping of a build', () => {
  it('names the main feed at first, then what has changed, and a failing hub by its exit code', async () => {
    const hub = await Subscriber.start()
    const folder = await mkdtemp(join(tmpdir(), 'dropfeed-ping-'))
    const settings = `{ title: 'Tea', url: '${URL_OF_SITE}', hub: ['self', '${hub.callback('/ping')}'] }`
    await writeFile(join(folder, 'feed.config.mjs'), `export default ${settings}\n`)
    await mkdir(join(folder, 'posts'))
    const run = async (command: string) => {
      hub.delivered.length = 0
      const given = ['--config', join(folder, 'feed.config.mjs'), '--out', 'dist', '--posts', 'posts']
      const result = await runIn(folder, [command, ...given], { XDG_STATE_HOME: join(folder, 'state') })
      return { ...result, topics: topicsOf(hub).sort() }
    }
    const main = ['atom.xml', 'feed.json', 'rss.xml'].map((file) => `${URL_OF_SITE}/${file}`)
    const due = Date.now() + 8000
    await writeFile(join(folder, 'posts', 'now.md'), post('Now', '2026-01-01', '[green]'))
    await writeFile(join(folder, 'posts', 'later.md'), post('Later', new Date(due).toISOString(), '[black]'))
    const built = await run('build')
    expect(built.error).toContain(`hub: 'self' does not work in a build`)
    expect(await readFile(join(folder, 'dist', 'site', 'rss.xml'), 'utf8')).not.toContain(
      `${URL_OF_SITE}/hub`,
    )
    expect(await run('ping')).toMatchObject({ code: 0, topics: main, out: 'Sent 3 pings to 1 hub.\n' })
    await sleep(Math.max(due - Date.now(), 0) + 100)
    // as cron runs it: the same build, another instant
    const later = await run('ping')
    expect(later.topics).toEqual(expect.arrayContaining([...main, `${URL_OF_SITE}/tags/black/rss.xml`]))
    expect(later.topics).not.toContain(`${URL_OF_SITE}/tags/green/rss.xml`)
    hub.manners.receive = (response) => response.writeHead(500).end()
    const failing = await run('ping')
    expect(failing.topics).toEqual(main)
    expect(failing).toMatchObject({
      code: 1,
      error: '3 pings failed. Run "dropfeed ping" again later.\n',
    })
    await rm(folder, { recursive: true })
    hub.close()
  }, 30_000)
})

function post(title: string, date: string, tags = '[]'): string {
  return `---\ntitle: ${title}\ndate: ${date}\ntags: ${tags}\n---\nHere.\n`
}

/** The topics of all pings. */
function topicsOf(hub: Subscriber): string[] {
  return hub.delivered.flatMap(({ body }) => new URLSearchParams(body.toString()).getAll('hub.url'))
}
