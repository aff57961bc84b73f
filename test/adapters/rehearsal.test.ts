import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Rehearsal } from '../../src/adapters/folder/rehearsal.ts'
import { openFolder } from '../../src/adapters/open-folder.ts'
import { createCompiler } from '../../src/compile.ts'
import { createApp } from '../../src/http/app.ts'
import type { Source } from '../../src/model.ts'

vi.mock('../../src/compile.ts', async (original) => {
  const compile = await original<typeof import('../../src/compile.ts')>()
  return { ...compile, createCompiler: vi.fn(compile.createCompiler) }
})

/** In milliseconds. Only a machine that hangs is slower. */
const GENEROUS = 10_000
/** In milliseconds: as long as the watcher waits for quiet, and once more. */
const PAUSE = 80

const post = (text: string) => `---\ntitle: A post\ndate: 2026-01-01\n---\n${text}\n`

let folder: string
let close: () => Promise<void>

beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'dropfeed-rehearsal-'))
  close = async () => {}
})
afterEach(async () => {
  await close()
  rmSync(folder, { recursive: true, force: true })
})

function write(path: string, text: string): void {
  writeFileSync(join(folder, path), text)
}

/** The folder as it is served, with what was rehearsed of it; `then` follows each rehearsal. */
async function serve(then = () => {}) {
  const seen: Source[] = []
  const create = vi.mocked(createCompiler).getMockImplementation()
  vi.mocked(createCompiler).mockImplementationOnce((...site) => {
    const compiler = create?.(...site)
    if (compiler === undefined) throw new Error('there is no compiler')
    const rehearse = (source: Source) => {
      seen.push(source)
      compiler.rehearse(source)
      then()
    }
    return { ...compiler, rehearse }
  })
  const feeds = await openFolder({ posts: folder, site: { title: 'Feeds', url: 'https://feeds.example' } })
  close = feeds.close
  const app = createApp({ store: feeds, clock: Date.now })
  const ask = async () => (await app.request('https://feeds.example/feed.json')).text()
  return { seen, ask }
}

describe('a post that has stirred', () => {
  test('is rehearsed before it is published', async () => {
    const { seen, ask } = await serve()
    write('a.md', post('Some text.'))
    await vi.waitFor(() => expect(seen).toHaveLength(1), { timeout: GENEROUS, interval: 1 })
    expect(seen).toEqual([{ path: 'a.md', text: post('Some text.') }])
    expect(await ask()).not.toContain('Some text.')
    await vi.waitFor(async () => expect(await ask()).toContain('Some text.'), GENEROUS)
  })

  test('is never seen as it was rehearsed, if it is written again before it is quiet', async () => {
    const { seen, ask } = await serve()
    for (let turn = 0; turn < 10; turn++) {
      write('a.md', post(`Half ${turn}`))
      await vi.waitFor(() => expect(seen).toHaveLength(1), { timeout: GENEROUS, interval: 1 })
      write('a.md', post(`Whole ${turn}`))
      await vi.waitFor(
        async () => {
          const text = await ask()
          expect(text.includes(`Half ${turn}`) ? 'half a post is served' : '').toBe('')
          expect(text).toContain(`Whole ${turn}`)
        },
        { timeout: GENEROUS, interval: 1 },
      )
      seen.length = 0
      await sleep(PAUSE)
    }
  })

  test('is published all the same where its rehearsal fails', async () => {
    const fail = vi.fn(() => {
      throw new Error('this was a rehearsal')
    })
    const { ask } = await serve(fail)
    write('a.md', post('Some text.'))
    await vi.waitFor(async () => expect(await ask()).toContain('Some text.'), GENEROUS)
    expect(fail).toHaveBeenCalled()
  })

  test('is not rehearsed where a thousand do', async () => {
    const { seen, ask } = await serve()
    for (let number = 0; number < 1000; number++) write(`${number}.md`, post('One of many.'))
    write('last.md', post('The last one.').replace('2026-01-01', '2026-01-02'))
    await vi.waitFor(async () => expect((await ask()).includes('The last one.')).toBe(true), GENEROUS)
    expect(seen.length).toBeLessThan(10)
  })
})

describe('between two publications', () => {
  const rehearsed = () => {
    const paths: string[] = []
    return { paths, rehearsal: new Rehearsal(folder, ({ path }) => paths.push(path)) }
  }

  test('nothing is read where many files are written', async () => {
    const { paths, rehearsal } = rehearsed()
    for (let number = 0; number < 1000; number++) {
      write(`${number}.md`, post('One of many.'))
      rehearsal.stir(`${number}.md`)
    }
    await sleep(20)
    rehearsal.stir('0.md')
    await sleep(20)
    expect(paths).toEqual([])
  })

  test('four files are read, however often they are written', async () => {
    const { paths, rehearsal } = rehearsed()
    write('a.md', post('Some text.'))
    for (let turn = 0; turn < 8; turn++) {
      rehearsal.stir('a.md')
      await sleep(20)
    }
    expect(paths).toEqual(Array(4).fill('a.md'))
    rehearsal.end()
    rehearsal.stir('a.md')
    await sleep(20)
    expect(paths).toHaveLength(5)
  })

  test('what is no post, large, a folder or not there is left alone', async () => {
    const { paths, rehearsal } = rehearsed()
    write('a.png', 'pixels')
    write('large.md', post('Some text. '.repeat(10_000)))
    for (const path of ['a.png', 'large.md', 'none.md', '']) rehearsal.stir(path)
    await sleep(20)
    expect(paths).toEqual([])
  })
})
