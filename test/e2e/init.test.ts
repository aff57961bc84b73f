/** A site from nothing: `dropfeed init` from the package as npm packs it, and everything that it writes, run. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { NPM_ENVIRONMENT as env, installed, npm, run } from '../support/packed.ts'

let folder: string
let started: ChildProcess[] = []
const at = (...names: string[]) => join(folder, ...names)

/** The installed command. */
async function dropfeed(...args: string[]) {
  try {
    const { stdout, stderr } = await run(at('tool/node_modules/.bin/dropfeed'), args, { cwd: folder, env })
    return { code: 0, out: stdout, error: stderr }
  } catch (failure) {
    const { code, stdout, stderr } = failure as { code: number; stdout: string; stderr: string }
    return { code, out: stdout, error: stderr }
  }
}

/** Starts a server in a folder; gives the process and the first address that it prints. */
async function start(cwd: string, program: string, args: readonly string[]) {
  const child = spawn(program, args, { cwd, env: { ...env, XDG_CACHE_HOME: at('cache') }, detached: true })
  started.push(child)
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk))
  await expect.poll(() => printed, { timeout: 30_000 }).toMatch(/http:\/\/localhost:\d+/)
  return { child, address: /http:\/\/localhost:\d+/.exec(printed)?.[0] ?? '' }
}

/** npm does not end what it started when it is killed. */
function end({ pid = 0 }: ChildProcess): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // it has ended
  }
}

const isServed = async (address: string) => (await fetch(address).catch(() => undefined)) !== undefined

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-init-'))
  await symlink(await installed(), at('tool'))
  const words = ['--title', 'Ada’s "tea"', '--url', 'https://tea.example/', '--language', 'de']
  const { code, error } = await dropfeed('init', 'site', ...words)
  expect([code, error]).toEqual([0, ''])
}, 240_000)
afterEach(() => {
  for (const child of started) end(child)
  started = []
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a new site', () => {
  it('is checked, served, takes a drop, and is built', async () => {
    const { address } = await start(at('site'), 'npm', ['start', '--', '--port', '0'])
    const feed = async () => (await fetch(`${address}/rss.xml`)).text()
    expect(await feed()).toContain('<title>Hello</title>')
    expect(await feed()).toContain('<title>Ada’s &quot;tea&quot;</title>')
    await writeFile(at('site/posts/mint.md'), '---\ntitle: Mint\ndate: 2026-01-31\n---\nFresh.\n')
    await expect.poll(feed, { timeout: 10_000 }).toContain('<title>Mint</title>')
    const { stdout } = await npm(['run', 'build'], at('site'))
    expect(stdout).toContain('Built 2 posts')
    expect(await readFile(at('site/dist/site/atom.xml'), 'utf8')).toContain('xml:lang="de"')
    expect((await npm(['run', 'check'], at('site'))).stdout).toContain('2 posts, 0 problems.')
  })

  it.each([
    ['npx', ['--no-install', 'dropfeed', 'serve', '--port', '0']],
    ['npm', ['start', '--', '--port', '0']],
  ])('served by %s ends when that is told to', async (program, args) => {
    const { child, address } = await start(at('site'), program, args)
    expect(await isServed(address)).toBe(true)
    child.kill('SIGTERM')
    await expect.poll(() => isServed(address), { timeout: 10_000 }).toBe(false)
  })

  it('has a lock file that names the tarball beside it', async () => {
    const { packages } = JSON.parse(await readFile(at('site/package-lock.json'), 'utf8'))
    expect(packages['node_modules/dropfeed'].resolved).toBe('file:dropfeed-0.1.0.tgz')
    expect(existsSync(at('site/dropfeed-0.1.0.tgz'))).toBe(true)
  })

  it('has a first post that names the schema of its front matter', async () => {
    const [name = ''] = (await readdir(at('site/posts'))).filter((file) => file.endsWith('-hello.md'))
    const text = await readFile(at('site/posts', name), 'utf8')
    const [, path = ''] = /^# yaml-language-server: \$schema=(.+)$/m.exec(text) ?? []
    const { properties } = JSON.parse(await readFile(at('site/posts', path), 'utf8'))
    expect(properties.date.description).toContain('2026-01-31')
  })

  it('has a configuration that TypeScript accepts', async () => {
    const tsc = join(process.cwd(), 'node_modules/typescript/bin/tsc')
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'esnext',
      '--skipLibCheck',
      'feed.config.ts',
    ]
    await expect(run(process.execPath, [tsc, ...options], { cwd: at('site'), env })).resolves.toMatchObject({
      stdout: '',
    })
  })
})

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly 'continue-on-error'?: boolean
}

