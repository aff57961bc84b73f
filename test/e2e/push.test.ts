/** `dropfeed push` and `reconcile`, as they are run. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runIn } from '../support/command.ts'
import { type LiveServer, postOf, startLive, TOKEN, until } from '../support/live-server.ts'

const environment = { DROPFEED_TOKEN: TOKEN }

let live: LiveServer
let folder: string
const write = (path: string, text: string) => writeFileSync(join(folder, 'posts', path), text)
const push = (...more: string[]) =>
  runIn(folder, ['push', '--to', live.origin, '--json', ...more], environment)
const has = (title: string) => (titles: string[]) => titles.includes(title)

beforeAll(async () => {
  live = await startLive({})
  folder = mkdtempSync(join(tmpdir(), 'dropfeed-push-'))
  mkdirSync(join(folder, 'posts/deep/er'), { recursive: true })
})
afterAll(async () => {
  await live.close()
  rmSync(folder, { recursive: true })
})

it('sends what differs, and nothing the second time', async () => {
  write('a.md', postOf('Alpha'))
  write('deep/er/b & c.md', postOf('Beta'))
  const first = await push()
  expect([first.code, first.error]).toEqual([0, ''])
  expect(JSON.parse(first.out)).toMatchObject({ sent: 2, deleted: 0, posts: 2, problems: [] })
  for (const path of ['/rss.xml', '/atom.xml', '/feed.json'])
    expect(await live.titles(path, has('Beta'))).toEqual(expect.arrayContaining(['Alpha', 'Beta']))
  expect(JSON.parse((await push()).out)).toMatchObject({ sent: 0, deleted: 0, posts: 2 })
})

it('can run twice at once', async () => {
  for (let number = 0; number < 20; number++) write(`twice-${number}.md`, postOf(`Twice ${number}`))
  const both = await Promise.all([push(), push()])
  expect(both.map(({ code }) => code)).toEqual([0, 0])
  expect((await live.health()).posts).toBe(22)
})

it('sends many files together, and all are served', async () => {
  for (let number = 0; number < 60; number++) write(`many-${number}.md`, postOf(`Many ${number}`))
  expect(JSON.parse((await push()).out)).toMatchObject({ sent: 60, posts: 82 })
})

it('prints the problems that it caused, and exits with 1', async () => {
  write('broken.md', '---\ntitle: [\n---\nText')
  const { code, out } = await push()
  expect(code).toBe(1)
  const { problems }: { problems: { path: string; line: number }[] } = JSON.parse(out)
  expect(problems.map(({ path, line }) => [path, line])).toEqual([['posts/broken.md', 2]])
  rmSync(join(folder, 'posts/broken.md'))
})

it('deletes only when it is told to', async () => {
  const kept = await push()
  expect([kept.code, JSON.parse(kept.out).deleted]).toEqual([0, 0])
  expect(kept.error).toContain('broken.md')
  expect(kept.error).toContain('Nothing is deleted there without --delete.')
  expect(JSON.parse((await push('--delete')).out)).toMatchObject({ deleted: 1, problems: [] })
  expect((await live.door('HEAD', '/dav/broken.md')).status).toBe(404)
})

it('moves what was only renamed, so that the post keeps its id', async () => {
  write('walk.md', postOf('Walk', 'A walk along the northern harbour.', '2026-03-01'))
  await push()
  await live.titles('/feed.json', has('Walk'))
  const find = async () => {
    const { items } = await (await fetch(`${live.origin}/feed.json`)).json()
    return items.find(({ title }: { title: string }) => title === 'Walk')
  }
  const before = await find()
  renameSync(join(folder, 'posts/walk.md'), join(folder, 'posts/deep/stroll.md'))
  expect((await push('--delete')).code).toBe(0)
  await until(async () => (await live.health()).pending === 0)
  expect((await live.door('HEAD', '/dav/walk.md')).status).toBe(404)
  expect((await find()).id).toBe(before.id)
})

it('sends nothing through a link or a pipe, and nothing above 25 MB', async () => {
  const secret = join(folder, 'secret.md')
  writeFileSync(secret, postOf('Secret'))
  symlinkSync(secret, join(folder, 'posts/link.md'))
  execFileSync('mkfifo', [join(folder, 'posts/pipe.md')])
  write('large.mp3', 'x'.repeat(25 * 1024 * 1024 + 1))
  const first = await push()
  expect([first.code, JSON.parse(first.out).sent]).toEqual([1, 0])
  for (const name of ['link.md', 'pipe.md', 'large.mp3'])
    expect(first.error).toMatch(new RegExp(`posts/${name} .*, so it was not sent`))
  expect((await live.door('HEAD', '/dav/link.md')).status).toBe(404)
  for (const name of ['link.md', 'pipe.md']) rmSync(join(folder, 'posts', name))
  await live.bindings.BUCKET.put('large.mp3', new Uint8Array(25 * 1024 * 1024 + 1).fill(120))
  const second = await push()
  expect([second.code, JSON.parse(second.out).sent]).toEqual([0, 0])
  rmSync(join(folder, 'posts/large.mp3'))
  await live.door('DELETE', '/dav/large.mp3')
})

it('sends the ids of the folder before its posts', async () => {
  const id = 'tag:old.example,2020:7'
  write('known.md', postOf('Known', 'Text of a post that is known.', '2026-06-01'))
  await runIn(folder, ['build'])
  const ledger = readFileSync(join(folder, 'posts/.identity.json'), 'utf8').split('\n')
  const lines = ledger.map((line) =>
    line.includes('known.md') ? line.replace(/"id":"[^"]*"/, `"id":"${id}"`) : line,
  )
  write('.identity.json', lines.join('\n'))
  expect((await push()).code).toBe(0)
  await live.titles('/feed.json', has('Known'))
  const { items } = await (await fetch(`${live.origin}/feed.json`)).json()
  expect(items.find(({ title }: { title: string }) => title === 'Known')?.id).toBe(id)
})

it('goes on with every change while it watches', async () => {
  const args = [resolve('src/cli/bin.js'), 'push', '--to', live.origin, '--watch']
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', ...environment },
  })
  let out = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  await until(async () => out.includes('Watching'))
  write('watched.md', postOf('Watched', 'Text.', '2026-04-01'))
  expect(await live.titles('/rss.xml', has('Watched'))).toContain('Watched')
  rmSync(join(folder, 'posts/watched.md'))
  expect(await live.titles('/rss.xml', (titles) => !titles.includes('Watched'))).not.toContain('Watched')
  child.kill('SIGTERM')
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0)
})

it('finds with reconcile what nobody reported', async () => {
  await live.bindings.BUCKET.put(
    'silent.md',
    new TextEncoder().encode(postOf('Silent', 'Text.', '2026-05-01')),
  )
  const { code, out } = await runIn(folder, ['reconcile', '--to', live.origin], environment)
  expect([code, out]).toEqual([0, expect.stringMatching(/^8\d posts at /)])
  expect(await live.titles('/rss.xml', has('Silent'))).toContain('Silent')
})

it.each([
  [{}, 2, 'Set DROPFEED_TOKEN'],
  [{ DROPFEED_TOKEN: 'wrong' }, 1, 'The token is wrong'],
])('says what is wrong with the token', async (env, expected, message) => {
  const { code, error } = await runIn(folder, ['push', '--to', live.origin], env)
  expect([code, error]).toEqual([expected, expect.stringContaining(message)])
  expect(error).not.toContain(TOKEN)
})

// wrangler and workerd take some seconds to start
it('runs the live site on this machine, filled from the folder, and follows it', async () => {
  write('local.md', postOf('On this machine', 'Text.', '2026-07-01'))
  const port = 20_000 + (process.pid % 10_000)
  const state = mkdtempSync(join(tmpdir(), 'dropfeed-state-'))
  const args = [resolve('src/cli/bin.js'), 'dev:live', '--port', String(port), '--state', state]
  const env = { PATH: process.env.PATH ?? '', ...environment, XDG_CACHE_HOME: state, HOME: state }
  const child = spawn(process.execPath, args, { cwd: folder, env })
  let out = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  try {
    await until(async () => out.includes('Watching '), 40_000)
    expect(out).toContain(`WebDAV: http://localhost:${port}/dav/`)
    expect(out).not.toContain(TOKEN)
    const feed = async () => (await fetch(`http://localhost:${port}/rss.xml`)).text()
    expect(await feed()).toContain('On this machine')
    write('later.md', postOf('A moment later', 'Text.', '2026-07-02'))
    await until(async () => (await feed()).includes('A moment later'), 20_000)
  } finally {
    child.kill('SIGTERM')
    await new Promise((resolve) => child.once('close', resolve))
    rmSync(state, { recursive: true, force: true })
  }
})
