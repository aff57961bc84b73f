/** Threads that help: the work is done whether they come or not, and what one cannot do is known to whoever waits. */
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hash } from '../../src/adapters/hash.ts'
import { Helpers } from '../../src/adapters/threads/helpers.ts'
import { type DigestTask, digestPosts, writePosts } from '../../src/adapters/threads/tasks.ts'
import { createCompiler } from '../../src/compile.ts'
import { parseSite } from '../../src/config.ts'

const site = parseSite({ title: 'Blog' }, 'https://blog.example')
const names = ['a.md', 'b.md']

let posts: string
let helpers: Helpers

beforeEach(async () => {
  posts = await mkdtemp(join(tmpdir(), 'dropfeed-helpers-'))
  helpers = new Helpers()
})
afterEach(async () => {
  await helpers.close()
  await rm(posts, { recursive: true, force: true })
})

const textOf = (name: string) => `---\ndate: 2026-01-31\n---\nText of ${name}.\n`

/** A task to write two posts, of which the files are not what they were. */
async function staleTask() {
  const sources = names.map((path) => ({ path, text: textOf(path) }))
  for (const { path, text } of sources) await writeFile(join(posts, path), `${text}One more line.\n`)
  const { feeds } = createCompiler(site, hash).compile({ sources, files: new Map() }, Date.UTC(2026, 5, 1))
  const members = feeds.find(({ base }) => base === '/')?.entries ?? []
  expect(members).toHaveLength(2)
  const packed = members.map(({ addressed }) => ({ addressed, version: 'another' }))
  return { kind: 'write' as const, folder: posts, site, members: packed }
}

/** A task for each of so many posts. */
async function digestTasks(count: number): Promise<DigestTask[]> {
  const paths = Array.from({ length: count }, (_, index) => `post-${index}.md`)
  for (const path of paths) await writeFile(join(posts, path), textOf(path))
  return paths.map((path) => ({ kind: 'digest', folder: posts, site, paths: [path] }))
}

/** A helper of this code. */
function helperOf(code: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`)
}

const nobody = () => {
  throw new Error('only helpers should do this')
}

describe('what cannot be done', () => {
  it('is known before the thread that asked helps', async () => {
    helpers.summon()
    await expect(helpers.do(await staleTask(), nobody)).rejects.toThrow(
      /\.md changed while it was being used/,
    )
  })

  it('is known beside it', async () => {
    await expect(helpers.help(helpers.do(await staleTask(), writePosts))).rejects.toThrow(/changed while/)
  })
})

describe('the work is done as by one thread', () => {
  const expectAll = async (tasks: readonly DigestTask[]) => {
    const done = await helpers.help(Promise.all(tasks.map((task) => helpers.do(task, digestPosts))))
    expect(done).toEqual(tasks.map((task) => digestPosts(task)))
  }

  it('by helpers alone', async () => {
    helpers.summon()
    const tasks = await digestTasks(40)
    const done = await Promise.all(tasks.map((task) => helpers.do(task, nobody)))
    expect(done).toEqual(tasks.map((task) => digestPosts(task)))
  })

  it('by helpers that come when there is much of it', async () => {
    await expectAll(await digestTasks(500))
  })

  it('where helpers fail while they start', async () => {
    const warned = once(process, 'warning')
    helpers = new Helpers(helperOf('throw new Error("cannot start")'))
    helpers.summon()
    await expectAll(await digestTasks(100))
    const [warning] = await warned
    expect(warning.message).toBe('This takes longer: a helper cannot start (cannot start).')
    await expectAll(await digestTasks(100))
  })

  it('where helpers are not there before it is done', async () => {
    helpers = new Helpers(helperOf('setInterval(() => {}, 1000)'))
    helpers.summon()
    await expectAll(await digestTasks(100))
  })

  it('where a helper is there in the middle of it', async () => {
    const [first = [], second = []] = [await digestTasks(1), await digestTasks(50)]
    helpers.summon()
    await expectAll(first)
    await Promise.all(second.map((task) => helpers.do(task, nobody)))
    await expectAll(second)
  })
})

it('a helper that ends in the middle of its work fails what it had, and nothing else', async () => {
  const code = `
    import { parentPort } from 'node:worker_threads'
    parentPort.on('message', () => { throw new Error('ends here') })
    parentPort.postMessage('here')`
  helpers = new Helpers(helperOf(code))
  helpers.summon()
  const tasks = await digestTasks(1)
  const [task] = tasks
  if (task === undefined) throw new Error('no task')
  await expect(helpers.do(task, nobody)).rejects.toThrow('ends here')
  expect(await helpers.help(helpers.do(task, digestPosts))).toEqual(digestPosts(task))
})
