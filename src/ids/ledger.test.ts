/** The ledger on disk: its text, what is done with one that cannot be used, and the server and builds that keep it. */
import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runIn } from '../../test/support/command.ts'
import { parseSite } from '../config/site.ts'
import { LedgerFile } from '../folder/ledger.ts'
import { type RunningServer, startServer } from '../serve/node.ts'
import { mergeLedgers, type Row, uniqueRows } from './ledger.ts'
import { formatLedger as format, LEDGER_NAME, parseLedger } from './ledger-file.ts'

const row = (path: string, id = `tag:blog.example,2026-01-31:${path}`): Row => ({
  path,
  id,
  address: `/posts/${path.length}`,
  asked: { path },
  text: 'abc',
  sketch: '',
})

const HEAD = { links: '/posts/:slug' }
const formatLedger = (ledger: readonly Row[]) => format(ledger, HEAD)

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

/** The rows of a text, and what was wrong with it. */
const read = (text: string) => {
  const { rows, problems } = parseLedger(text)
  return { rows, problems: problems.map(({ line, what }) => `${line ?? '-'}: ${what}`) }
}

describe('the text of the ledger', () => {
  it('is JSON with a line for each post', () => {
    expect(JSON.parse(TEXT)).toMatchObject({ version: 2, ...HEAD })
    expect(
      TEXT.split('\n')
        .slice(1, -2)
        .map((line) => JSON.parse(line.replace(/,$/, '')).path),
    ).toEqual(LEDGER.map(({ path }) => path))
    expect(parseLedger(TEXT)).toEqual({ rows: LEDGER, ...HEAD, problems: [] })
  })

  it('holds what few rows have, and path, id, address, text and sketch of all', () => {
    const odd: Row = {
      ...row('a.md', 'no URI'),
      asked: { path: 'a.md', slug: 'C++' },
      former: ['/old/ä', '/older'],
      gone: true,
      iri: 'urn:iri',
      adopted: true,
    }
    const { asked: _, ...moved } = row('m.md')
    const { address: __, asked: ___, ...homeless } = row('n.md')
    const text = formatLedger([odd, row('b.md'), moved, homeless])
    // a reader would not know by what address it was asked for
    expect(formatLedger([{ ...homeless, asked: { path: 'n.md', slug: 'n' } }])).toBe(formatLedger([homeless]))
    expect(parseLedger(text).rows).toEqual([odd, row('b.md'), moved, homeless])
    const names = JSON.parse(text).posts.map(Object.keys)
    const all = ['path', 'id', 'address', 'slug', 'was', 'gone', 'iri', 'adopted', 'text', 'sketch']
    expect(names.slice(0, 2)).toEqual([all, ['path', 'id', 'address', 'text', 'sketch']])
  })

  it.each([
    ['the marks of a merge', ['<<<<<<< HEAD', 'A', '=======', 'B', '>>>>>>> branch'], 2, /merge conflict/],
    [
      'the marks of diff3',
      ['<<<<<<< HEAD', 'A', '||||||| base', 'C', '=======', 'B', '>>>>>>> b'],
      2,
      /merge/,
    ],
    ['no commas', ['A', 'B'], undefined, /not valid JSON/],
    ['a comma too many', ['A,', 'B,'], undefined, /not valid JSON/],
  ])('with %s is read, with the rows of both sides', (_, lines, line, what) => {
    const rows: Record<string, string> = { A: 'a.md', B: 'b.md', C: 'c.md' }
    const written = lines.map((name) =>
      name.replace(/^[ABC]/, (letter) => JSON.stringify({ ...row(rows[letter] ?? ''), asked: undefined })),
    )
    const text = [TEXT.split('\n')[0], ...written, ']}', ''].join('\n')
    const found = parseLedger(text)
    expect(found.rows.map(({ path }) => path)).toEqual(['a.md', 'b.md'])
    expect(found.problems).toMatchObject([
      { severity: 'warning', path: LEDGER_NAME, what: expect.stringMatching(what) },
    ])
    expect(found.problems[0]?.line).toBe(line)
  })

  it('with two ids for a path is read: both stay, and the first has the path', () => {
    const doubled = [row('a.md', 'urn:1'), row('a.md', 'urn:2'), row('b.md')]
    const { rows, problems } = read(formatLedger(doubled))
    expect(problems).toEqual(['-: The ledger of ids has two ids for "a.md". The first one stays.'])
    expect(uniqueRows(rows, new Set(['a.md', 'b.md'])).map(({ path, id, gone }) => [path, id, gone])).toEqual(
      [
        ['a.md', 'urn:1', undefined],
        ['', 'urn:2', true],
        ['b.md', row('b.md').id, undefined],
      ],
    )
  })

  it('with two paths for an id is read: the path that is there has it, and no address is lost', () => {
    const [gone, here] = [row('old.md', 'urn:1'), { ...row('newer.md', 'urn:1'), former: ['/posts/x'] }]
    const [unique, ...others] = uniqueRows([gone, here], new Set(['newer.md']))
    expect(others).toEqual([])
    expect(unique).toMatchObject({ path: 'newer.md', address: '/posts/8', former: ['/posts/6', '/posts/x'] })
  })

  it.each([
    '//evil.example/a',
    '/posts/../../etc/passwd',
    '/posts/%2e%2e/x',
    '/a\\b',
    '/a?b',
    '/a#b',
    'javascript:x',
    'posts/a',
    '/a\u0000b',
    '',
  ])('takes no address that leaves the site: %j', (address) => {
    const { rows, problems } = read(formatLedger([{ ...row('a.md'), address, former: ['/a/../b'] }]))
    expect(rows).toEqual([{ path: 'a.md', id: row('a.md').id, text: 'abc', sketch: '' }])
    expect(problems).toEqual([expect.stringContaining('is no address of a page')])
  })

  it.each([
    ['a cut', TEXT.slice(0, 200), /git checkout/],
    ['a cut between two rows', `${TEXT.split('\n').slice(0, 2).join('\n')}\n`, /git checkout/],
    ['nothing in it', '', /git checkout/],
    ['another shape', '{"version": 2, "posts": {}}', /"posts" is no list/],
    ['a row without id', TEXT.replace(/"id":"[^"]*",/, ''), /"id" of "posts.0" is wrong/],
    ['an empty id', TEXT.replace(/"id":"[^"]*"/, '"id":""'), /"id" of "posts.0" is wrong/],
    ['a number for a text', TEXT.replace('"text":"abc"', '"text":1'), /"text" of "posts.0" is wrong/],
    ['one field more', TEXT.replace('"text"', '"texts":"x","text"'), /"texts" of "posts.0" is wrong/],
    ['a field that every object has', TEXT.replace('"text"', '"toString":"x","text"'), /"toString" of/],
    ['a list for a row', TEXT.replace('[\n', '[\n[],'), /"posts.0" is wrong/],
    ['a list for all', '[]', /is no table.* git checkout/],
    ['no row', TEXT.replace('[\n', '[\nnull,'), /"posts.0" is wrong/],
    ['another version', TEXT.replace('"version":2', '"version":3'), /Another version/],
  ])('with %s is refused, with what to do', (_, text, message) => {
    try {
      parseLedger(text)
      expect.unreachable()
    } catch (error) {
      const { problem } = error as { problem: { what: string; fix: string; line?: number } }
      expect(`${problem.what} ${problem.fix}`).toMatch(message)
    }
  })

  it('of two programs is joined: the file wins, and nothing else is lost', () => {
    const [file, known] = [
      [row('a.md', 'urn:old'), row('b.md', 'urn:b')],
      [row('a.md', 'urn:new'), { ...row('moved.md', 'urn:b'), former: ['/x'] }, row('c.md')],
    ]
    expect(mergeLedgers(file, known)).toEqual([
      row('a.md', 'urn:old'),
      { ...row('b.md', 'urn:b'), former: ['/posts/8', '/x'] },
      { ...row('a.md', 'urn:new'), path: '', gone: true },
      row('c.md'),
    ])
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
  const open = () => new LedgerFile(posts)
  const write = (file: LedgerFile, ledger: readonly Row[]) => file.write(ledger, HEAD, () => {})

  it('is written whole, only if that changes it, and leaves nothing beside it', async () => {
    const file = open()
    expect(file.changed()).toBeUndefined()
    expect(await write(file, LEDGER)).toBe('new')
    expect(await write(file, LEDGER)).toBe('same')
    expect(file.changed()).toBeUndefined()
    expect(await readdir(posts)).toEqual([LEDGER_NAME])
  })

  it('has its rows in an order that a new post changes in one place, wherever that is', async () => {
    const file = open()
    const many = Array.from({ length: 200 }, (_, index) => row(`2026-${index}.md`))
    await write(file, many)
    const before = ((await ledgerText()) ?? '').split('\n')
    await write(file, [...many.toReversed(), row('2026-200.md'), row('2026-201.md')])
    const after = ((await ledgerText()) ?? '').split('\n')
    expect(
      after.filter((line) => !before.includes(line) && !before.includes(line.replace(/,$/, ''))),
    ).toHaveLength(2)
    const places = [200, 201].map((number) => after.findIndex((line) => line.includes(`2026-${number}.md`)))
    expect(Math.abs((places[0] ?? 0) - (places[1] ?? 0))).toBeGreaterThan(1)
  })

  it('holds rows of any length and script to the letter, whatever is written at once', async () => {
    const long = fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.constantFrom(1, 300, 9_000))
    const ids = fc.uniqueArray(
      long.map(([part, times]) => part.repeat(times)),
      { minLength: 1 },
    )
    const file = open()
    await fc.assert(
      fc.asyncProperty(ids, async (ids) => {
        const ledger = ids.map((id, index) => row(`${index}.md`, id))
        await write(file, ledger)
        const { rows } = parseLedger((await ledgerText()) ?? '')
        expect(new Map(rows.map((row) => [row.path, row]))).toEqual(
          new Map(ledger.map((row) => [row.path, row])),
        )
      }),
      { numRuns: 30 },
    )
  })

  it('is left as another program wrote it in the meantime, and read first', async () => {
    const file = open()
    await writeFile(at(LEDGER_NAME), TEXT)
    expect(await write(file, [row('mine.md')])).toBe('overtaken')
    expect(await ledgerText()).toBe(TEXT)
    expect(file.changed()?.rows).toEqual(LEDGER)
    expect(await write(file, [row('mine.md')])).toBe('new')
  })

  it('is left as another program writes it while it is being written', async () => {
    const file = open()
    const written = write(
      file,
      Array.from({ length: 5000 }, (_, index) => row(`mine-${index}.md`)),
    )
    while (readdirSync(posts).length === 0) await setImmediate()
    writeFileSync(at(LEDGER_NAME), TEXT)
    expect(await written).toBe('overtaken')
    expect(await ledgerText()).toBe(TEXT)
    expect(await readdir(posts)).toEqual([LEDGER_NAME])
  })

  it('is never overwritten while it is broken', async () => {
    await writeFile(at(LEDGER_NAME), TEXT)
    const file = open()
    file.changed()
    await writeFile(at(LEDGER_NAME), '{"posts": <<')
    expect(() => file.changed()).toThrow(`${at(LEDGER_NAME)}`)
    expect(await write(file, LEDGER)).toBe('overtaken')
    expect(await ledgerText()).toBe('{"posts": <<')
    await rm(at(LEDGER_NAME))
    expect(file.changed()).toBeUndefined()
    expect(await write(file, LEDGER)).toBe('new')
  })

  it('that cannot be written is reported with what to do', async () => {
    const file = new LedgerFile(join(posts, 'gone'))
    await expect(write(file, LEDGER)).rejects.toThrow(
      /cannot be written \(ENOENT\).*Make the folder writable/,
    )
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
    await writeFile(at(LEDGER_NAME), 'no ledger')
    await rename(at('tea.md'), at('one.md'))
    expect(await idAt('one')).toBe(id)
    await rename(at('one.md'), at('two.md'))
    expect(await idAt('two')).toBe(id)
    expect(await ledgerText()).toBe('no ledger')
    expect(failures).toEqual([expect.stringContaining('not valid JSON')])
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

  it('reads the marks of a merge, reports them, and writes the file anew', async () => {
    await writeFile(at('tea.md'), TEA)
    await start()
    const id = await idAt('tea')
    await written('tea.md')
    const [head, line = '', ...end] = ((await ledgerText()) ?? '').split('\n')
    const other = line.replaceAll('tea', 'rain')
    const text = [head, '<<<<<<< HEAD', line, '=======', other, '>>>>>>> b', ...end].join('\n')
    await writeFile(at(LEDGER_NAME), text)
    await rename(at('tea.md'), at('one.md'))
    expect(await idAt('one')).toBe(id)
    await written('one.md')
    expect(await ledgerText()).toContain('"path":"rain.md"')
    expect(await ledgerText()).not.toContain('<<<<<<<')
    expect(failures).toEqual([expect.stringContaining('merge conflict')])
  })

  it('writes nothing where it shall not', async () => {
    await writeFile(at('tea.md'), TEA)
    await start(false)
    await idAt('tea')
    expect(await readdir(posts)).toEqual(['tea.md'])
  })
})

/** Run in the folder itself, where there is no configuration. */
describe('the commands', () => {
  const dropfeed = async (...args: string[]) => {
    const { code, out, error } = await runIn(posts, [...args, '--posts', posts])
    return { code, text: error + out }
  }
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
