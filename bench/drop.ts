/**
 * How long it takes from a dropped post being complete to its being served, and how soon a server answers after its
 * start. The method is in README.md.
 *
 *   node bench/drop.ts [--posts 10000,100000] [--drops 40]
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { Agent, get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { bodyOf, TAGS, tagName, writeCorpus } from './build/corpus.ts'
import { type Goal, verdict } from './build/goals.ts'
import { resident } from './build/measure.ts'
import { randomFrom } from './build/prose.ts'

const SEED = 20_260_131
/** In milliseconds: long enough for whatever follows a publication to be over. */
const PAUSE = 400
/** In milliseconds: a server makes the documents of its feeds while nobody asks. */
const SETTLE = 10_000
const GIVE_UP = 30_000

const { values } = parseArgs({
  options: { posts: { type: 'string', default: '10000' }, drops: { type: 'string', default: '40' } },
})
const sizes = values.posts.split(',').map(Number)
const drops = Number(values.drops)
const root = mkdtempSync(join(tmpdir(), 'dropfeed-drop-bench-'))
const config = join(root, 'feed.config.js')

interface Server {
  readonly origin: string
  /** From the start of the process to the first response, in milliseconds. */
  readonly start: number
  /** Resolves when all posts are composed: a first start answers before. */
  readonly whole: Promise<void>
  readonly process: ChildProcess
}

async function start(posts: string): Promise<Server> {
  const started = performance.now()
  const args = ['src/cli/bin.js', 'serve', '--posts', posts, '--config', config, '--port', '0']
  const child = spawn(process.execPath, args, {
    env: { ...process.env, XDG_CACHE_HOME: join(root, 'cache') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const whole = new Promise<void>((resolve) => {
    child.stdout?.on('data', (line) => String(line).includes('Brought up to date') && resolve())
  })
  const origin = await firstAddress(child)
  await ask(`${origin}/rss.xml`)
  return { origin, start: performance.now() - started, whole, process: child }
}

function firstAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    const read = (chunk: Buffer) => {
      printed += chunk
      const [address] = /http:\/\/localhost:\d+/.exec(printed) ?? []
      if (address === undefined) return
      child.stdout?.off('data', read).resume()
      resolve(address)
    }
    child.stdout?.on('data', read)
    child.once('exit', (code) => reject(new Error(`the server stopped with ${code}: ${printed}`)))
  })
}

async function stop({ process: child }: Server): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill()
  await gone
}

interface Answer {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

const agent = new Agent({ keepAlive: true })

/** `fetch` leaves so much to be tidied up that the client would stand still while an answer waits for it. */
async function ask(address: string, tag = ''): Promise<Answer> {
  const headers = { 'Accept-Encoding': 'gzip, deflate', 'If-None-Match': tag }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(address, { agent, headers }, resolve).once('error', reject)
  })
  const body = await buffer(response)
  const isPacked = response.headers['content-encoding'] === 'gzip'
  return { headers: response.headers, body: isPacked ? gunzipSync(body) : body }
}

/** From the moment at which the file is closed until the main feed and that of its tag show it, in milliseconds. */
async function drop(folder: string, origin: string, number: number): Promise<number> {
  const title = `Dropped ${number} of ${Date.now()}`
  const tag = tagName(number % TAGS)
  const now = new Date().toISOString()
  // beside the first posts, to which it links, and the pictures that it shows
  const file = openSync(join(folder, '0000', `drop-${number}.md`), 'w')
  const body = bodyOf(100 + number, randomFrom(SEED + number))
  writeSync(file, `---\ntitle: ${title}\ndate: ${now}\ntags: [${tag}]\n---\n${body}`)
  closeSync(file)
  const complete = performance.now()
  await Promise.all(['/rss.xml', `/tags/${tag}/feed.json`].map((path) => awaitTitle(origin + path, title)))
  return performance.now() - complete
}

/** As readers poll: what has not changed is not sent again. */
async function awaitTitle(address: string, title: string): Promise<void> {
  const begun = performance.now()
  let tag = ''
  while (performance.now() - begun < GIVE_UP) {
    const { headers, body } = await ask(address, tag)
    tag = headers.etag ?? ''
    if (body.includes(title)) return
    await sleep(2)
  }
  throw new Error(`${title} is not served`)
}

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

interface Result {
  readonly posts: number
  readonly cold: number
  readonly warm: number
  /** After a first start, when all posts are composed, in bytes. */
  readonly coldMemory: number
  /** After a start with what is remembered, once the documents of its feeds are made, in bytes. */
  readonly memory: number
  readonly median: number
  readonly p95: number
}

async function measure(posts: number): Promise<Result> {
  const folder = join(root, String(posts))
  writeCorpus(folder, { posts, seed: SEED, tags: TAGS })
  const cold = await start(folder)
  await cold.whole
  await sleep(SETTLE)
  const coldMemory = resident(cold.process.pid)
  await stop(cold)
  const server = await start(folder)
  await sleep(SETTLE)
  const memory = resident(server.process.pid)
  const times: number[] = []
  for (let number = 0; number < drops; number++) {
    await sleep(PAUSE)
    times.push(await drop(folder, server.origin, number))
  }
  await stop(server)
  rmSync(folder, { recursive: true })
  const [median, p95] = [percentile(times, 0.5), percentile(times, 0.95)]
  return { posts, cold: cold.start, warm: server.start, coldMemory, memory, median, p95 }
}

/** Above this number of posts, other goals hold. */
const MANY = 10_000

function goals({ posts, cold, warm, coldMemory, memory, p95 }: Result): Goal[] {
  const isMany = posts > MANY
  const ofStart = [
    { text: `${posts}: start with what is remembered (s)`, value: warm / 1000, most: 0.8 },
    { text: `${posts}: start cold (s)`, value: cold / 1000, most: 3 },
    { text: `${posts}: resident memory after a first start (MB)`, value: coldMemory / 2 ** 20, most: 200 },
    { text: `${posts}: resident memory after start (MB)`, value: memory / 2 ** 20, most: 200 },
  ]
  const ofDrop = { text: `${posts}: drop to served, p95 (ms)`, value: p95, most: isMany ? 150 : 100 }
  return isMany ? [ofDrop] : [...ofStart, ofDrop]
}

try {
  writeFileSync(config, `export default { title: 'Bench', url: 'https://blog.example' }\n`)
  console.log(
    '     posts   start, cold   start, warm  memory, cold        memory  drop, median      drop, p95',
  )
  const results: Result[] = []
  for (const posts of sizes) {
    const result = await measure(posts)
    results.push(result)
    const cells = [
      `${(result.cold / 1000).toFixed(2)} s`,
      `${(result.warm / 1000).toFixed(2)} s`,
      `${(result.coldMemory / 2 ** 20).toFixed(0)} MB`,
      `${(result.memory / 2 ** 20).toFixed(0)} MB`,
      `${result.median.toFixed(0)} ms`,
      `${result.p95.toFixed(0)} ms`,
    ]
    console.log(
      [posts.toLocaleString('en').padStart(10), ...cells.map((cell) => cell.padStart(13))].join(' '),
    )
  }
  for (const goal of results.flatMap(goals)) console.log(verdict(goal))
} finally {
  rmSync(root, { recursive: true, force: true })
}
