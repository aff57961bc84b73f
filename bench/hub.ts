/**
 * How long it takes until a dropped post is with all subscribers of the site's own hub, and how fast the feed stays
 * meanwhile. The method is in README.md.
 *
 *   node bench/hub.ts [--subscribers 10000] [--hosts 200]
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { putSubscription } from '../src/push/subscriptions.ts'
import { openSubscriptions } from '../src/serve/push/subscriptions.ts'
import { resident } from './build/measure.ts'

const { values } = parseArgs({
  options: { subscribers: { type: 'string', default: '10000' }, hosts: { type: 'string', default: '200' } },
})
const subscribers = Number(values.subscribers)
const hosts = Array.from({ length: Number(values.hosts) }, (_, number) => `127.0.1.${number + 1}`)
const root = mkdtempSync(join(tmpdir(), 'dropfeed-hub-bench-'))
const posts = join(root, 'posts')
const SITE = 'https://tea.example'
const TOPIC = `${SITE}/rss.xml`
const DAY = 86_400
/** Requests for the feed, in milliseconds apart. */
const PACE = 5
/** In milliseconds. */
const GIVE_UP = 300_000

process.env.XDG_STATE_HOME = join(root, 'state')
mkdirSync(posts)
for (let number = 0; number < 50; number += 1) writeFileSync(join(posts, `post-${number}.md`), post(number))
writeFileSync(
  join(root, 'feed.config.mjs'),
  `export default { url: '${SITE}', hub: 'self', push: { allow: ${JSON.stringify(hosts)} } }\n`,
)

let received = new Set<string>()
const subscriber = createServer((request, response) => {
  request.resume().once('end', () => {
    received.add(request.url ?? '')
    response.writeHead(204).end()
  })
})
await new Promise<void>((resolve) => subscriber.listen(0, '0.0.0.0', () => resolve()))
const address = subscriber.address()
const port = typeof address === 'object' && address !== null ? address.port : 0

const db = openSubscriptions(posts)
db.transaction(() => {
  for (let number = 0; number < subscribers; number += 1) {
    const host = `${hosts[number % hosts.length]}:${port}`
    const callback = `http://${host}/${number}`
    const intent = {
      mode: 'subscribe',
      topic: TOPIC,
      callback,
      host,
      secret: 'a secret',
      lease: DAY,
    } as const
    putSubscription(db, { ...intent, asked: Date.now() }, Date.now())
  }
})
db.close()

const server = spawn(
  process.execPath,
  [
    'src/cli/bin.js',
    'serve',
    '--posts',
    posts,
    '--config',
    join(root, 'feed.config.mjs'),
    '--port',
    '0',
    '--log',
    'off',
  ],
  { env: { ...process.env, XDG_CACHE_HOME: join(root, 'cache') }, stdio: ['ignore', 'pipe', 'inherit'] },
)
const origin = await firstAddress(server)
await sleep(3000)
const quiet = await latencies(async () => sleep(3000))
const before = resident(server.pid)
received = new Set()
let took = 0
let peak = before
const busy = await latencies(async () => {
  const started = performance.now()
  writeFileSync(join(posts, 'news.md'), post(1000))
  while (received.size < subscribers) {
    if (performance.now() - started > GIVE_UP)
      throw new Error(`only ${received.size} subscribers were reached`)
    peak = Math.max(peak, resident(server.pid))
    await sleep(50)
  }
  took = performance.now() - started
})
console.log(
  `${subscribers} subscribers on ${hosts.length} hosts: all have the news after ${(took / 1000).toFixed(1)} s`,
)
console.log(`memory of the server: ${megabytes(before)} MB before, at most ${megabytes(peak)} MB meanwhile`)
console.log(
  `p99 of /rss.xml: ${quiet.toFixed(1)} ms without, ${busy.toFixed(1)} ms meanwhile (${(busy / quiet).toFixed(2)} times; goal 1.5)`,
)
server.kill()
subscriber.closeAllConnections()
subscriber.close()
rmSync(root, { recursive: true })

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0)
}

function post(number: number): string {
  const date = new Date(Date.UTC(2025, 0, 1 + (number % 300))).toISOString()
  return `---\ntitle: Tea number ${number}\ndate: ${date}\n---\n${'A paragraph about tea. '.repeat(60)}\n`
}

/** The 99th percentile of requests for the feed while something happens, in milliseconds. */
async function latencies(work: () => Promise<void>): Promise<number> {
  const times: number[] = []
  let isOver = false
  const poll = async () => {
    while (!isOver) {
      const started = performance.now()
      await (await fetch(`${origin}/rss.xml`)).arrayBuffer()
      times.push(performance.now() - started)
      await sleep(PACE)
    }
  }
  const polling = poll()
  await work()
  isOver = true
  await polling
  times.sort((a, b) => a - b)
  return times[Math.floor(times.length * 0.99)] ?? 0
}

function firstAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk
      const [found] = /http:\/\/localhost:\d+/.exec(printed) ?? []
      if (found !== undefined) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`the server stopped with ${code}: ${printed}`)))
  })
}
