/** A posts folder in a thread of its own: the documents that the main thread holds, and the death of the thread. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { post } from '../../../test/support/compiled.ts'
import { parseSite } from '../../config/site.ts'
import { createApp } from '../../http/app.ts'
import { FolderThread } from './folder-thread.ts'

const URL_OF_SITE = 'https://feeds.example'
const site = parseSite({ url: URL_OF_SITE }, URL_OF_SITE)

let posts: string
let folder: FolderThread
let reports: string[]

beforeEach(async () => {
  posts = await mkdtemp(join(tmpdir(), 'dropfeed-thread-'))
  reports = []
})
afterEach(async () => {
  await folder.close()
  await rm(posts, { recursive: true })
})

const write = (name: string, text: string) => writeFile(join(posts, name), text)

/** Gives a function that asks for a path of the site. */
async function open(limits: { readonly memory?: number; readonly longest?: number } = {}) {
  const failed = (error: Error) => reports.push(error.message)
  const events = { published() {}, waiting() {}, failed }
  folder = await FolderThread.open({ posts, events, ...limits }, site)
  const app = createApp({ store: folder, clock: Date.now })
  return async (path: string) => {
    const response = await app.request(URL_OF_SITE + path)
    return `${response.status} ${await response.text()}`
  }
}

const PATIENCE = { timeout: 20_000 }

describe('documents that were asked for', () => {
  it('are renewed when a post changes, and go with their feed', async () => {
    await write('tea.md', post('title: Tea\ntags: [green, black]'))
    const ask = await open()
    const paths = ['/rss.xml', '/tags/green/rss.xml', '/tags/green/atom.xml', '/tags/black/feed.json']
    for (const path of paths) expect(await ask(path), path).toMatch(/^200 .*Tea/s)
    await write('tea.md', post('title: Oolong\ntags: [green]'))
    await expect.poll(() => ask('/rss.xml'), PATIENCE).toContain('Oolong')
    expect(await ask('/tags/green/rss.xml')).toContain('Oolong')
    expect(await ask('/tags/green/atom.xml')).toContain('Oolong')
    expect(await ask('/tags/black/feed.json')).toMatch(/^404/)
  })

  it('stay the same objects while they are the same, so that their bodies are not made again', async () => {
    await write('tea.md', post('title: Tea\ntags: [green]'))
    await write('cake.md', post('title: Cake\ntags: [sweet]'))
    await open()
    const before = await folder.current().document('/tags/green/rss.xml')
    expect(before).toBeDefined()
    await write('cake.md', post('title: Pie\ntags: [sweet]'))
    const title = async () => (await folder.current().document('/rss.xml'))?.index.editions[0]?.etag
    const known = await title()
    await expect.poll(title, PATIENCE).not.toBe(known)
    expect(await folder.current().document('/tags/green/rss.xml')).toBe(before)
  })

  it('make room for others, so that a crawler does not make the server grow', async () => {
    const tags = Array.from({ length: 150 }, (_, number) => `tag-${number}`)
    const words = 'word '.repeat(60_000)
    for (const tag of tags) await write(`${tag}.md`, post(`title: Tea\ntags: [${tag}]`, words))
    await open()
    const documents = tags.map((tag) => `/tags/${tag}/rss.xml`)
    for (const path of documents) expect(await folder.current().document(path)).toBeDefined()
    const isKept = (path: string) => !(folder.current().document(path) instanceof Promise)
    expect(documents.slice(0, 10).filter(isKept)).toEqual([])
    expect(documents.slice(-10).filter(isKept)).toHaveLength(10)
  }, 20_000)

  it('are answered without waiting once they are there', async () => {
    await write('tea.md', post('title: Tea\ntags: [green]'))
    await open()
    expect(folder.current().document('/rss.xml')).not.toBeInstanceOf(Promise)
    await folder.current().document('/tags/green/rss.xml')
    expect(folder.current().document('/tags/green/rss.xml')).not.toBeInstanceOf(Promise)
    expect(folder.current().document('/tags/unknown/rss.xml')).toBeUndefined()
  })
})

/** It takes more memory to render than the thread has in the test below. */
const HUGE = post('title: Huge', '*a* `b` '.repeat(60_000))

describe('a post that ends the thread', () => {
  it('is left out and reported; the site goes on, and the post comes when it is mended', async () => {
    await write('tea.md', post('title: Tea'))
    const ask = await open({ memory: 48 })
    expect(await ask('/rss.xml')).toContain('Tea')
    await write('huge.md', HUGE)
    await expect.poll(() => reports.join('\n'), PATIENCE).toMatch(/huge\.md: .* tried once more/)
    expect(await ask('/rss.xml')).toContain('Tea')
    await expect.poll(() => reports.join('\n'), PATIENCE).toMatch(/huge\.md: .* left out/)
    await write('cake.md', post('title: Cake'))
    await expect.poll(() => ask('/rss.xml'), PATIENCE).toContain('Cake')
    expect(await ask('/rss.xml')).not.toContain('Huge')
    const [problem] = folder.state.problems
    expect(problem).toMatchObject({ severity: 'error', path: 'huge.md' })
    await write('huge.md', post('title: Small'))
    await expect.poll(() => ask('/rss.xml'), PATIENCE).toContain('Small')
    expect(folder.state.problems).toEqual([])
    // in the threads that follow, too
    folder.configure(parseSite({ url: URL_OF_SITE, title: 'Other' }, URL_OF_SITE))
    await expect.poll(() => ask('/rss.xml'), PATIENCE).toContain('<title>Other')
    expect(await ask('/rss.xml')).toContain('Small')
  }, 90_000)

  it('is left out where it takes too long', async () => {
    await write('tea.md', post('title: Tea'))
    const ask = await open({ longest: 300 })
    await write('slow.md', post('title: Slow', 'a@b.cc '.repeat(70_000)))
    const reported = /slow\.md: .* more than 0\.3 seconds\. It is tried once more.*slow\.md: .* left out/s
    await expect.poll(() => reports.join('\n'), PATIENCE).toMatch(reported)
    await write('cake.md', post('title: Cake'))
    await expect.poll(() => ask('/rss.xml'), PATIENCE).toContain('Cake')
    expect(await ask('/rss.xml')).not.toContain('Slow')
  }, 60_000)

  it('is left out where it was there from the start', async () => {
    await write('tea.md', post('title: Tea'))
    await write('huge.md', HUGE)
    const ask = await open({ memory: 48 })
    expect(await ask('/rss.xml')).toContain('Tea')
    expect(folder.state.problems).toMatchObject([{ severity: 'error', path: 'huge.md' }])
  }, 60_000)
})
