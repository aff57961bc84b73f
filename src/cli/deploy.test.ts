/** `deploy` and `dev:edge` up to the point where Cloudflare would be asked: what stops them, and what they list. */
import { mkdir, mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runIn, spawnIn } from '../../test/support/command.ts'
import { post } from '../../test/support/compiled.ts'
import { listUpload, objectionsTo } from './edge.ts'

let folder: string
const at = (...names: string[]) => join(folder, ...names)
const drop = (name: string, text: string) => writeFile(at('posts', name), text)
const dropfeed = (...args: string[]) => runIn(folder, args)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-deploy-'))
  await mkdir(at('posts'))
  await writeFile(at('feed.config.ts'), "export default { title: 'Tea', url: 'https://tea.example' }")
  await drop('tea.md', post('title: Green tea', 'See [slides](slides.pdf).'))
  await drop('slides.pdf', '%PDF')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('deploy', () => {
  it('insists on url and title', async () => {
    await rm(at('feed.config.ts'))
    const { code, error } = await dropfeed('deploy')
    expect(error).toContain('Set "url" and "title" in feed.config.ts before you deploy')
    expect(code).toBe(2)
  })

  it('stops at an error in a post and replaces nothing', async () => {
    await drop('warned.md', post('title: Warned', '![gone](gone.png)'))
    await drop('bad.md', '---\ntitle: Bad\ndate: tomorow\n---\n')
    const { code, error } = await dropfeed('deploy')
    expect(error).toContain('posts/bad.md:3:7: error:')
    expect(error).toContain('Nothing was written: 1 error.\nNothing was uploaded.\n')
    expect(code).toBe(1)
    await expect(stat(at('dist/snapshot'))).rejects.toThrow('ENOENT')
  })

  // wrangler bundles the Worker, which takes seconds
  it('lists every file with its size in a dry run, which a warning does not stop', async () => {
    await drop('warned.md', post('title: Warned', '![gone](gone.png)'))
    const { code, out, error } = await spawnIn(folder, ['deploy', '--dry-run'])
    expect(error).toContain('posts/warned.md:')
    const names = await readdir(at('dist/snapshot'), { recursive: true })
    let [files, bytes] = [0, 0]
    for (const name of names) {
      const status = await stat(at('dist/snapshot', name))
      if (!status.isFile()) continue
      files++
      bytes += status.size
      expect(out).toMatch(new RegExp(`^ *${inGroups(status.size)}  ${RegExp.escape(name)}$`, 'm'))
    }
    expect(out).toContain(`${inGroups(bytes)}  bytes in ${files} files\n`)
    expect(out).toContain('--dry-run: exiting now.')
    expect(code).toBe(0)
  }, 60_000)

  it.each([['deploy'], ['dev:edge']])('%s names a file that is too large for Cloudflare', async (command) => {
    await truncate(at('posts/slides.pdf'), 25 * 2 ** 20 + 1)
    const { code, out, error } = await dropfeed(command)
    expect(error).toContain(
      'posts/slides.pdf: 25.1 MiB is too large. Cloudflare takes files of up to 25 MiB. Make it smaller, or put it on',
    )
    expect(out).not.toContain('wrangler')
    expect(code).toBe(1)
  })

  it('takes no other instant, because ids of that build would not be kept', async () => {
    const { code, error } = await dropfeed('deploy', '--now', '2030-01-01')
    expect([code, error]).toEqual([2, expect.stringContaining("unknown option '--now'")])
  })
})

describe('the limits of Cloudflare', () => {
  const files = (number: number, size = 1) =>
    Array.from({ length: number }, (_, index) => ({ path: `pages/${index}.json`, size }))

  it.each([
    [20_000, 0, 0],
    [20_001, 0, 1],
    [100_000, 0, 1],
    [100_001, 1, 0],
  ])('%i files bring %i refusals and %i warnings', (number, refused, warnings) => {
    const objections = objectionsTo(files(number), 'posts', 'dist')
    expect([objections.refused.length, objections.warnings.length]).toEqual([refused, warnings])
    const text = [...objections.refused, ...objections.warnings].join('\n')
    if (refused + warnings > 0) expect(text).toContain(`The snapshot has ${inGroups(number)} files.`)
  })

  it('take 25 MiB, and no byte more', () => {
    expect(objectionsTo(files(1, 25 * 2 ** 20), 'posts', 'dist').refused).toEqual([])
    expect(objectionsTo(files(1, 25 * 2 ** 20 + 1), 'posts', 'dist').refused).toEqual([
      expect.stringContaining('dist/snapshot/pages/0.json: 25.1 MiB is too large.'),
    ])
  })

  it('counts files in folders, through a link to the snapshot', async () => {
    await dropfeed('build')
    const listed = listUpload(at('dist/snapshot'))
    expect(listed).toContainEqual({ path: 'media/slides.pdf', size: 4 })
    expect(listed.map(({ path }) => path)).toEqual(listed.map(({ path }) => path).toSorted())
  })
})

function inGroups(number: number): string {
  return number.toLocaleString('en')
}
