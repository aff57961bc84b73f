/** The package as npm packs it, installed in a folder of its own: its commands there, and the examples with it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { installed, NPM_ENVIRONMENT, run } from '../support/packed.ts'

const env = { ...NPM_ENVIRONMENT, CI: '1' }

let folder: string
let running: ChildProcess[] = []
const at = (...names: string[]) => join(folder, ...names)

/** The command that npm has linked, in the folder: what it prints, and its exit code. */
async function dropfeed(...args: string[]) {
  try {
    const { stdout, stderr } = await run(at('node_modules/.bin/dropfeed'), args, { cwd: folder, env })
    return { code: 0, out: stdout, error: stderr }
  } catch (failure) {
    const { code, stdout, stderr } = failure as { code: number; stdout: string; stderr: string }
    return { code, out: stdout, error: stderr }
  }
}

/** Starts a server, and waits until it answers at an address. */
async function start(command: string, args: readonly string[], address: string, extra = {}): Promise<string> {
  const child = spawn(command, args, { cwd: folder, env: { ...env, ...extra }, detached: true })
  running.push(child)
  let printed = ''
  child.stdout.on('data', (chunk) => (printed += chunk))
  child.stderr.on('data', (chunk) => (printed += chunk))
  for (let tries = 0; tries < 300; tries++) {
    const response = await fetch(address).catch(() => undefined)
    if (response?.ok) return response.text()
    if (child.exitCode !== null) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${command} ${args.join(' ')} does not serve ${address}: ${printed}`)
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-package-'))
  await run('cp', ['-al', `${await installed()}/.`, folder])
}, 240_000)
afterEach(() => {
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, 'SIGTERM')
  running = []
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the package', () => {
  it('holds what it needs, and what README links to: no sources and no tests', async () => {
    const names = await readdir(at('node_modules/dropfeed'), { recursive: true })
    for (const name of names) expect(name).not.toMatch(/^(?:src|test|tools)(?:\/|$)|\.test\./)
    expect(names.filter((name) => name.startsWith('lib/') && /(?<!\.d)\.ts$/.test(name))).toEqual([])
    const readme = await readFile(at('node_modules/dropfeed/README.md'), 'utf8')
    const prose = readme.replace(/```.*?```/gs, '')
    const links = [...prose.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path = '']) => path)
    expect(links.length).toBeGreaterThan(10)
    expect(links.filter((path) => !names.includes(path))).toEqual([])
    const { exports } = JSON.parse(await readFile(at('node_modules/dropfeed/package.json'), 'utf8'))
    for (const file of Object.values(exports).flatMap((entry) => Object.values(entry as object)))
      if (file.length > 1) expect(names).toContain(file.replace('./', ''))
  })

  it('begins with nothing: no posts, no configuration', async () => {
    const { stdout } = await run('npx', ['--no-install', 'dropfeed', '--version'], { cwd: folder, env })
    expect(stdout).toBe('0.1.0\n')
    expect((await dropfeed('--help')).out).toMatch(/^ +new .*\[title/m)
    const { code, error } = await dropfeed('check')
    expect([code, error]).toEqual([2, expect.stringContaining('begin: dropfeed new "Hello"')])
    expect((await dropfeed('new', 'Green tea')).out).toMatch(/^posts\/.*-green-tea\.md\n$/)
    expect(await dropfeed('check')).toMatchObject({ code: 0, out: '1 post, 0 problems.\n' })
    expect((await dropfeed('diff')).code).toBe(2)
    expect((await dropfeed('build')).out).toContain('Built 1 post into 1 feed')
    expect(await readFile(at('dist/site/rss.xml'), 'utf8')).toContain('<title>Green tea</title>')
    expect((await dropfeed('diff')).out).toContain('nothing.')
  })

  it('reads a configuration in TypeScript that imports it', async () => {
    const site = "defineSite({ title: 'Tea notes' satisfies string })"
    await writeFile(at('feed.config.ts'), `import { defineSite } from 'dropfeed'\nexport default ${site}\n`)
    expect(await dropfeed('check')).toMatchObject({ code: 0, error: '' })
    await dropfeed('build')
    expect(await readFile(at('dist/site/rss.xml'), 'utf8')).toContain('<title>Tea notes</title>')
  })

  it('serves the folder, and a post dropped into it', async () => {
    const port = await freePort()
    const origin = `http://localhost:${port}`
    const args = ['--no-install', 'dropfeed', 'serve', '--port', String(port)]
    expect(await start('npx', args, `${origin}/rss.xml`)).toContain('Green tea')
    await dropfeed('new', 'Mint tea')
    await expect
      .poll(async () => (await fetch(`${origin}/rss.xml`)).text(), { timeout: 5000 })
      .toContain('Mint tea')
    expect((await dropfeed('diff', '--against', origin)).out).toContain('nothing.')
  })

  it('says what is missing for the edge, and goes on once it is there', async () => {
    expect(await dropfeed('dev:edge')).toMatchObject({
      code: 2,
      error: expect.stringContaining('npm install --save-dev wrangler'),
    })
    await symlink(resolve('node_modules/wrangler'), at('node_modules/wrangler'))
    const port = await freePort()
    const args = ['--no-install', 'dropfeed', 'dev:edge', '--port', String(port)]
    const feed = `http://localhost:${port}/rss.xml`
    expect(await start('npx', args, feed)).toContain('Green tea')
    await dropfeed('new', 'White tea')
    await expect.poll(async () => (await fetch(feed)).text(), { timeout: 20_000 }).toContain('White tea')
  })
})

