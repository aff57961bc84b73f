/**
 * Whether a crawler that asks for every document of a site with very many tags makes the server grow. The method is in
 * README.md.
 *
 *   node bench/crawl.ts [--posts 2000] [--tags 20000]
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { firstAddress } from '../test/support/first-address.ts'
import { bodyOf } from './build/corpus.ts'
import { type Goal, verdict } from './build/goals.ts'
import { resident } from './build/measure.ts'
import { randomFrom } from './build/prose.ts'

const { values } = parseArgs({
  options: { posts: { type: 'string', default: '2000' }, tags: { type: 'string', default: '20000' } },
})
const [posts, tags] = [Number(values.posts), Number(values.tags)]
/** In milliseconds: a server makes the documents of its main feed while nobody asks. */
const SETTLE = 5_000
/** Requests at once. */
const PARALLEL = 8
const FORMATS = ['rss.xml', 'atom.xml', 'feed.json']

const root = mkdtempSync(join(tmpdir(), 'dropfeed-crawl-'))
const folder = join(root, 'posts')
const config = join(root, 'feed.config.js')

function writePosts(): void {
  mkdirSync(folder)
  for (let post = 0; post < posts; post++) {
    const own = Array.from({ length: tags / posts }, (_, tag) => `t${post + tag * posts}`).join(', ')
    const date = new Date(Date.UTC(2020, 0, 1) + post * 60_000).toISOString()
    const text = `---\ntitle: Post ${post}\ndate: ${date}\ntags: [${own}]\n---\n${bodyOf(0, randomFrom(post))}`
    writeFileSync(join(folder, `${post}.md`), text)
  }
  writeFileSync(
    config,
    `export default { title: 'Crawl', url: 'https://blog.example', feeds: { max: ${tags + 1} } }\n`,
  )
}

const agent = new Agent({ keepAlive: true, maxSockets: PARALLEL })

async function ask(address: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const headers = { 'Accept-Encoding': 'gzip' }
    get(address, { agent, headers }, async (response) => {
      await buffer(response)
      if (response.statusCode === 200) resolve()
      else reject(new Error(`${address} answers ${response.statusCode}`))
    }).once('error', reject)
  })
}

/** Every format of every tag's feed. */
async function crawl(origin: string): Promise<void> {
  let next = 0
  const client = async () => {
    for (let tag = next++; tag < tags; tag = next++)
      for (const format of FORMATS) await ask(`${origin}/tags/t${tag}/${format}`)
  }
  await Promise.all(Array.from({ length: PARALLEL }, client))
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MB`
}

try {
  writePosts()
  const args = [
    'src/cli/bin.js',
    'serve',
    '--posts',
    folder,
    '--config',
    config,
    '--port',
    '0',
    '--log',
    'off',
  ]
  const server = spawn(process.execPath, args, {
    env: { ...process.env, XDG_CACHE_HOME: join(root, 'cache') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const origin = await firstAddress(server)
  await ask(`${origin}/rss.xml`)
  await sleep(SETTLE)
  const before = resident(server.pid)
  const begun = performance.now()
  await crawl(origin)
  const seconds = (performance.now() - begun) / 1000
  const after = resident(server.pid)
  server.kill()
  await new Promise((resolve) => server.once('exit', resolve))
  console.log(
    `${(tags * FORMATS.length).toLocaleString('en')} documents in ${seconds.toFixed(0)} s: ${megabytes(before)} before, ${megabytes(after)} after`,
  )
  const goal: Goal = { text: 'resident memory after a crawl (MB)', value: after / 2 ** 20, most: 500 }
  console.log(verdict(goal))
} finally {
  rmSync(root, { recursive: true, force: true })
}
