/** A look at the site starts from the last build, and changes nothing of it. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { runIn } from '../../test/support/command.ts'
import { post } from '../../test/support/compiled.ts'
import { toLedger } from '../site/entries.ts'
import { SiteAt } from '../site/site.ts'
import { openSite } from './opened-site.ts'

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
  const look = await openSite({ posts: posts(), config: at('feed.config.ts'), builds: at('dist') }, url)
  expect(new SiteAt(look.context, Date.now()).posts).toBe(1)
  const [built] = toLedger(look.context.db)
  writeFileSync(at('posts/rain.md'), post('title: Rain'))
  expect((await look.read()).summary).toMatchObject({ posts: 2, problems: [] })
  expect(toLedger(look.context.db)).toContainEqual(built)
  look.close()
  expect(kept()).toEqual(before)
})
