/** The ledger on disk: its text, what is done with one that cannot be used, and the server and builds that keep it. */
import { execFileSync, spawn } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseSite } from '../config/site.ts'
import { LedgerFile } from '../folder/ledger.ts'
import { type RunningServer, startServer } from '../serve/node.ts'
import { formatLedger, LEDGER_NAME, mergeLedgers, parseLedger, type Row } from './ledger.ts'

const row = (path: string, id = `tag:blog.example,2026-01-31:${path}`): Row => ({
  path,
  id,
  date: '2026-01-31T00:00:00Z',
  slug: 'x',
  text: 'abc',
  sketch: '',
})

const LEDGER = [row('a.md'), row('b/c.md'), row('ü "q".md')]
const TEXT = formatLedger(LEDGER)

/** What may stand in the place of the ledger, and the words for it. */
const UNFIT: readonly [what: string, flaw: string, make: (path: string) => unknown][] = [
  ['a FIFO', 'is not a plain file', (path) => execFileSync('mkfifo', [path])],
  ['a link to a device without an end', 'is a symbolic link', (path) => symlink('/dev/zero', path)],
  ['a link that leads nowhere', 'is a symbolic link', (path) => symlink('nothing', path)],
  ['a folder', 'is not a plain file', (path) => mkdir(path)],
  [
    'a file of 1.9 GB',
    'has 1,900 MB, and 64 MB is the most',
    async (path) => {
      await writeFile(path, '')
      await truncate(path, 1900 * 1024 ** 2)
    },
  ],
]

