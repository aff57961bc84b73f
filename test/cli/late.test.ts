/** What few posts need is loaded where they need it: by a process that has nothing loaded yet. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, it } from 'vitest'
import { runIn } from '../support/command.ts'

/** Each needs what none of the others need, or shows that it does not. */
const POSTS: Readonly<Record<string, string>> = {
  'plain.md': '---\ntitle: Plain\ndate: 2026-01-01\n---\nText.\n',
  'html.md': '---\ntitle: Raw\ndate: 2026-01-02\n---\n<p onclick="x()">Raw <b>text\n',
  'toml.md': '+++\ntitle = "In TOML"\ndate = 2026-01-03\n+++\nText.\n',
  'yaml.md': '---\ntitle: >\n  In\n  YAML\ndate: 2026-01-04\n---\nText.\n',
  'wrong.md': '---\ntitle: Wrong\ndate: soon\n---\nText.\n',
}

interface Item {
  readonly title: string
  readonly content_html: string
}

async function siteOf(names: readonly string[]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'dropfeed-late-'))
  await mkdir(join(root, 'posts'))
  for (const name of names) await write(root, name)
  return root
}

function write(root: string, name: string): Promise<void> {
  return writeFile(join(root, 'posts', name), POSTS[name] ?? '')
}

/** Also with hundreds of posts, of which helpers take their share. */
async function addPlain(root: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++)
    await writeFile(
      join(root, 'posts', `n${index}.md`),
      `---\ntitle: N${index}\ndate: 2025-01-01\n---\nOf ${index}.\n`,
    )
}

async function build(root: string): Promise<{ told: string; titles: string[]; html: string | undefined }> {
  const { out } = await runIn(root, ['build', '--json'], { XDG_CACHE_HOME: join(root, 'cache') })
  const feed: { items: Item[] } = JSON.parse(await readFile(join(root, 'dist/site/feed.json'), 'utf8'))
  const { problems }: { problems: { path: string; line: number }[] } = JSON.parse(out)
  return {
    told: problems.map(({ path, line }) => `${path}:${line}`).join(),
    titles: feed.items.map(({ title }) => title).slice(0, 4),
    html: feed.items.find(({ title }) => title === 'Raw')?.content_html,
  }
}

const ALL = {
  told: 'wrong.md:3',
  titles: ['In YAML', 'In TOML', 'Raw', 'Plain'],
  html: '<p>Raw <b>text\n</b></p>',
}

/** The next event of a server that tells one in a line. */
async function event(lines: AsyncIterator<string>, name: string): Promise<{ address?: string }> {
  for (;;) {
    const { value, done } = await lines.next()
    const told: { event: string; address?: string } = JSON.parse(value ?? '{}')
    if (done || told.event === name) return told
  }
}

function serve(root: string): ChildProcess {
  const args = [resolve('src/cli/bin.js'), 'serve', '--json', '--log', 'off', '--port', '0']
  const env = { ...process.env, XDG_CACHE_HOME: join(root, 'cache') }
  return spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
}

describe.concurrent('what few posts need', { timeout: 120_000 }, () => {
  it('is there for a build, whatever is remembered', async ({ expect }) => {
    const root = await siteOf(Object.keys(POSTS))
    expect(await build(root)).toEqual(ALL)
    await writeFile(join(root, 'posts/plain.md'), `${POSTS['plain.md']}More.\n`)
    expect(await build(root)).toEqual(ALL)
    await rm(root, { recursive: true })
  })

  it('is there for helpers', async ({ expect }) => {
    const root = await siteOf(Object.keys(POSTS))
    await addPlain(root, 400)
    expect(await build(root)).toEqual(ALL)
    await rm(root, { recursive: true })
  })

  it.for(['html.md', 'toml.md', 'yaml.md'])(
    'is there for a server when %s comes',
    async (name, { expect }) => {
      const root = await siteOf(['plain.md'])
      const server = serve(root)
      try {
        const lines = createInterface({ input: server.stdout ?? process.stdin })[Symbol.asyncIterator]()
        const { address } = await event(lines, 'listening')
        await write(root, name)
        await event(lines, 'published')
        const response = await fetch(`${address}/feed.json`)
        const { items } = (await response.json()) as { items: Item[] }
        expect(items).toHaveLength(2)
      } finally {
        server.kill()
        await once(server, 'close')
        await rm(root, { recursive: true })
      }
    },
  )
})
