/** A configuration that changes while it is in use. */
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Site } from '../model.ts'
import type { Stamps } from './file.ts'
import { loadConfig, watchConfig } from './load.ts'

let folder: string
let stop = () => {}
let site: Site
let mistakes: string[] = []
const write = (name: string, text: string) => writeFile(join(folder, name), text)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-watch-'))
  mistakes = []
})
afterEach(async () => {
  stop()
  await rm(folder, { recursive: true })
})

/** Writes a configuration, reads it, and follows it. */
async function follow(name: string, text: string): Promise<void> {
  await write(name, text)
  const file = join(folder, name)
  const read: Stamps = new Map()
  site = (await loadConfig(file, read)).siteAt('http://localhost')
  stop = watchConfig(file, read, {
    changed: (config) => {
      site = config.siteAt('http://localhost')
    },
    broken: ({ problems }) => mistakes.push(...problems.map(({ what }) => what)),
  })
}

const sees = (key: 'title' | 'css', value: string) =>
  expect.poll(() => site[key], { timeout: 10_000 }).toEqual(value)

it('is read again when a file that it names changes', async () => {
  await write('site.css', 'a { color: red }')
  await follow('feed.config.ts', "export default { css: 'site.css' }\n")
  await write('site.css', 'a { color: green }')
  await sees('css', 'a { color: green }')
})

it('stays as it was after a mistake, and follows again when that is mended', async () => {
  await follow('feed.config.ts', "export default { title: 'One' }\n")
  await write('feed.config.ts', "export default { titel: 'Two' }\n")
  await expect.poll(() => mistakes, { timeout: 10_000 }).toEqual(['"titel" is not a setting ("Two").'])
  await write('feed.config.ts', 'export cosnt = 5\n')
  await expect.poll(() => mistakes.length, { timeout: 10_000 }).toBe(2)
  expect(site.title).toBe('One')
  await rm(join(folder, 'feed.config.ts'))
  await expect.poll(() => mistakes.length, { timeout: 10_000 }).toBe(3)
  await write('feed.config.ts', "export default { title: 'Two' }\n")
  await sees('title', 'Two')
})

it('is read again when a file that it names comes later', async () => {
  await follow('feed.config.ts', "export default { title: 'One' }\n")
  await write('feed.config.ts', "export default { title: 'Two', css: 'late.css' }\n")
  await expect.poll(() => mistakes.length, { timeout: 10_000 }).toBe(1)
  await write('late.css', 'a { color: blue }')
  await sees('css', 'a { color: blue }')
})

it('outlives a file that becomes a link to itself', async () => {
  await write('site.css', 'a { color: red }')
  await follow('feed.config.ts', "export default { css: 'site.css' }\n")
  await rm(join(folder, 'site.css'))
  await symlink('site.css', join(folder, 'site.css'))
  await expect.poll(() => mistakes, { timeout: 10_000 }).toEqual([expect.stringContaining('not there')])
  await rm(join(folder, 'site.css'))
  await write('site.css', 'a { color: blue }')
  await sees('css', 'a { color: blue }')
})