describe('the text of the ledger', () => {
  it('is JSON with a line for each post, sorted by path', () => {
    expect(JSON.parse(TEXT).posts).toEqual(LEDGER)
    expect(
      TEXT.split('\n')
        .slice(1, -2)
        .map((line) => JSON.parse(line.replace(/,$/, '')).path),
    ).toEqual(LEDGER.map(({ path }) => path))
    expect(parseLedger(TEXT)).toEqual(LEDGER)
  })

  it('holds what few rows have, in the same order, whatever order they have it in', () => {
    const { path, ...rest } = row('a.md', 'no URI')
    const odd: Row = { adopted: true, iri: 'urn:iri', name: 'Name', ...rest, path }
    const text = formatLedger([odd, row('b.md')])
    expect(parseLedger(text)).toEqual([odd, row('b.md')])
    const names = Object.keys(JSON.parse(text).posts[0])
    expect(names).toEqual(['path', 'id', 'name', 'iri', 'adopted', 'date', 'slug', 'text', 'sketch'])
  })

  it.each([0, 1, 999, 1000, 1001, 2500])('of %i posts is written as it is read', (posts) => {
    const ledger = Array.from({ length: posts }, (_, index) => row(`${String(index).padStart(4, '0')}.md`))
    const text = formatLedger(ledger)
    expect(parseLedger(text)).toEqual(ledger)
    expect(text.split('\n')).toHaveLength(Math.max(posts, 1) + 3)
  })

  it.each([
    ['a merge conflict', TEXT.replace('{"path":"b', '<<<<<<< HEAD\n{"path":"b'), 3, /both sides/],
    ['a cut', TEXT.slice(0, 200), undefined, /git checkout/],
    ['nothing in it', '', undefined, /git checkout/],
    ['another shape', '{"version": 1, "posts": {}}', undefined, /"posts" is wrong/],
    ['a row without id', TEXT.replace(/"id":"[^"]*",/, ''), undefined, /"posts.0.id" is wrong/],
    ['an empty id', TEXT.replace(/"id":"[^"]*"/, '"id":""'), undefined, /"posts.0.id" is wrong/],
    ['a number for a text', TEXT.replace('"slug":"x"', '"slug":1'), undefined, /"posts.0.slug" is wrong/],
    ['one field more', TEXT.replace('"slug"', '"slugs":"x","slug"'), undefined, /"posts.0" is wrong/],
    [
      'another field instead',
      TEXT.replace('"slug"', '"slugs"'),
      undefined,
      /"posts.0.slug" is wrong|"posts.0" is/,
    ],
    [
      'a field more that every object has',
      TEXT.replace('"slug"', '"toString":"x","slug"'),
      undefined,
      /"posts.0" is/,
    ],
    ['a list for a row', TEXT.replace('[\n', '[\n[],'), undefined, /"posts.0" is wrong/],
    ['a list for all', '[]', undefined, /"" is wrong.* git checkout/],
    ['no row', TEXT.replace('[\n', '[\nnull,'), undefined, /"posts.0" is wrong/],
    ['another version', TEXT.replace('"version": 1', '"version": 2'), undefined, /Another version/],
  ])('with %s is refused, with the line and what to do', (_, text, line, message) => {
    try {
      parseLedger(text)
      expect.unreachable()
    } catch (error) {
      const { problem } = error as { problem: { what: string; fix: string; line?: number } }
      expect(`${problem.what} ${problem.fix}`).toMatch(message)
      if (line !== undefined) expect(problem.line).toBe(line)
    }
  })

  it('of two programs is joined: the file wins, and nothing else is lost', () => {
    const [fresh, older] = [
      [row('a.md', 'urn:old'), row('b.md')],
      [row('a.md'), row('moved.md', 'tag:blog.example,2026-01-31:b.md'), row('c.md')],
    ]
    expect(mergeLedgers(fresh, older)).toEqual([row('a.md', 'urn:old'), row('b.md'), row('c.md')])
  })
})

let posts: string
const at = (name: string) => join(posts, name)
const ledgerText = () => readFile(at(LEDGER_NAME), 'utf8').catch(() => undefined)

beforeEach(async () => {
  posts = await mkdtemp(join(tmpdir(), 'dropfeed-ledger-'))
})
afterEach(() => rm(posts, { recursive: true, force: true }))

describe('the file', () => {
  it('is written whole, only if that changes it, and leaves nothing beside it', async () => {
    const file = await LedgerFile.open(posts)
    expect(await file.save()).toBe(false)
    file.ledger = LEDGER
    expect(await file.save()).toBe(true)
    expect(await file.save()).toBe(false)
    expect(await ledgerText()).toBe(TEXT)
    expect(await readdir(posts)).toEqual([LEDGER_NAME])
  })

  it('holds rows of any length and script to the letter, whatever is written at once', async () => {
    const long = fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.constantFrom(1, 300, 9_000))
    const ids = fc.array(
      long.map(([part, times]) => part.repeat(times)),
      { minLength: 1 },
    )
    const file = await LedgerFile.open(posts)
    await fc.assert(
      fc.asyncProperty(ids, async (ids) => {
        file.ledger = ids.map((id, index) => row(`${index}.md`, id))
        await file.save()
        expect((await ledgerText()) === formatLedger(file.ledger)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('takes in what another program wrote in the meantime', async () => {
    const file = await LedgerFile.open(posts)
    file.ledger = [row('mine.md')]
    await writeFile(at(LEDGER_NAME), TEXT)
    expect(await file.save()).toBe(true)
    expect(parseLedger((await ledgerText()) ?? '').map(({ path }) => path)).toContain('mine.md')
    expect(file.ledger).toHaveLength(LEDGER.length + 1)
  })

  it('takes in what another program writes while it is being written', async () => {
    const file = await LedgerFile.open(posts)
    file.ledger = Array.from({ length: 5000 }, (_, index) => row(`mine-${index}.md`))
    const saved = file.save()
    while (readdirSync(posts).length === 0) await setImmediate()
    writeFileSync(at(LEDGER_NAME), TEXT)
    expect(await saved).toBe(true)
    const paths = parseLedger((await ledgerText()) ?? '').map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(LEDGER.map(({ path }) => path)))
    expect(paths).toHaveLength(LEDGER.length + 5000)
    expect(await readdir(posts)).toEqual([LEDGER_NAME])
  })

  it('is never overwritten while it is broken; what was known stays known', async () => {
    await writeFile(at(LEDGER_NAME), TEXT)
    const file = await LedgerFile.open(posts)
    await writeFile(at(LEDGER_NAME), '{"posts": <<')
    await expect(file.save()).rejects.toThrow(`${at(LEDGER_NAME)}`)
    expect(await ledgerText()).toBe('{"posts": <<')
    expect(file.ledger).toEqual(LEDGER)
    await rm(at(LEDGER_NAME))
    expect(await file.save()).toBe(true)
    expect(await ledgerText()).toBe(TEXT)
  })

  it('that cannot be written is told with what to do', async () => {
    const file = await LedgerFile.open(join(posts, 'gone'))
    file.ledger = LEDGER
    await expect(file.save()).rejects.toThrow(/cannot be written \(ENOENT\).*Make the folder writable/)
  })
})

const TEA = `---\ndate: 2026-01-31\n---\n${Array.from({ length: 60 }, (_, index) => `leaf${index}`).join(' ')}\n`

describe('a running server', () => {
  let server: RunningServer
  let failures: string[]
  const start = async (remembers = true) => {
    failures = []
    server = await startServer({
      posts,
      siteAt: () => parseSite({ title: 'Blog' }, 'https://blog.example'),
      port: 0,
      strictPort: false,
      now: Date.UTC(2027, 0, 1),
      remembers,
      events: { published() {}, waiting() {}, failed: ({ message }) => failures.push(message) },
    })
  }
  const items = async (): Promise<{ id: string; url: string }[]> => {
    const response = await fetch(`http://localhost:${server.port}/feed.json`)
    return JSON.parse(await response.text()).items
  }
  /** The id at the address of a slug, once it is there. */
  const idAt = async (slug: string) => {
    for (let turn = 0; turn < 300; turn++) {
      const item = (await items()).find(({ url }) => url.endsWith(`/${slug}`))
      if (item !== undefined) return item.id
      await sleep(20)
    }
    throw new Error(`${slug} was not published: ${failures.join(' ')}`)
  }
  const nothingLeft = async () => {
    while ((await items()).length > 0) await sleep(20)
  }
  const written = async (path: string) => {
    while (!(await ledgerText())?.includes(`"path":"${path}"`)) await sleep(20)
  }
  afterEach(() => server.close())

  it('keeps the id of a post through renames at once and in steps, with an edit, and a restart', async () => {
    await writeFile(at('tea.md'), TEA)
    await start()
    const id = await idAt('tea')
    await rename(at('tea.md'), at('one.md'))
    expect(await idAt('one')).toBe(id)
    await rm(at('one.md'))
    await nothingLeft()
    await mkdir(at('folder'))
    await writeFile(at('folder/two.md'), `${TEA}And milk.\n`)
    expect(await idAt('two')).toBe(id)
    await written('folder/two.md')
    await server.close()
    await rename(at('folder/two.md'), at('three.md'))
    await start()
    expect(await idAt('three')).toBe(id)
    expect(failures).toEqual([])
  })

  it('gives a copy an id of its own', async () => {
    await writeFile(at('tea.md'), TEA)
    await start()
    await writeFile(at('copy.md'), TEA)
    expect(await idAt('copy')).not.toBe(await idAt('tea'))
  })

  it('goes on with what it knows while the ledger is broken, says so once, and never touches it', async () => {
    await writeFile(at('tea.md'), TEA)
    await start()
    const id = await idAt('tea')
    await writeFile(at(LEDGER_NAME), '<<<<<<< HEAD')
    await rename(at('tea.md'), at('one.md'))
    expect(await idAt('one')).toBe(id)
    await rename(at('one.md'), at('two.md'))
    expect(await idAt('two')).toBe(id)
    expect(await ledgerText()).toBe('<<<<<<< HEAD')
    expect(failures).toEqual([expect.stringContaining('merge conflict')])
    await rm(at(LEDGER_NAME))
    await rename(at('two.md'), at('three.md'))
    await written('three.md')
    expect(await ledgerText()).toContain(`"path":"three.md","id":"${id}"`)
  })

  it.each(UNFIT)('goes on where the ledger becomes %s', async (_, flaw, make) => {
    await writeFile(at('tea.md'), TEA)
    await start()
    const id = await idAt('tea')
    await written('tea.md')
    await rm(at(LEDGER_NAME))
    await make(at(LEDGER_NAME))
    await rename(at('tea.md'), at('one.md'))
    expect(await idAt('one')).toBe(id)
    await writeFile(at('new.md'), TEA.replace('Tea', 'New'))
    await idAt('new')
    expect(failures).toEqual([expect.stringContaining(`${at(LEDGER_NAME)}: The ledger of ids ${flaw}`)])
    await rm(at(LEDGER_NAME), { recursive: true })
    await rename(at('one.md'), at('two.md'))
    await written('two.md')
    expect(await ledgerText()).toContain(`"path":"two.md","id":"${id}"`)
  })

  it('writes nothing where it shall not', async () => {
    await writeFile(at('tea.md'), TEA)
    await start(false)
    await idAt('tea')
    expect(await readdir(posts)).toEqual(['tea.md'])
  })
})

/** Run in the folder itself, where there is no configuration. */
const MAIN = resolve('src/cli/main.ts')

describe('the commands', () => {
  const dropfeed = (...args: string[]) =>
    new Promise<{ code: number | null; text: string }>((done) => {
      const child = spawn(process.execPath, [MAIN, ...args, '--posts', posts], { cwd: posts })
      let text = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
      child.on('close', (code) => done({ code, text }))
    })
  const feed = (name: string) => readFile(at(`.out/${name}`), 'utf8')
  const outOf = (command: string) => (command === 'build' ? ['--out', '.out'] : [])

  it('build writes it, says that it is to be committed, and gives the same bytes the next time', async () => {
    await writeFile(at('tea.md'), TEA)
    const { code, text } = await dropfeed('build', '--out', '.out')
    expect([code, text]).toEqual([
      0,
      expect.stringContaining(`${at(LEDGER_NAME)}, which has changed: commit it`),
    ])
    const [before, ledger] = [await feed('site/atom.xml'), await ledgerText()]
    expect((await dropfeed('build', '--out', '.out')).text).not.toContain('commit')
    expect([await feed('site/atom.xml'), await ledgerText()]).toEqual([before, ledger])
    await rename(at('tea.md'), at('infusion.md'))
    await dropfeed('build', '--out', '.out')
    expect(await feed('site/atom.xml')).toContain('<id>tag:localhost,2026-01-31:tea</id>')
  })

  it('check never writes it, and neither does what looks at another instant', async () => {
    await writeFile(at('tea.md'), TEA)
    await dropfeed('check')
    await dropfeed('build', '--out', '.out', '--now', '2030-01-01')
    expect(await ledgerText()).toBeUndefined()
  })

  it.each(['build', 'check', 'serve'])(
    '%s stops at one that is broken, and leaves it alone',
    async (command) => {
      await writeFile(at('tea.md'), TEA)
      await writeFile(at(LEDGER_NAME), TEXT.slice(0, -9))
      const { code, text } = await dropfeed(command, ...outOf(command))
      expect(code).toBe(1)
      expect(text).toContain(`${at(LEDGER_NAME)}`)
      expect(text).toContain('not valid JSON')
      expect(await ledgerText()).toBe(TEXT.slice(0, -9))
      expect(await readdir(posts)).toEqual([LEDGER_NAME, 'tea.md'])
    },
  )

  it.each(['build', 'check', 'serve', 'adopt'])('%s stops at a FIFO, and mints no ids', async (command) => {
    await writeFile(at('tea.md'), TEA)
    execFileSync('mkfifo', [at(LEDGER_NAME)])
    const { code, text } = await dropfeed(
      command,
      ...outOf(command),
      ...(command === 'adopt' ? [at('tea.md')] : []),
    )
    expect([code, text.trim().split('\n').length]).toEqual([1, 1])
    expect(text).toContain(`${at(LEDGER_NAME)}: The ledger of ids is not a plain file`)
  })
})
