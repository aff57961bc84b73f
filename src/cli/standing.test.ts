/** A build that would be the one that is in place replaces nothing; anything else is seen. */
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { runIn } from '../../test/support/command.ts'

/** In milliseconds. Stamps of files that changed a moment ago tell nothing. */
const A_MOMENT = 2_100

/** Of a site that may be published. */
const CONFIG = "export default { url: 'https://tea.example' }"

const post = (title: string) => `---\ntitle: ${title}\ndate: 2026-01-31\n---\nText.\n`

async function build(root: string, ...args: string[]) {
  const { code, out } = await runIn(root, ['build', ...args], { XDG_CACHE_HOME: join(root, 'cache') })
  return { code, out }
}

async function builtSite(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'dropfeed-standing-'))
  await mkdir(join(root, 'posts'))
  await writeFile(join(root, 'posts/tea.md'), post('Green'))
  await writeFile(join(root, 'feed.config.ts'), CONFIG)
  await sleep(A_MOMENT)
  await build(root)
  return root
}

async function retouch(file: string, text: string): Promise<void> {
  const { atime, mtime } = await stat(file)
  await writeFile(file, text)
  await utimes(file, atime, mtime)
}

describe.concurrent('of a build that stands', { timeout: 120_000 }, () => {
  it('it is told that nothing has changed', async ({ expect }) => {
    const root = await builtSite()
    const before = await stat(join(root, 'dist/site/rss.xml'))
    expect((await build(root)).out).toMatch(/^Built 1 post .*; nothing changed; /)
    expect((await build(root, '--strict')).out).toContain('nothing changed')
    const { posts, changes, written } = JSON.parse((await build(root, '--json')).out)
    expect([posts, changes, written]).toEqual([1, { added: 0, changed: 0, gone: 0 }, true])
    expect((await build(root, '--now', '2030-01-31')).out).toContain('nothing changed')
    await rm(join(root, 'cache'), { recursive: true })
    expect((await build(root)).out).toContain('nothing changed')
    expect((await stat(join(root, 'dist/site/rss.xml'))).ino).toBe(before.ino)
    await rm(root, { recursive: true })
  })

  it.each<[string, string, (root: string) => Promise<unknown>]>([
    [
      'a post of the same length and time',
      'Black',
      (root) => retouch(join(root, 'posts/tea.md'), post('Black')),
    ],
    ['a new file', 'Green', (root) => writeFile(join(root, 'posts/dot.png'), 'x')],
    ['a folder that is named like a post', 'Green', (root) => mkdir(join(root, 'posts/folder.md'))],
    ['the ids', 'Green', (root) => appendFile(join(root, 'posts/.identity.json'), '\n')],
    [
      'the configuration',
      'Green',
      (root) => writeFile(join(root, 'feed.config.ts'), 'export default { title: "Tea" }'),
    ],
    ['a file of the build', 'Green', (root) => writeFile(join(root, 'dist/site/feed.json'), 'cut off')],
    ['the build', 'Green', (root) => rm(join(root, 'dist/site/feed.json'))],
  ])('it is seen that %s has changed', async (_, title, change) => {
    const root = await builtSite()
    await change(root)
    const { code, out } = await build(root)
    expect([code, out]).toEqual([0, expect.stringMatching(/^Built 1 post /)])
    const { items } = JSON.parse(await readFile(join(root, 'dist/site/feed.json'), 'utf8'))
    expect(items[0].title).toBe(title)
    await rm(root, { recursive: true })
  })
})

it('a first build that is refused leaves nothing', async () => {
  const root = await mkdtemp(join(tmpdir(), 'dropfeed-refused-'))
  await mkdir(join(root, 'posts'))
  await mkdir(join(root, 'public'))
  await writeFile(join(root, 'posts/tea.md'), '---\ndate: tomorow\n---\nText.\n')
  expect((await build(root, '--strict')).code).toBe(1)
  expect((await build(root, '--strict', '--out', 'public')).code).toBe(1)
  expect((await readdir(root)).toSorted()).toEqual(['cache', 'posts', 'public'])
  expect(await readdir(join(root, 'public'))).toEqual([])
  await rm(root, { recursive: true })
})
