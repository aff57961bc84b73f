/** What the posts folder holds, besides posts. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readFolder } from './files.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-files-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it.each([
  ['post.njk', '---\ntitle: Tea\n---\n{{ tea }}'],
  ['post.liquid', '---\r\ntitle: Tea\r\n---\r\n'],
])('%s that begins with front matter is reported as no post', async (name, text) => {
  await writeFile(join(folder, name), text)
  const { sources, files, problems } = await readFolder(folder)
  expect([sources.size, files.size]).toEqual([0, 0])
  expect(problems).toMatchObject([{ severity: 'warning', path: name }])
})

it.each([
  ['post.HTML', '--- \ntitle: Tea\n---\n<p>Tea</p>'],
  ['post.htm', '+++\ntitle = "Tea"\n+++\n<p>Tea</p>'],
  ['post.html', '\uFEFF---\r\ntitle: Tea\r\n---\r\n<p>Tea</p>'],
])('%s that begins with front matter is a post', async (name, text) => {
  await writeFile(join(folder, name), text)
  const { sources, files, problems } = await readFolder(folder)
  expect([[...sources.keys()], files.size, problems]).toEqual([[name], 0, []])
})

it.each([
  ['chart.html', '<!doctype html><title>Tea</title>'],
  ['short.html', '--'],
  ['empty.html', ''],
  ['rule.html', '----\n'],
])('%s is a file that a post may use', async (name, text) => {
  await writeFile(join(folder, name), text)
  const { files, problems } = await readFolder(folder)
  expect([[...files.keys()], problems]).toEqual([[name], []])
})

it('templates without front matter are nobody’s', async () => {
  await writeFile(join(folder, 'part.njk'), '<p>{{ tea }}</p>')
  await writeFile(join(folder, 'photo.jpg'), '---\n')
  const { files, problems } = await readFolder(folder)
  expect([[...files.keys()], problems]).toEqual([['photo.jpg'], []])
})

it('reports a file that is too deep for a build, and does not offer it to posts', async () => {
  const name = 'x'.repeat(200)
  const paths = [9, 10].map((depth) => `${`${name}/`.repeat(depth)}a.png`)
  for (const path of paths) {
    await mkdir(join(folder, dirname(path)), { recursive: true })
    await writeFile(join(folder, path), 'x')
  }
  const { files, problems } = await readFolder(folder)
  expect([...files.keys()]).toEqual([paths[0]])
  expect(problems).toMatchObject([
    { severity: 'warning', path: paths[1], what: expect.stringContaining('longer than 2000 bytes') },
  ])
})

it.each([
  ['_config.yml', 'defaults:\n  - scope: { path: plans }\n    values:\n      published: false\n'],
  ['plans/plans.json', '{ "eleventyExcludeFromCollections": true }'],
  ['plans/plans.11tydata.js', 'export default { draft: true }'],
])(
  '%s holds the posts of a folder back elsewhere: a warning says that they are published',
  async (name, text) => {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
    const { files, problems } = await readFolder(folder)
    expect(files.size).toBe(0)
    expect(problems).toMatchObject([
      { severity: 'warning', path: name, why: 'Posts that it holds back elsewhere are published here.' },
    ])
  },
)

it.each([
  ['data/data.json', '{ "tides": [1, 2], "hidden": "no" }'],
  ['data/other.json', '{ "draft": true }'],
])('%s is a file that a post may use', async (name, text) => {
  await mkdir(dirname(join(folder, name)), { recursive: true })
  await writeFile(join(folder, name), text)
  const { files, problems } = await readFolder(folder)
  expect([[...files.keys()], problems]).toEqual([[name], []])
})

it('a name that is not UTF-8 is reported', async () => {
  const name = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.md')])
  await writeFile(name, '---\ndate: 2026-01-31\n---\nCoffee.\n')
  const { sources, problems } = await readFolder(folder)
  expect(sources.size).toBe(0)
  expect(problems).toMatchObject([
    { severity: 'error', path: 'caf\uFFFD.md', what: expect.stringContaining('is not UTF-8') },
  ])
  await rm(name)
})
