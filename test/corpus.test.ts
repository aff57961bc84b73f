/** The posts that benchmarks build: the same bytes in every run, and nothing in them that is left out or broken. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { postOf, tagName, writeCorpus } from '../bench/build/corpus.ts'
import { runIn } from './support/command.ts'

const CORPUS = { posts: 40, seed: 7, tags: 200 }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-corpus-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('is the same for the same seed, and another for another', async () => {
  for (const name of ['one', 'two']) writeCorpus(join(folder, name), CORPUS)
  const files = (await readdir(join(folder, 'one'), { recursive: true })).filter((path) => path.includes('.'))
  expect(files.length).toBe(40 + 50)
  for (const path of files) {
    const [one, two] = await Promise.all(['one', 'two'].map((name) => readFile(join(folder, name, path))))
    expect(one, path).toEqual(two)
  }
  expect(postOf(3, CORPUS)).not.toBe(postOf(3, { ...CORPUS, seed: 8 }))
})

it('has links to posts and pictures that are all found', async () => {
  writeCorpus(join(folder, 'posts'), CORPUS)
  const { code, error } = await runIn(folder, ['build', '--strict'])
  expect(code, error).toBe(0)
  const feed = await readFile(join(folder, 'dist/site/feed.json'), 'utf8')
  const { items }: { items: readonly { content_html: string }[] } = JSON.parse(feed)
  const html = items.map((item) => item.content_html).join()
  expect(html.match(/href="http:\/\/localhost:3000\/posts\/post-\d+"/g)).toHaveLength(2 * 39)
  expect(html.match(/src="[^"]+\.png"/g)).toHaveLength(26)
  expect(html).toContain('<details><summary>')
  expect(html).toMatch(/[\u4e00-\u9fff]{8}/)
})

it('uses each tag where there are more tags than three a post', () => {
  const corpus = { posts: 10, seed: 7, tags: 75 }
  const text = Array.from({ length: corpus.posts }, (_, index) => postOf(index, corpus)).join()
  for (let tag = 0; tag < corpus.tags; tag++) expect(text).toContain(tagName(tag))
})