/** The job of a workflow. */
function jobOf(site: string) {
  const { jobs } = parse(readFileSync(at(site, '.github/workflows/publish.yml'), 'utf8'))
  const { steps, permissions } = jobs.publish as { steps: readonly Step[]; permissions: object }
  return { steps, permissions }
}

describe('the workflow', () => {
  const git = (cwd: string, ...args: string[]) => {
    const names = ['-c', 'user.name=Ada', '-c', 'user.email=ada@tea.example', '-c', 'init.defaultBranch=main']
    return execFileSync('git', [...names, ...args], { cwd, encoding: 'utf8', stdio: 'pipe' })
  }

  const NO_LEDGER = '::warning file=posts/.identity.json::There is no ledger of ids'
  const ci = { ...env, CI: 'true', GITHUB_ACTIONS: 'true' }

  /** Runs the steps as a runner does; gives what they write to standard error. */
  async function runSteps(checkout: string): Promise<string> {
    let written = ''
    for (const { run: script, 'continue-on-error': mayFail } of jobOf('site').steps) {
      if (script === undefined) continue
      const options = { cwd: at(checkout), env: { ...ci, GITHUB_WORKSPACE: at(checkout) } }
      const running = run('bash', ['-e', '-c', script], options)
      written += (await (mayFail ? running.catch((failure) => failure) : running)).stderr
    }
    return written
  }

  async function idOf(checkout: string, title: string): Promise<string> {
    const { items } = JSON.parse(await readFile(at(checkout, 'dist/site/feed.json'), 'utf8'))
    return items.find((item: { title: string }) => item.title === title).id
  }

  it('runs in a fresh checkout: ids come back to the repository, and a renamed post keeps its own', async () => {
    expect(jobOf('site').steps[0]).toMatchObject({
      uses: expect.stringContaining('actions/checkout@'),
      with: { 'fetch-depth': 0 },
    })
    await writeFile(at('site/posts/lemon.md'), '---\ntitle: Lemon\ndate: 2026-01-30\n---\nSour.\n')
    await rm(at('site/posts/.identity.json'), { force: true })
    git(folder, 'init', '--quiet', '--bare', 'origin')
    git(at('site'), 'init', '--quiet')
    git(at('site'), 'add', '.')
    git(at('site'), 'commit', '--quiet', '--message', 'Begin')
    git(at('site'), 'push', '--quiet', at('origin'), 'HEAD:main')
    git(folder, 'clone', '--quiet', at('origin'), 'first')
    expect(await runSteps('first')).toContain(NO_LEDGER)
    git(folder, 'clone', '--quiet', at('origin'), 'second')
    git(at('second'), 'mv', 'posts/lemon.md', 'posts/lime.md')
    git(at('second'), 'commit', '--quiet', '--message', 'Rename')
    expect(await runSteps('second')).not.toContain(NO_LEDGER)
    expect(await idOf('second', 'Lemon')).toBe(await idOf('first', 'Lemon'))
    expect(git(at('origin'), 'show', 'main:posts/.identity.json')).toContain('lime.md')
    expect(git(at('origin'), 'log', '--format=%s', 'main').split('\n')[0]).toBe('Keep the ids of new posts')
  }, 120_000)

  it.each([
    ['pages', ['contents', 'id-token', 'pages'], 'actions/deploy-pages@v4'],
    ['workers', ['contents'], 'npx dropfeed deploy'],
    ['live', ['contents'], 'npx dropfeed push --to https://tea.example --delete'],
  ])('for %s asks for no more than it needs', async (deploy, wanted, last) => {
    const args = ['--deploy', deploy, '--url', 'https://tea.example', '--no-install']
    expect((await dropfeed('init', deploy, ...args)).code).toBe(0)
    const { steps, permissions } = jobOf(deploy)
    expect(Object.keys(permissions).sort()).toEqual(wanted)
    expect([steps.at(-1)?.run, steps.at(-1)?.uses]).toContain(last)
    const { devDependencies = {} } = JSON.parse(await readFile(at(deploy, 'package.json'), 'utf8'))
    expect(Object.keys(devDependencies)).toEqual(deploy === 'workers' ? ['wrangler'] : [])
  })
})

describe('the image', () => {
  it('copies what is there, runs as a user of its own, and its command takes the signals', async () => {
    const lines = (await readFile(at('site/Dockerfile'), 'utf8')).split('\n')
    const all = (word: string) =>
      lines.flatMap((line) => (line.startsWith(`${word} `) ? line.slice(word.length + 1) : []))
    for (const name of all('COPY').flatMap((line) => line.split(' ').slice(0, -1)))
      expect(
        (await readdir(at('site'))).some(
          (file) => file === name || (name === '*.tgz' && file.endsWith('.tgz')),
        ),
      ).toBe(true)
    expect(all('USER')).toEqual(['dropfeed'])
    expect(all('VOLUME').flatMap((list) => JSON.parse(list))).toEqual(['/site/posts', '/site/state'])
    const [command = ''] = all('CMD')
    const [program = '', ...args]: string[] = JSON.parse(command)
    const { child, address } = await start(at('site'), join(at('site'), program), [
      ...args.slice(0, -4),
      '--port',
      '0',
    ])
    expect(await isServed(address)).toBe(true)
    child.kill('SIGTERM')
    const code = await new Promise((resolve) => child.once('exit', resolve))
    expect(code).toBe(0)
  })
})

