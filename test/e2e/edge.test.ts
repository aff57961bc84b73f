/** What only a real connection to workerd, and the bundle itself, can show. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestHarness } from 'wrangler'
import { type RunningServer, startServer } from '../../src/serve/node.ts'
import { contract } from '../contract.ts'
import { CONTRACT_NOW, CONTRACT_OUT, CONTRACT_POSTS, contractSite } from '../support/contract-site.ts'
import { wire } from '../support/wire.ts'

const run = promisify(execFile)

async function read(address: string) {
  const response = await fetch(encodeURI(address))
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, etag: response.headers.get('etag'), bytes }
}

describe('the Worker behind a real connection', () => {
  const harness = createTestHarness({
    root: process.cwd(),
    workers: [{ configPath: 'test/wrangler.toml', vars: { NOW: new Date(CONTRACT_NOW).toISOString() } }],
  })
  let edge: string
  let node: RunningServer

  beforeAll(async () => {
    edge = (await harness.listen()).url.origin
    node = await startServer({
      posts: CONTRACT_POSTS,
      siteAt: contractSite,
      port: 0,
      strictPort: false,
      now: CONTRACT_NOW,
      events: { published() {}, waiting() {}, failed() {} },
    })
  })
  afterAll(async () => {
    await harness.close()
    await node.close()
  })

  it('serves every document, page and file with the bytes and the tag of Node', async () => {
    const manifest: { feeds: { base: string; since?: number }[] } = JSON.parse(
      await readFile(join(CONTRACT_OUT, 'snapshot/manifest.json'), 'utf8'),
    )
    const bases = manifest.feeds.filter(({ since = 0 }) => since <= CONTRACT_NOW).map(({ base }) => base)
    const documents = bases.flatMap((base) => ['rss.xml', 'atom.xml', 'feed.json'].map((file) => base + file))
    expect(documents.length).toBeGreaterThan(20)
    for (const path of [
      ...documents,
      '/',
      '/posts/plain',
      '/posts/picture',
      '/media/dot.png',
      '/feeds/',
      '/tags/tea/',
      '/style.css',
    ]) {
      const [a, b] = await Promise.all([read(edge + path), read(`http://localhost:${node.port}${path}`)])
      expect(a.status, path).toBe(200)
      // a file's tag is what the platform knows of it
      if (!path.startsWith('/media/')) expect(a.etag).toBe(b.etag)
      expect(a.bytes.equals(b.bytes), path).toBe(true)
    }
  })

  it.each([
    '/manifest.json',
    '/feeds/index.json',
    '/feeds/tags~tea~rss.xml',
    '/media-info/dot.png.json',
    '/pages/posts/plain.json',
    '/media/launch.png',
  ])('does not serve %s of the snapshot', async (path) => expect((await fetch(edge + path)).status).toBe(404))

  contract({
    name: 'workerd on the wire',
    ask: wire(() => edge),
    isRaw: true,
    isRecoded: true,
    dropsEmptyHeaders: true,
  })
})

describe('the bundle of the Worker', () => {
  const inputs = async (config: string) => {
    const out = await mkdtemp(join(tmpdir(), 'dropfeed-bundle-'))
    const args = [
      'node_modules/wrangler/bin/wrangler.js',
      'deploy',
      '--dry-run',
      '--minify',
      '--metafile',
      '--outdir',
      out,
      '-c',
      config,
    ]
    await run(process.execPath, args, { env: { ...process.env, WRANGLER_SEND_METRICS: 'false' } })
    const meta: { outputs: Record<string, { entryPoint?: string; inputs: object }> } = JSON.parse(
      await readFile(join(out, 'bundle-meta.json'), 'utf8'),
    )
    const outputs = Object.entries(meta.outputs)
    const [file = '', output] = outputs.find(([, { entryPoint }]) => entryPoint !== undefined) ?? []
    const code = await readFile(join(out, basename(file)))
    await rm(out, { recursive: true })
    return { names: Object.keys(output?.inputs ?? {}), size: gzipSync(code).length }
  }

  it('holds no parser, no Markdown, no module of Node, and is small', async () => {
    const { names, size } = await inputs('test/wrangler.toml')
    expect(names.some((name) => name.includes('src/http/app.ts'))).toBe(true)
    const packages = new Set(
      names.flatMap((name) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1] ?? []),
    )
    expect([...packages]).toEqual(['hono'])
    expect(
      names.filter((name) => /node:|disabled|src\/(?:content|markdown|site|build|disk)\//.test(name)),
    ).toEqual([])
    expect(size).toBeLessThan(60_000)
  })
})
