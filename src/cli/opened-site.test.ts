/** A look at the site starts from the last build, and changes nothing of it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { runIn } from '../../test/support/command.ts'
import { post } from '../../test/support/compiled.ts'
import { toLedger } from '../site/entries.ts'
import { SiteAt } from '../site/site.ts'
import { withSite } from './opened-site.ts'
import { rememberSummary } from './summary.ts'

let folder: string
const at = (...names: string[]) => join(folder, ...names)
const posts = () => at('posts')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dropfeed-look-'))
  mkdirSync(posts())
  writeFileSync(at('posts/tea.md'), post('title: Tea'))
  writeFileSync(at('feed.config.ts'), 'export default {}')
  vi.stubEnv('XDG_CACHE_HOME', at('cache'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

function filesIn(path: string): readonly (readonly [name: string, bytes: string])[] {
  const files = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isFile())
  return files.map(({ name }) => [name, readFileSync(join(path, name), 'latin1')])
}

it('has the posts of the last build before it reads the folder, and leaves them as they were', async () => {
  const url = 'http://localhost:3000'
  expect((await runIn(folder, ['build'], { XDG_CACHE_HOME: at('cache') })).code).toBe(0)
  const kept = () => ['dist/.dropfeed', 'cache/dropfeed'].map((name) => filesIn(at(name)))
  const before = kept()
  const look = { posts: posts(), config: at('feed.config.ts'), builds: at('dist') }
  await withSite(look, url, async ({ context, read }) => {
    expect(new SiteAt(context, Date.now()).posts).toBe(1)
    const [built] = toLedger(context.db)
    writeFileSync(at('posts/rain.md'), post('title: Rain'))
    expect((await read()).summary).toMatchObject({ posts: 2, problems: [] })
    expect(toLedger(context.db)).toContainEqual(built)
  })
  expect(kept()).toEqual(before)
})

it('begins again from the posts where the database is damaged inside', async () => {
  for (let number = 0; number < 40; number++)
    writeFileSync(at(`posts/${number}.md`), post(`title: Post ${number}`, 'Long text. '.repeat(2000)))
  const run = (command: string) => runIn(folder, [command], { XDG_CACHE_HOME: at('cache') })
  await run('build')
  const feed = () => readFileSync(at('dist/site/atom.xml'), 'utf8')
  const [before, first] = [feed(), readFileSync(at('posts/0.md'))]
  const [cache = ''] = readdirSync(at('cache/dropfeed')).filter((file) => file.endsWith('.db'))
  const bytes = readFileSync(at('cache/dropfeed', cache))
  bytes.fill('noise', bytes.length / 2)
  writeFileSync(at('cache/dropfeed', cache), bytes)
  expect((await run('check')).code).toBe(0)
  writeFileSync(at('posts/0.md'), post('title: Another text'))
  expect(await run('build')).toMatchObject({ code: 0, error: expect.stringContaining('was damaged') })
  writeFileSync(at('posts/0.md'), first)
  expect((await run('build')).code).toBe(0)
  expect(feed()).toBe(before)
})

it('reads nothing again until a file changes or the clock publishes a post', async () => {
  // file systems tell changes apart that are two seconds old
  const first = Date.now() + 10_000
  const second = first + 60_000
  writeFileSync(at('posts/broken.md'), '---\ntitle: Broken\ndate: tomorow\n---\nText.\n')
  writeFileSync(
    at('posts/soon.md'),
    `---\ntitle: Soon\ndate: ${new Date(second).toISOString()}\n---\nText.\n`,
  )
  const options = { posts: posts(), config: at('feed.config.ts'), state: at('state.db') }
  const readAt = (now: number) => {
    vi.useFakeTimers({ toFake: ['Date'], now })
    return withSite(options, 'http://localhost:3000', async ({ context, ledger, read }) => {
      const { summary } = await read()
      await ledger.save()
      rememberSummary(context.db, { ...summary, documents: 99 })
      return summary
    }).finally(() => vi.useRealTimers())
  }
  const { documents, ...others } = await readAt(first)
  expect(others).toMatchObject({ posts: 2, scheduled: 1, problems: [{ path: 'broken.md' }] })
  expect(await readAt(first + 1)).toEqual({ ...others, documents: 99 })
  const { next: _, ...published } = { ...others, scheduled: 0 }
  expect(await readAt(second)).toEqual({ ...published, documents })
  expect(await readAt(first)).toEqual({ ...others, documents })
  writeFileSync(at('posts/broken.md'), post('title: Whole'))
  expect(await readAt(second)).toEqual({ ...published, posts: 3, documents, problems: [] })
})

it('reports once what was wrong with the ledger, which is mended then', async () => {
  const options = { posts: posts(), config: at('feed.config.ts'), state: at('state.db') }
  const first = Date.now() + 10_000
  const problemsAt = (now: number) => {
    vi.useFakeTimers({ toFake: ['Date'], now })
    return withSite(options, 'http://localhost:3000', async ({ ledger, read }) => {
      const { problems } = (await read()).summary
      await ledger.save()
      return problems.map(({ what }) => what)
    }).finally(() => vi.useRealTimers())
  }
  expect(await problemsAt(first)).toEqual([])
  const [head, row] = readFileSync(at('posts/.identity.json'), 'utf8').split('\n')
  const marks = [head, '<<<<<<< HEAD', row, '=======', row, '>>>>>>> branch', ']}', '']
  writeFileSync(at('posts/.identity.json'), marks.join('\n'))
  expect(await problemsAt(first + 1)).toEqual([expect.stringContaining('the marks of a merge')])
  expect(await problemsAt(first + 2)).toEqual([])
})

it('removes its copy of the posts when Ctrl-C ends it', async () => {
  for (let number = 0; number < 500; number++)
    writeFileSync(at(`posts/${number}.md`), post(`title: Post ${number}`))
  mkdirSync(at('tmp'))
  const env = { PATH: process.env.PATH, TMPDIR: at('tmp') }
  const child = spawn(process.execPath, [resolve('src/cli/bin.js'), 'check'], { cwd: folder, env })
  const copies = () =>
    readdirSync(at('tmp'), { encoding: 'utf8', recursive: true }).filter((name) => name.endsWith('cache.db'))
  await expect.poll(copies, { timeout: 20_000, interval: 5 }).toHaveLength(1)
  child.kill('SIGINT')
  expect(await once(child, 'close')).toEqual([130, null])
  expect(copies()).toEqual([])
})