describe('init', () => {
  it.each([
    ['.', 'Look at the site: npm start -- --open'],
    ['green tea', 'Look at the site: cd "green tea" && npm start -- --open'],
  ])('ends with the command that shows the site in %j', async (name, last) => {
    await mkdir(at('around'), { recursive: true })
    const program = at('tool/node_modules/.bin/dropfeed')
    const { stdout } = await run(program, ['init', name, '--no-install'], { cwd: at('around'), env })
    expect(stdout.trim().split('\n').at(-1)).toBe(last)
  })

  it('keeps what is in the folder, and says so', async () => {
    await mkdir(at('old/posts'), { recursive: true })
    await writeFile(at('old/package.json'), '{ "name": "mine" }')
    await writeFile(at('old/feed.config.ts'), 'export default {}')
    await writeFile(at('old/posts/mine.md'), 'Mine.')
    const { code, out } = await dropfeed('init', 'old')
    expect(code).toBe(0)
    expect(out).toContain('old/package.json is there already, and stays as it is')
    expect(out).toContain('npm install file:dropfeed-0.1.0.tgz')
    expect(await readFile(at('old/package.json'), 'utf8')).toBe('{ "name": "mine" }')
    expect(await readFile(at('old/feed.config.ts'), 'utf8')).toBe('export default {}')
    expect(await readdir(at('old/posts'))).toEqual(['mine.md'])
    expect(existsSync(at('old/Dockerfile'))).toBe(true)
    expect(existsSync(at('old/node_modules'))).toBe(false)
  })

  it.each([
    ['a file', ['taken'], '"taken" is a file.'],
    ['a wrong address', ['new', '--url', 'tea.example'], '--url: "url" is not a web address'],
    ['a wrong language', ['new', '--language', 'english'], '--language: "language" is not a language tag'],
    ['another place to deploy', ['new', '--deploy', 'ftp'], 'Allowed choices are pages, workers, live.'],
  ])('refuses %s, and writes nothing', async (_, args, message) => {
    await writeFile(at('taken'), '')
    const { code, error } = await dropfeed('init', ...args)
    expect([code, error]).toEqual([2, expect.stringContaining(message)])
    expect(existsSync(at('new'))).toBe(false)
  })

  it('asks at a terminal, and again after a mistake', async () => {
    const command = `${at('tool/node_modules/.bin/dropfeed')} init asked --no-install`
    const child = spawn('script', ['-qfec', command, '/dev/null'], { cwd: folder, env, detached: true })
    started.push(child)
    let printed = ''
    child.stdout.on('data', (chunk) => (printed += chunk))
    const answer = async (question: string, text: string) => {
      await expect.poll(() => printed, { timeout: 10_000 }).toContain(question)
      printed = ''
      child.stdin.write(`${text}\n`)
    }
    await answer('Title of the site [Asked]: ', '')
    await answer('Its address on the web', 'tea.example')
    await answer('"url" is not a web address', 'https://tea.example')
    await answer('Language of the posts [en]: ', 'pt-BR')
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0)
    const config = await readFile(at('asked/feed.config.ts'), 'utf8')
    for (const line of ["title: 'Asked',", "url: 'https://tea.example',", "language: 'pt-BR',"])
      expect(config).toContain(line)
  })

  it('is what npm create dropfeed runs', async () => {
    const program = at('tool/node_modules/.bin/create-dropfeed')
    await run(program, ['created', '--no-install'], { cwd: folder, env })
    expect(await readFile(at('created/feed.config.ts'), 'utf8')).toContain("title: 'Created',")
    expect(existsSync(at('created/dropfeed-0.1.0.tgz'))).toBe(true)
  })

  it('reports an npm that fails, and leaves the files', async () => {
    await mkdir(at('bin'), { recursive: true })
    await writeFile(at('bin/npm'), '#!/bin/sh\nexit 1\n')
    await chmod(at('bin/npm'), 0o755)
    const failing = { ...env, PATH: `${at('bin')}${delimiter}${env.PATH}` }
    const running = run(at('tool/node_modules/.bin/dropfeed'), ['init', 'offline'], {
      cwd: folder,
      env: failing,
    })
    await expect(running).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('npm could not install'),
    })
    expect(existsSync(at('offline/feed.config.ts'))).toBe(true)
  })
})
