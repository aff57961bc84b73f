/** The static site of a build (test/support/build-contract.ts writes it) is what the server would answer. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createCompiler } from '../../test/support/compiler.ts'
import { CONTRACT_NOW, CONTRACT_OUT, CONTRACT_POSTS, contractSite } from '../../test/support/contract-site.ts'
import { MemoryStore } from '../../test/support/memory-store.ts'
import { snapshotInMemory } from '../../test/support/snapshot.ts'
import { hash } from '../disk/hash.ts'
import { readFolder } from '../folder/files.ts'
import { createApp } from '../http/app.ts'

const SITE = join(CONTRACT_OUT, 'site')

const { sources, files } = await readFolder(CONTRACT_POSTS)
const compilation = createCompiler(contractSite(), hash).compile(
  { sources: sources.values(), files },
  CONTRACT_NOW,
)
const app = createApp({
  store: new MemoryStore(snapshotInMemory(compilation)),
  clock: () => CONTRACT_NOW,
})

describe('the static site', () => {
  it.each([
    ['index.html', '/'],
    ['feeds/index.html', '/feeds/'],
    ['tags/tea/index.html', '/tags/tea/'],
    ['tags/日本語/index.html', '/tags/%E6%97%A5%E6%9C%AC%E8%AA%9E/'],
    ['authors/jun/index.html', '/authors/jun/'],
    ['reise/index.html', '/reise/'],
    ['lang/de/index.html', '/lang/de/'],
    ['posts/picture/index.html', '/posts/picture'],
    ['rss.xml', '/rss.xml'],
    ['feeds.opml', '/feeds.opml'],
    ['style.css', '/style.css'],
  ])('has %s', async (file, path) => {
    const response = await app.request(`https://feeds.example${path}`)
    expect(await readFile(join(SITE, file), 'utf8')).toBe(await response.text())
  })

  it('has a page for what is not there', async () => {
    expect(await readFile(join(SITE, '404.html'), 'utf8')).toContain('<h1>Nothing here</h1>')
  })

  it('holds nothing that is not public', async () => {
    const names = await readdir(SITE, { recursive: true })
    expect(names.length).toBeGreaterThan(40)
    expect(names.join('\n')).not.toMatch(/secret|launch|draft|quiet|expired/)
  })
})
