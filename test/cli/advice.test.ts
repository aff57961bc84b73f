/** What builds say besides the problems of posts: what is unwise to publish, and what may not be meant. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runIn } from '../support/command.ts'
import { post } from '../support/compiled.ts'

const ADVICE = /^feed\.config\.ts: warning: There is no "url".* write url: 'https:.*'\.$/m

/** In milliseconds. Stamps of files that changed a moment ago tell nothing. */
const A_MOMENT = 2_100

let folder: string
const at = (...names: string[]) => join(folder, ...names)
const drop = (name: string, text: string) => writeFile(at('posts', name), text)
const configure = (text: string) => writeFile(at('feed.config.ts'), `export default ${text}`)
const dropfeed = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  runIn(folder, args, { XDG_CACHE_HOME: at('cache'), ...environment })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-advice-'))
  await mkdir(at('posts'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('a build without an address of its own', () => {
  beforeEach(() => drop('tea.md', post('title: Tea')))

  it('says so each time, in one line, also where nothing has changed, and succeeds', async () => {
    await sleep(A_MOMENT)
    const [first, second] = [await dropfeed(['build']), await dropfeed(['build'])]
    expect(second.out).toContain('nothing changed')
    for (const { code, error } of [first, second]) {
      expect([code, error]).toEqual([0, expect.stringMatching(ADVICE)])
      expect(error).toContain('http://localhost:3000')
    }
    expect(second.error.trim().split('\n')).toHaveLength(1)
  })

  it('with --strict replaces nothing', async () => {
    const { code, error } = await dropfeed(['build', '--strict'])
    expect([code, error]).toEqual([1, expect.stringMatching(ADVICE)])
    expect(error).toContain('Nothing was written.')
    expect(existsSync(at('dist/site'))).toBe(false)
    await dropfeed(['build'])
    expect((await dropfeed(['build', '--strict'])).code).toBe(1)
  })

  it('tells machines, and GitHub where the file is', async () => {
    await mkdir(at('conf'))
    await writeFile(at('conf/site.ts'), 'export default { url: process.env.NO_SUCH_ADDRESS }')
    const args = ['build', '--json', '--config', 'conf/site.ts']
    const { out, error } = await dropfeed(args, { GITHUB_ACTIONS: 'true' })
    expect(JSON.parse(out)).toMatchObject({
      written: true,
      problems: [],
      advice: [{ severity: 'warning', path: 'conf/site.ts' }],
    })
    expect(error).toContain('conf/site.ts: warning: There is no "url"')
    expect(error).toMatch(/^::warning file=conf\/site\.ts::There is no "url"/m)
  })

  it('is no problem for check, and says nothing where an address is named, even a local one', async () => {
    expect(await dropfeed(['check'])).toEqual({ code: 0, out: '1 post, 0 problems.\n', error: '' })
    await configure("{ url: 'http://localhost:8080' }")
    expect((await dropfeed(['build', '--strict'])).error).not.toContain('url')
  })
})
