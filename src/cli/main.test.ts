/** The commands as people run them, above all with input that is wrong. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createConnection } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runIn, spawnIn } from '../../test/support/command.ts'
import { content, litter } from '../../test/support/output.ts'

const GOOD = '---\ntitle: Good\ndate: 2026-01-02\n---\nFine.\n'
const BAD = '---\ntitle: Bad\ndate: tomorow\n---\nNot fine.\n'

let folder: string
const at = (...names: string[]) => join(folder, ...names)
const drop = (name: string, content: string | Uint8Array) => writeFile(at('posts', name), content)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-cli-'))
  await mkdir(at('posts'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const dropfeed = (...args: string[]) => runIn(folder, args)

it('tells a Node.js that is too old so', async () => {
  const old = `import module from 'node:module'
    delete module.enableCompileCache
    module.syncBuiltinESMExports()
    Object.defineProperty(process, 'versions', { value: { node: '20.9.0' } })`
  const options = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(old)}` }
  const { code, error } = await spawnIn(folder, ['check'], options)
  expect(error).toMatch(/^dropfeed needs Node\.js 24 or newer, and this is 20\.9\.0\. Get it/)
  expect(code).toBe(2)
})

it('tells of a command what it can do, in either order of the words', async () => {
  const told = await dropfeed('help', 'build')
  expect(told).toEqual(await dropfeed('build', '--help'))
  expect([told.code, told.out]).toEqual([0, expect.stringContaining('--strict')])
})

describe('check', () => {
  it('exits with 0 and counts, where all is well', async () => {
    await drop('good.md', GOOD)
    expect(await dropfeed('check')).toEqual({ code: 0, out: '1 post, 0 problems.\n', error: '' })
  })

  it('names file, line, what and what to do, and exits with 1', async () => {
    await drop('bad.md', BAD)
    const { code, out } = await dropfeed('check')
    expect(code).toBe(1)
    expect(out).toContain('posts/bad.md:3:7: error: "date" is not a date ("tomorow"). Write it as 2026-01-31')
  })

  it('prints JSON for machines', async () => {
    await drop('bad.md', BAD)
    const { code, out } = await dropfeed('check', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out).problems).toMatchObject([{ severity: 'error', path: 'bad.md', line: 3 }])
  })

  it.each([
    [
      'a file that is not UTF-8',
      'posts/latin.md:4: error: The file is not UTF-8',
      () => drop('latin.md', Buffer.from('---\ndate: 2026-01-01\n---\ncaf\xe9', 'latin1')),
    ],
    ['a folder named like a post', 'posts/x.md: warning: This is a folder', () => mkdir(at('posts', 'x.md'))],
    [
      'a link out of the folder',
      'posts/link.md: warning: This is a symbolic link',
      () => symlink('/etc/hostname', at('posts', 'link.md')),
    ],
    [
      'a linked folder',
      'posts/etc: warning: This is a symbolic link',
      () => symlink('/etc', at('posts', 'etc')),
    ],
  ])('tells of %s in one message', async (_, message, make) => {
    await drop('good.md', GOOD)
    await make()
    const { code, out } = await dropfeed('check')
    expect(out).toContain(message)
    expect(out).toMatch(/^1 post, 1 problem(?: \(1 post left out\))?\.$/m)
    expect(code).toBe(1)
  })

  it('tells of an unreadable file', async () => {
    await drop('locked.md', GOOD)
    await chmod(at('posts', 'locked.md'), 0)
    const { out, code } = await dropfeed('check')
    // the superuser may read every file: then there is nothing to tell
    if (process.getuid?.() === 0) expect(out).toBe('1 post, 0 problems.\n')
    else
      expect([code, out]).toEqual([
        1,
        expect.stringContaining('posts/locked.md: The file cannot be read (EACCES)'),
      ])
  })
})

describe('the posts folder', () => {
  it.each(['check', 'build', 'serve'])('%s says clearly that it does not exist', async (command) => {
    const { code, error } = await dropfeed(command, '--posts', 'nowhere')
    expect(error).toBe(
      'The folder "nowhere" does not exist. Name another with --posts, or begin: dropfeed new "Hello".\n',
    )
    expect(code).toBe(2)
  })

  it('may be empty: the build holds valid, empty feeds', async () => {
    expect((await dropfeed('build')).code).toBe(0)
    expect(await readFile(at('dist/site/rss.xml'), 'utf8')).not.toContain('<item>')
    expect(JSON.parse(await readFile(at('dist/site/feed.json'), 'utf8')).items).toEqual([])
  })
})

describe('build', () => {
  it('publishes everything else and exits with 0 where a post is broken', async () => {
    await drop('good.md', GOOD)
    await drop('bad.md', BAD)
    const { code, error } = await dropfeed('build')
    expect(code).toBe(0)
    expect(error).toContain('posts/bad.md:3:')
    expect(await readFile(at('dist/site/rss.xml'), 'utf8')).toContain('<title>Good</title>')
  })

  it('with --strict replaces nothing and exits with 1', async () => {
    await drop('good.md', GOOD)
    await dropfeed('build')
    const before = await readFile(at('dist/site/rss.xml'), 'utf8')
    await drop('better.md', GOOD.replace('Good', 'Better'))
    await drop('bad.md', BAD)
    expect((await dropfeed('build', '--strict')).code).toBe(1)
    expect(await readFile(at('dist/site/rss.xml'), 'utf8')).toBe(before)
  })

  it('writes the same bytes for the same input and instant, and no litter', async () => {
    await drop('good.md', GOOD)
    await dropfeed('build', '--out', 'a', '--now', '2026-06-01')
    await dropfeed('build', '--out', 'b', '--now', '2026-06-01')
    await dropfeed('build', '--out', 'b', '--now', '2026-06-01')
    const [a, b] = [content(at('a')), content(at('b'))]
    expect(Object.keys(a).length).toBeGreaterThan(10)
    expect(b).toEqual(a)
    expect(litter(at('b'))).toEqual([])
  })

  it('shows the feeds as they will be at --now, and holds back what comes later', async () => {
    await drop('later.md', GOOD.replace('2026-01-02', '2031-01-02').replace('Good', 'Later'))
    await dropfeed('build', '--out', 'now')
    await dropfeed('build', '--out', 'then', '--now', '2031-02-01')
    expect(JSON.stringify(await tree(at('now/site')))).not.toMatch(/later/i)
    expect(await readFile(at('then/site/rss.xml'), 'utf8')).toContain('<title>Later</title>')
  })

  it('replaces nothing that it has not written', async () => {
    await drop('good.md', GOOD)
    await mkdir(at('mine/site'), { recursive: true })
    await writeFile(at('mine/site/mine.html'), 'mine')
    await writeFile(at('file'), 'mine')
    expect((await dropfeed('build', '--out', 'mine')).error).toContain('was not written by dropfeed')
    expect((await dropfeed('build', '--out', 'posts/out')).error).toContain('is in the posts folder')
    expect((await dropfeed('build', '--out', 'file')).error).toContain('is a file, not a folder')
    expect(await readFile(at('mine/site/mine.html'), 'utf8')).toBe('mine')
  })

  it('writes nowhere else, whatever leads there, and removes nothing', async () => {
    await drop('good.md', GOOD)
    await mkdir(at('precious'))
    await writeFile(at('precious/file'), 'mine')
    await mkdir(at('linked'))
    await symlink('../precious', at('linked/.dropfeed'))
    expect((await dropfeed('build', '--out', 'linked')).error).toContain('was not written by dropfeed')
    expect(await readFile(at('precious/file'), 'utf8')).toBe('mine')
    await dropfeed('build', '--out', 'home')
    await rm(at('home/site'), { recursive: true })
    await mkdir(at('home/site'))
    await writeFile(at('home/site/good.md'), GOOD)
    const { error } = await dropfeed('build', '--posts', 'home/site', '--out', 'home')
    expect(error).toContain('The posts are where builds are written to')
    expect(await readFile(at('home/site/good.md'), 'utf8')).toBe(GOOD)
  })

  it('goes without what cannot be remembered', async () => {
    await drop('good.md', GOOD)
    await writeFile(at('file'), '')
    for (const place of [at('file'), '/proc/1/x']) {
      const { code, out } = await runIn(folder, ['build'], { XDG_CACHE_HOME: place })
      expect([code, out]).toEqual([0, expect.stringMatching(/^Built 1 post /)])
    }
  })

  it('of a day to come has no influence on one of today', async () => {
    await drop('good.md', GOOD)
    await dropfeed('build')
    await drop('good.md', GOOD.replace('Good', 'Better'))
    await dropfeed('build', '--now', '2099-01-01')
    await dropfeed('build')
    const { packs } = JSON.parse(await readFile(at('dist/snapshot/manifest.json'), 'utf8'))
    const main = await readFile(at(`dist/snapshot/packs/${packs.feeds[0]}`), 'utf8')
    expect(main).toContain('"editions"')
    expect(main).not.toContain('4070908800000')
  })

  it('never writes a draft anywhere', async () => {
    await drop('good.md', GOOD)
    await drop('draft.md', GOOD.replace('Good', 'Hushhush\ndraft: true'))
    await dropfeed('build')
    expect(JSON.stringify(await tree(at('dist')))).not.toContain('Hushhush')
  })
})

describe('the configuration', () => {
  // Node.js loads it, not Vitest
  const dropfeed = (...args: string[]) => spawnIn(folder, args)

  it.each([
    [
      'a typo',
      'export default { titel: "x" }',
      'feed.config.ts: error: "titel" is not a setting ("x"). Did you mean "title"?',
    ],
    [
      'a wrong value',
      'export default { feeds: { limit: "many" } }',
      'feed.config.ts: error: "feeds.limit" is not a whole number of 1 or more ("many"). Write it as limit: 50.',
    ],
    [
      'an error',
      'throw new Error("no luck")',
      'feed.config.ts:1:7: error: The configuration stops with an error: no luck',
    ],
    ['a syntax error', 'export default {', 'feed.config.ts:1: error: The configuration stops with an error:'],
    [
      'a setting that throws when it is asked for',
      "export default { get title() { throw new Error('no title') } }",
      'feed.config.ts:1:38: error: The configuration stops with an error: no title',
    ],
    [
      'what cannot be written',
      'throw Object.create(null)',
      'feed.config.ts: error: The configuration stops with an error: {}',
    ],
    ['no table', 'export default 42', 'feed.config.ts: error: It must export a table of settings.'],
  ])('with %s gets one clear message and exit code 2', async (_, text, message) => {
    await writeFile(at('feed.config.ts'), text)
    const { code, error } = await dropfeed('check')
    expect(error).toContain(message)
    expect(error.trim().split('\n')).toHaveLength(1)
    expect(code).toBe(2)
  })

  it.each([
    ['types that cannot be removed', 'feed.config.ts', 'export default {\n  title: "x"\n  url: "y"\n}', ':3'],
    ['an enum', 'feed.config.ts', 'export default {}\nenum A { x }', ':2'],
    ['an error in a function', 'feed.config.ts', '\nconst f = () => x\nexport default f()', ':2:17'],
    ['a package that lacks a name', 'feed.config.ts', "\nimport { site } from 'dropfeed'\n", ':2'],
  ])('tells on which line it stops: %s', async (_, name, text, place) => {
    await writeFile(at(name), text)
    expect((await dropfeed('check')).error).toContain(`${name}${place}: error: The configuration stops with`)
  })

  it('tells in which of its files it stops', async () => {
    await mkdir(at('parts'))
    await writeFile(at('parts/site.ts'), '\nexport const site = {{')
    await writeFile(at('feed.config.ts'), "import { site } from './parts/site.ts'\nexport default site")
    expect((await dropfeed('check')).error).toMatch(/^parts\/site\.ts:2: error: The configuration stops with/)
  })

  it.each(['feed.config.js', 'feed.config.mjs'])('may be %s', async (name) => {
    await writeFile(at('package.json'), '{ "type": "commonjs" }')
    await writeFile(at(name), 'export default { titel: "x" }')
    const { code, error } = await dropfeed('check')
    expect([code, error]).toEqual([
      2,
      `${name}: error: "titel" is not a setting ("x"). Did you mean "title"?\n`,
    ])
  })

  it('is the first of several', async () => {
    await writeFile(at('feed.config.ts'), 'export default {}')
    await writeFile(at('feed.config.mjs'), 'export default { titel: "x" }')
    await drop('good.md', GOOD)
    expect(await dropfeed('check')).toEqual({ code: 0, out: '1 post, 0 problems.\n', error: '' })
  })

  it('is a module, whatever the package.json beside it says', async () => {
    await writeFile(at('package.json'), '{ "type": "commonjs" }')
    await writeFile(at('feed.config.ts'), 'const title: string = "x"\nexport default { title }')
    await drop('good.md', GOOD)
    expect(await dropfeed('check')).toEqual({ code: 0, out: '1 post, 0 problems.\n', error: '' })
  })

  it('finds the package that reads it, with no copy of it anywhere near', async () => {
    const text = "import { defineSite } from 'dropfeed'\nexport default defineSite({ title: 'Tea notes' })\n"
    await writeFile(at('feed.config.ts'), text)
    await drop('good.md', GOOD)
    expect(await dropfeed('check')).toEqual({ code: 0, out: '1 post, 0 problems.\n', error: '' })
  })

  it('finds it also from a module that the configuration imports', async () => {
    const text = "import { defineSite } from 'dropfeed'\nexport default defineSite({ title: 'Tea notes' })\n"
    await writeFile(at('shared.ts'), text)
    await writeFile(at('feed.config.ts'), "import shared from './shared.ts'\nexport default { ...shared }\n")
    await writeFile(at('package.json'), '{ "type": "module" }')
    await drop('good.md', GOOD)
    expect(await dropfeed('check')).toEqual({ code: 0, out: '1 post, 0 problems.\n', error: '' })
  })

  it('that is named must be there', async () => {
    const { code, error } = await dropfeed('check', '--config', 'other.ts')
    expect(error).toContain('other.ts: error: There is no such configuration file.')
    expect(code).toBe(2)
  })
})

describe('serve', () => {
  it('says clearly that a port it was told to use is in use', async () => {
    const other = createServer().listen(0)
    await new Promise((resolve) => other.once('listening', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { code, error } = await dropfeed('serve', '--port', String(port))
    other.close()
    expect(error).toBe(
      `Port ${port} is in use. Stop the program that uses it, or choose another with --port.\n`,
    )
    expect(code).toBe(1)
  })

  it('says that its usual port is in use, and takes the next free one', async () => {
    const other = createServer().listen(3000)
    // the port may be taken already, which is as good
    const isOurs = await new Promise((resolve) => {
      other.once('listening', () => resolve(true)).once('error', () => resolve(false))
    })
    const { child, told } = await started('serve')
    expect(told).toMatch(/ at http:\/\/localhost:(?!3000 )\d+\n/)
    const [warned] = await once(child.stderr, 'data')
    expect(String(warned)).toContain('Port 3000 is in use.')
    child.kill()
    await once(child, 'close')
    if (isOurs) other.close()
  })

  it.each<[host: string, origin: string, address: string]>([
    ['127.0.0.1', 'http://127.0.0.1:', '127.0.0.1'],
    ...(hasIpv6() ? [['[::1]', 'http://[::1]:', '::1'] satisfies [string, string, string]] : []),
    ['0.0.0.0', 'http://localhost:', '127.0.0.1'],
  ])('listens at --host %s, and says where to open it', async (host, origin, address) => {
    const { child, told } = await started('serve', '--host', host, '--port', '0')
    expect(told).toContain(` at ${origin}`)
    const port = Number(/at http:\/\/\S+:(\d+)/.exec(told)?.[1])
    expect(await canConnect(port, address)).toBe(true)
    expect(await canConnect(port, '127.0.0.2')).toBe(host === '0.0.0.0')
    child.kill()
    await once(child, 'close')
  })

  it.each([
    ['192.0.2.1', '"192.0.2.1" is not an address of this machine (EADDRNOTAVAIL). Write --host 127.0.0.1'],
    ['nowhere.invalid', '"nowhere.invalid" is not an address of this machine ('],
    ['http://localhost', 'A host is an address of this machine'],
    ['', 'A host is an address of this machine'],
  ])('says in plain words that it cannot listen at %j', async (host, message) => {
    const { code, error } = await dropfeed('serve', '--host', host, '--port', '0')
    expect([code, error]).toEqual([2, expect.stringContaining(message)])
  })
})

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))
}

/** A command that goes on, and the first line that it tells. */
async function started(...args: string[]) {
  const child = spawn(process.execPath, [resolve('src/cli/bin.js'), ...args], { cwd: folder })
  const [told] = await once(child.stdout, 'data')
  return { child, told: String(told) }
}

