/** A snapshot holds the pages of many posts in few files, and each page is found. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { pagePaths } from '../../test/site/contents.ts'
import { buildFolder, readFolderAt } from '../../test/support/built-folder.ts'
import { NOW, post } from '../../test/support/compiled.ts'
import { DOCUMENTS } from '../base/paths.ts'
import { parseSite } from '../config/site.ts'
import { openBuild } from '../serve/disk.ts'
import { SiteAt } from '../site/site.ts'
import { MAX_INLINE, MAX_PACKED, packCount, packOf } from './places.ts'
import { openSnapshot } from './stored.ts'

const POSTS = 120

const documents = Object.values(DOCUMENTS).map(({ file }) => file)

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
  const context = await readFolderAt(folder)
  const site = new SiteAt(context, NOW)
  const snapshot = await (await openBuild(join(root, 'out'))).current()
  const pages = pagePaths(context.db)
  expect(pages.length).toBe(POSTS + 4)
  for (const path of pages) expect(await snapshot.page(path), path).toEqual(site.page(path))
  for (const path of ['/posts/nothing', '/__proto__', '__proto__', ''])
    expect(await snapshot.page(path)).toBeUndefined()
  const packs = readdirSync(join(root, 'out/snapshot/packs'))
  expect(packs.length).toBeLessThan(8)
  const sizes = packs.map((name) => statSync(join(root, 'out/snapshot/packs', name)).size)
  // each large page has a pack of its own
  expect(sizes.filter((size) => size > MAX_PACKED).length).toBe(2)
  rmSync(root, { recursive: true })
})

it('feeds are what they were, small ones in packs, and no file is read for what no feed has', async () => {
  const root = mkdtempSync(join(tmpdir(), 'dropfeed-packs-'))
  const folder = { posts: join(root, 'posts'), site: parseSite({}, 'https://blog.example'), now: NOW }
  mkdirSync(folder.posts)
  for (let number = 0; number < POSTS; number++)
    writeFileSync(join(folder.posts, `${number}.md`), post(`title: ${number}\ntags: [t${number}]`, 'Té.'))
  writeFileSync(join(folder.posts, 'large.md'), post('title: large\ntags: [large]', 'té '.repeat(MAX_INLINE)))
  await buildFolder(folder, join(root, 'out'))
  const site = new SiteAt(await readFolderAt(folder), NOW)
  let reads = 0
  const read = async (path: string) => {
    reads++
    return new Uint8Array(readFileSync(join(root, 'out/snapshot', path)))
  }
  const snapshot = await openSnapshot({ read, openMedia: async () => undefined })
  expect(site.bases.length).toBeGreaterThan(POSTS)
  let large = 0
  for (const path of site.bases.flatMap((base) => documents.map((name) => base + name))) {
    const [was, found] = [site.document(path), await snapshot.document(path)]
    expect(found?.index, path).toMatchObject({ ...was?.index })
    expect(await found?.bytes(), path).toEqual(was?.bytes())
    if (statSync(join(root, 'out/site', path)).size > MAX_INLINE) large++
  }
  expect(readdirSync(join(root, 'out/snapshot')).toSorted()).toEqual(['documents', 'manifest.json', 'packs'])
  expect(large).toBeGreaterThanOrEqual(6)
  expect(readdirSync(join(root, 'out/snapshot/documents')).length).toBe(large)
  const before = reads
  const others = ['/tags/nothing/rss.xml', '/archive/9/rss.xml', '/__proto__/rss.xml', 'rss.xml', '/tags/t1/']
  for (const path of others) expect(await snapshot.document(path)).toBeUndefined()
  expect(reads).toBe(before)
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
