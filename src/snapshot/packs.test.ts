/** A snapshot holds the pages of many posts in few files, and each page is found. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { buildFolder, readFolderAt } from '../../test/support/built-folder.ts'
import { NOW, post } from '../../test/support/compiled.ts'
import { parseSite } from '../config/site.ts'
import { openBuild } from '../serve/disk.ts'
import { SiteAt } from '../site/site.ts'
import { MAX_PACKED, packCount, packOf } from './packs.ts'

const POSTS = 120

it('pages are what they were, large ones and those with odd names, too', async () => {
  const root = mkdtempSync(join(tmpdir(), 'dropfeed-packs-'))
  const folder = { posts: join(root, 'posts'), site: parseSite({}, 'https://blog.example'), now: NOW }
  mkdirSync(folder.posts)
  const put = (name: string, body: string) =>
    writeFileSync(join(folder.posts, `${name}.md`), post(`title: ${name}`, body))
  for (let number = 0; number < POSTS; number++) put(`post-${number}`, `Text of ${number}.`)
  for (const name of ['constructor', 'tostring']) put(name, 'Odd.')
  for (const name of ['large', 'larger']) put(name, `${name} `.repeat(MAX_PACKED / 4))
  await buildFolder(folder, join(root, 'out'))
  const site = new SiteAt(await readFolderAt(folder), NOW)
  const snapshot = await (await openBuild(join(root, 'out'))).current()
  expect(site.pages.length).toBe(POSTS + 4)
  for (const path of site.pages) expect(await snapshot.page(path), path).toEqual(site.page(path))
  for (const path of ['/posts/nothing', '/__proto__', '__proto__', ''])
    expect(await snapshot.page(path)).toBeUndefined()
  const packs = readdirSync(join(root, 'out/snapshot/packs'))
  expect(packs.length).toBeLessThan(8)
  const sizes = packs.map((name) => statSync(join(root, 'out/snapshot/packs', name)).size)
  // each large page has a pack of its own
  expect(sizes.filter((size) => size > MAX_PACKED).length).toBe(2)
  rmSync(root, { recursive: true })
})

it.each([10_000, 100_000])(
  '%d pages are spread over packs that stay below 25 MiB, whatever is in them',
  (pages) => {
    const count = packCount('pages', pages)
    const held = new Map<number, number>()
    for (let number = 0; number < pages; number++) {
      const pack = packOf(`/posts/post-${number}`, count)
      held.set(pack, (held.get(pack) ?? 0) + 1)
    }
    expect(count).toBeLessThanOrEqual(pages / 16)
    // a unit of UTF-16 takes three bytes at most
    expect(Math.max(...held.values()) * MAX_PACKED * 3).toBeLessThan(25 * 2 ** 20)
  },
)