function canConnect(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, host)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

describe('usage', () => {
  it.each([
    ['serve', '--port', 'many'],
    ['build', '--now', 'soon'],
    ['bild'],
    ['check', '--nope'],
    ['build', '--posts', 'nowhere'],
    ['build', '--posts', 'file'],
    ['serve', '--posts', 'file'],
    ['build', '--out', 'posts'],
    ['build', '--out', 'file'],
    ['build', '--out', 'mine'],
    ['adopt', 'nothing.xml'],
    ['adopt', 'posts'],
    ['new', '--posts', 'file', 'Tea'],
    ['new', '--posts', 'a/b/c', 'Tea'],
  ])('%s %s %s exits with 2', async (...args) => {
    await writeFile(at('file'), '')
    await mkdir(at('mine/site'), { recursive: true })
    expect((await dropfeed(...args)).code).toBe(2)
  })

  it('is not wrong where the system refuses', async () => {
    const { code, error } = await dropfeed('build', '--out', '/proc/dropfeed')
    expect([code, error]).toEqual([1, expect.stringContaining('cannot be made (ENOENT)')])
  })
})

async function tree(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const contents = await Promise.all(files.map((file) => readFile(file, 'latin1')))
  return Object.fromEntries(files.map((file, index) => [file.slice(root.length), contents[index] ?? '']))
}