describe('the example', () => {
  beforeAll(async () => {
    await cp(at('node_modules/dropfeed/examples'), at('examples'), { recursive: true })
    await writeFile(at('feed.config.ts'), "export default { url: 'https://host.example/blog' }")
    await mkdir(at('posts'), { recursive: true })
    await dropfeed('new', 'Black tea')
    await dropfeed('build')
  })

  it('for Node serves a folder below /blog', async () => {
    const port = await freePort()
    const address = `http://localhost:${port}/blog/rss.xml`
    const text = await start(process.execPath, ['examples/node/server.ts'], address, { PORT: String(port) })
    expect(text).toContain('<title>Black tea</title>')
    expect(text).toContain(`<link>http://localhost:${port}/blog/</link>`)
    expect(await (await fetch(`http://localhost:${port}/`)).text()).toContain('The site around')
  })

  it('for Workers serves a build below /blog, in workerd', async () => {
    await rename(at('dist'), at('examples/workers/dist'))
    const port = await freePort()
    const wrangler = resolve('node_modules/wrangler/bin/wrangler.js')
    const args = [wrangler, 'dev', '--config', 'examples/workers/wrangler.toml', '--port', String(port)]
    const text = await start(process.execPath, args, `http://localhost:${port}/blog/rss.xml`)
    expect(text).toContain('<title>Black tea</title>')
    expect(text).toContain('<link>https://host.example/blog/</link>')
    expect(await (await fetch(`http://localhost:${port}/`)).text()).toContain('The site around')
    expect((await fetch(`http://localhost:${port}/rss.xml`)).status).toBe(404)
    await rename(at('examples/workers/dist'), at('dist'))
  })

  it.each(['deno', 'bun'])('for %s is an app that serves a build below /blog', async (name) => {
    const script = `
      const { default: app } = await import('./examples/${name}/server.ts')
      const response = await app.fetch(new Request('https://host.example/blog/rss.xml'))
      console.log(await response.text())
    `
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder })
    expect(stdout).toContain('<title>Black tea</title>')
  })

  it('is typed for who uses the package', async () => {
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'esnext', '--types', 'node']
    const files = [
      'node/server.ts',
      'workers/worker.ts',
      'workers/env.d.ts',
      'deno/server.ts',
      'bun/server.ts',
    ]
    await mkdir(at('node_modules/@types'), { recursive: true })
    await symlink(resolve('node_modules/@types/node'), at('node_modules/@types/node'))
    const args = [
      resolve('node_modules/typescript/bin/tsc'),
      ...options,
      ...files.map((file) => `examples/${file}`),
    ]
    await expect(run(process.execPath, args, { cwd: folder, env })).resolves.toMatchObject({ stdout: '' })
  })
})
