/** What builds say besides the problems of posts: what is unwise to publish, and what may not be meant. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runIn } from '../../test/support/command.ts'
import { post } from '../../test/support/compiled.ts'
import { silence } from '../../test/support/wav.ts'

const ADVICE = /^feed\.config\.ts: warning: There is no "url".* write url: 'https:.*'\.$/m

/** In milliseconds. Stamps of files that changed a moment ago tell nothing. */
const A_MOMENT = 2_100

let folder: string
const at = (...names: string[]) => join(folder, ...names)
const drop = (name: string, text: string) => writeFile(at('posts', name), text)
const configure = (text: string) => writeFile(at('feed.config.ts'), `export default ${text}`)
const dropfeed = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  runIn(folder, args, { XDG_CACHE_HOME: at('cache'), ...environment })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-advice-'))
  await mkdir(at('posts'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('a build without an address of its own', () => {
  beforeEach(() => drop('tea.md', post('title: Tea')))

  it('says so each time, in one line, also where nothing has changed, and succeeds', async () => {
    await sleep(A_MOMENT)
    const [first, second] = [await dropfeed(['build']), await dropfeed(['build'])]
    expect(second.out).toContain('nothing changed')
    for (const { code, error } of [first, second]) {
      expect([code, error]).toEqual([0, expect.stringMatching(ADVICE)])
      expect(error).toContain('http://localhost:3000')
    }
    expect(second.error.trim().split('\n')).toHaveLength(1)
  })

  it('is written with --strict, too: nothing is wrong with the posts', async () => {
    const { code, error } = await dropfeed(['build', '--strict'])
    expect([code, error]).toEqual([0, expect.stringMatching(ADVICE)])
    expect(existsSync(at('dist/site'))).toBe(true)
  })

  it('tells machines, and GitHub where the file is', async () => {
    await mkdir(at('conf'))
    await writeFile(at('conf/site.ts'), 'export default { url: process.env.NO_SUCH_ADDRESS }')
    const args = ['build', '--json', '--config', 'conf/site.ts']
    const { out, error } = await dropfeed(args, { GITHUB_ACTIONS: 'true' })
    expect(JSON.parse(out)).toMatchObject({
      written: true,
      problems: [],
      advice: [{ severity: 'warning', path: 'conf/site.ts' }],
    })
    expect(error).toContain('conf/site.ts: warning: There is no "url"')
    expect(error).toMatch(/^::warning file=conf\/site\.ts::There is no "url"/m)
  })

  it('is no problem for check, and says nothing where an address is named, even a local one', async () => {
    expect(await dropfeed(['check'])).toEqual({ code: 0, out: '1 post, 0 problems.\n', error: '' })
    await configure("{ url: 'http://localhost:8080' }")
    expect((await dropfeed(['build', '--strict'])).error).not.toContain('url')
  })
})

/** A server, and what it says first on standard error. */
async function served(...args: string[]) {
  const command = [resolve('src/cli/bin.js'), 'serve', '--port', '0', '--log', 'off', ...args]
  const child = spawn(process.execPath, command, { cwd: folder })
  const error = once(child.stderr, 'data').then(([text]) => String(text))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { child, error, lines }
}

describe('posts that are not public yet', () => {
  const LATER = post('title: Later').replace('2026-01-31', '2091-11-26')
  const LATEST = post('title: Latest').replace('2026-01-31', '2092-11-26')
  const SECOND = 1_000

  beforeEach(async () => {
    await drop('tea.md', post('title: Tea'))
    await drop('later.md', LATER)
    await drop('latest.md', LATEST)
    await drop('bad.md', '---\ndate: tomorow\n---\n')
  })

  it('are told apart by build, also where nothing has changed, and by check', async () => {
    const told = 'posts (2 scheduled: next 2091-11-26 10:00 UTC)'
    await sleep(A_MOMENT)
    for (const start of ['', 'nothing changed; ']) {
      const { out } = await dropfeed(['build'])
      expect(out).toContain(`Built 3 ${told} into 1 feed `)
      expect(out).toContain(`${start}1 problem (1 post left out); `)
    }
    expect((await dropfeed(['check'])).out).toContain(`3 ${told}, 1 problem (1 post left out).`)
    expect((await dropfeed(['check', '--now', '2092-01-01'])).out).toContain(
      '3 posts (1 scheduled: next 2092-11-26 10:00 UTC), ',
    )
    const counted = { posts: 3, scheduled: 2, next: '2091-11-26T10:00:00Z', broken: 1 }
    for (const command of ['build', 'check'])
      expect(JSON.parse((await dropfeed([command, '--json'])).out)).toMatchObject(counted)
  })

  it('are told on the clocks of the site', async () => {
    await configure("{ timeZone: 'Asia/Tokyo' }")
    expect((await dropfeed(['check'])).out).toContain('next 2091-11-26 10:00 +09:00)')
  })

  it('are told by a server, at first and after each change', async () => {
    const { child, lines } = await served()
    expect((await lines.next()).value).toMatch(
      /^dropfeed serves 3 posts \(2 scheduled: next 2091-11-26 10:00 UTC\) from posts at \S+ \(1 post left out\)$/,
    )
    await lines.next()
    await rm(at('posts/later.md'))
    expect((await lines.next()).value).toBe(
      'later.md removed: 1 post published, 1 scheduled: next 2092-11-26 10:00 UTC, 1 broken.',
    )
    await rm(at('posts/bad.md'))
    expect((await lines.next()).value).toContain('bad.md removed: 1 post published')
    await drop('worse.md', post('date: tomorow'))
    expect((await lines.next()).value).toContain('worse.md written: 1 post published')
    await drop('worse.md', post('title: Better'))
    expect((await lines.next()).value).toContain('worse.md written: 2 posts published')
    expect((await lines.next()).value).toBe('No problems left:')
    expect((await lines.next()).value).toBe('  posts/worse.md')
    child.kill()
    await once(child, 'close')
  })

  it('are published before the playing times of their files, which a server reports as measured', async () => {
    const { child, lines } = await served()
    await lines.next()
    await lines.next()
    await writeFile(at('posts/talk.wav'), silence(2))
    await drop('talk.md', post('title: Talk\nenclosures: talk.wav'))
    const reported: string[] = []
    while (!reported.at(-1)?.includes('measured')) reported.push(String((await lines.next()).value))
    expect(reported.at(-1)).toMatch(/^talk\.wav measured: 2 posts published, /)
    expect(reported.slice(0, -1).every((line) => /^(?:talk\.|2 files changed:)/.test(line))).toBe(true)
    child.kill()
    await once(child, 'close')
  })

  it('are so no more when their time has come, though no feed shows them', async () => {
    await rm(at('posts/bad.md'))
    await configure("{ url: 'https://tea.example', links: 'https://tea.example/:slug' }")
    const soon = Math.ceil((Date.now() + 8 * SECOND) / SECOND) * SECOND
    await drop('soon.md', `---\ntitle: Soon\ndate: ${new Date(soon).toISOString()}\nfeed: false\n---\n`)
    await sleep(A_MOMENT)
    expect((await dropfeed(['build'])).out).toContain('Built 4 posts (3 scheduled: next 20')
    expect(Date.now()).toBeLessThan(soon)
    await sleep(soon - Date.now() + SECOND)
    expect((await dropfeed(['build'])).out).toContain('Built 4 posts (2 scheduled: next 2091-')
    expect((await dropfeed(['build'])).out).toContain('nothing changed')
  })
})
