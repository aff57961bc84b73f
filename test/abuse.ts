/**
 * The server on Node under abuse: `npm run test:abuse`. Starts `dropfeed serve`, abuses it in every way below, and
 * checks after each that it still answers and has not grown. Then the files of each case in abuse/cases/ are dropped
 * into the folder of a server of their own (abuse/drops.ts). Every loop is bounded; exits with 1 if a promise was
 * broken. `npm run test:abuse -- drops [NAME]` runs only the drops whose name contains NAME.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DropCase } from './abuse/case.ts'
import { ORDINARY } from './abuse/cases/ordinary.ts'
import { type DropResult, findCases, runDrop } from './abuse/drops.ts'

/** What the resident memory may grow by through each kind of abuse, in megabytes. */
const MAX_GROWTH = 96

/** A feed of some 400 kB, so that answers do not fit into the buffers of a connection. */
const POSTS = 50
const PARAGRAPHS = 80

const failures: string[] = []
let count = 0

const [what, part] = process.argv.slice(2)
if (what === 'drops') {
  await dropAll(part)
  finish()
}

const folder = await mkdtemp(join(tmpdir(), 'dropfeed-abuse-'))
const posts = Array.from({ length: POSTS }, (_, n) => [
  `p${n}.md`,
  `---\ntitle: Post ${n}\ndate: 2026-01-01\n---\n${`Paragraph of post ${n}, said at some length and again.\n\n`.repeat(PARAGRAPHS)}`,
])
for (const [name = '', text = ''] of posts) await writeFile(join(folder, name), text)
/** More than the buffers of a connection hold. */
const LARGE = 16 * 1024 * 1024
await writeFile(join(folder, 'long.pdf'), new Uint8Array(LARGE))
await writeFile(join(folder, 'long.md'), '---\ndate: 2026-01-01\nenclosures: long.pdf\n---\nA long paper.\n')

const { server, port } = await start()

await warmUp()
await abuse('200 clients that send a head byte by byte', slowHeads)
await abuse('200 clients that announce a body and send none', slowBodies)
await abuse('1,000 idle connections', idleConnections)
await abuse('heads and addresses that are too large', oversized)
await abuse('1,000 requests in one packet', pipelining)
await abuse('500 clients that go away in the middle of an answer', abortedAnswers)
await abuse('100 clients that ask and never read', neverReading)
await abuse('100,000 distinct query strings', () => flood(100_000, (n) => `/rss.xml?utm_source=${n}`, 304))
await abuse('20,000 unknown tags', () => flood(20_000, (n) => `/tags/unknown-${n}/rss.xml`, 404))
await abuse('short headers that can be read in many ways', ambiguous)
await abuse('6,000 HEADs of a file', () => flood(6_000, () => '/media/long.pdf', 200, 'HEAD'))
await abuse('2,000 pages in a rush', () => flood(2_000, () => '/', 200))
await abuse('malformed requests', malformed)
await abuse('SIGTERM while an answer is on its way', terminate)

await rm(folder, { recursive: true })
await dropAll()
finish()

function finish(): never {
  console.log(`${count - failures.length} passed, ${failures.length} failed`)
  for (const failure of failures) console.error(failure)
  process.exit(failures.length === 0 ? 0 : 1)
}

async function dropAll(part?: string): Promise<void> {
  for (const dropCase of await findCases(part)) {
    count++
    const first = await runDrop(dropCase)
    const { name, p99, longest, memory, broken } = first.broken.length === 0 ? first : await again(dropCase)
    const figures = `p99 ${p99.toFixed(1)} ms, longest ${longest.toFixed(1)} ms, ${memory} MB`
    console.log(`${broken.length === 0 ? 'ok    ' : 'BROKEN'} ${name} (${figures})`)
    failures.push(...broken.map((line) => `${name}: ${line}`))
  }
}

/** A busy machine stalls every server: ordinary posts, dropped first, measure for how long. */
async function again(dropCase: DropCase): Promise<DropResult> {
  const { p99, longest } = await runDrop(ORDINARY)
  return runDrop(dropCase, Math.max(0, longest - p99))
}

async function start(): Promise<{ server: ChildProcess; port: number }> {
  const args = ['src/cli/main.ts', 'serve', '--posts', folder, '--port', '0', '--log', 'off']
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const chunk of server.stdout ?? []) {
    const [, port] = /http:\/\/localhost:(\d+)/.exec(String(chunk)) ?? []
    if (port !== undefined) return { server, port: Number(port) }
  }
  throw new Error('The server did not start.')
}

/** What a promise broken looks like; nothing where all is well. */
type Check = () => Promise<string | undefined>

async function abuse(what: string, act: Check): Promise<void> {
  const [before, started] = [await memory(), performance.now()]
  count++
  const broken = (await act()) ?? (await isWell(before))
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const growth = server.exitCode === null ? `${(await memory()) - before} MB more` : 'ended'
  console.log(`${broken === undefined ? 'ok    ' : 'BROKEN'} ${what} (${seconds} s, ${growth})`)
  if (broken !== undefined) failures.push(`${what}: ${broken}`)
}

async function isWell(before: number): Promise<string | undefined> {
  if (server.exitCode !== null || server.signalCode !== null) return undefined
  const started = performance.now()
  const response = await fetch(`http://localhost:${port}/rss.xml`, { signal: AbortSignal.timeout(5_000) })
  await response.arrayBuffer()
  if (response.status !== 200) return `the feed is ${response.status}`
  const took = performance.now() - started
  if (took > 2_000) return `the feed took ${Math.round(took)} ms`
  const growth = (await memory()) - before
  return growth > MAX_GROWTH ? `the memory grew by ${growth} MB` : undefined
}

/** Resident, in megabytes. */
async function memory(): Promise<number> {
  if (server.exitCode !== null || server.signalCode !== null) return 0
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)
}

/** Grown to what it needs anyway, before anything is measured. */
async function warmUp(): Promise<void> {
  const broken = await flood(20_000, () => '/rss.xml', 304)
  if (broken !== undefined) throw new Error(broken)
}

interface Client {
  readonly socket: Socket
  /** All that was received, once the connection has ended. */
  readonly ended: Promise<string>
}

function open(): Client {
  const socket = connect(port, 'localhost')
  let received = ''
  const ended = new Promise<string>((resolve) => {
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(received))
  })
  return { socket, ended }
}

function clients(count: number): Client[] {
  return Array.from({ length: count }, open)
}

async function withinSeconds<T>(seconds: number, work: Promise<T>): Promise<T | undefined> {
  const controller = new AbortController()
  const late = sleep(seconds * 1000, undefined, { signal: controller.signal }).catch(() => undefined)
  const first = await Promise.race([work, late])
  controller.abort()
  return first
}

async function slowHeads(): Promise<string | undefined> {
  const slow = clients(200)
  for (const { socket } of slow) socket.write('GET /rss.xml HTTP/1.1\r\nHost: localhost\r\nX: ')
  const drip = setInterval(() => {
    for (const { socket } of slow) if (socket.writable) socket.write('x')
  }, 500)
  const answer = await fetch(`http://localhost:${port}/rss.xml`)
  await answer.arrayBuffer()
  const ended = await withinSeconds(16, Promise.all(slow.map(({ ended }) => ended)))
  clearInterval(drip)
  for (const { socket } of slow) socket.destroy()
  if (ended === undefined) return 'some are still connected after 16 s'
  return answer.status === 200 ? undefined : `others were answered ${answer.status}`
}

async function slowBodies(): Promise<string | undefined> {
  const slow = clients(200)
  for (const { socket } of slow)
    socket.write('POST /rss.xml HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nx')
  const ended = await withinSeconds(20, Promise.all(slow.map(({ ended }) => ended)))
  for (const { socket } of slow) socket.destroy()
  if (ended === undefined) return 'some are still connected after 20 s'
  return ended.every((text) => text.startsWith('HTTP/1.1 405')) ? undefined : 'not all were answered 405'
}

async function idleConnections(): Promise<string | undefined> {
  const idle = clients(1_000)
  await sleep(500)
  const broken = await isWell(await memory())
  for (const { socket } of idle) socket.destroy()
  return broken
}

async function oversized(): Promise<string | undefined> {
  const head = await exchange(`GET /rss.xml HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`)
  const address = await exchange(
    `GET /${'x'.repeat(8_000)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
  )
  const tags = await exchange(
    `GET /rss.xml HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: ${'"x", '.repeat(2_500)}\r\nConnection: close\r\n\r\n`,
  )
  const statuses = [head, address, tags].map(statusOf).join(' ')
  return statuses === '431 414 200' ? undefined : `answered ${statuses}`
}

async function exchange(request: string): Promise<string> {
  const { socket, ended } = open()
  socket.write(request)
  return (await withinSeconds(10, ended)) ?? ''
}

function statusOf(answer: string): string {
  return answer.slice(9, 12)
}

async function pipelining(): Promise<string | undefined> {
  const request = 'HEAD /rss.xml HTTP/1.1\r\nHost: localhost\r\n\r\n'
  const last = 'HEAD /rss.xml HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
  const answer = await exchange(request.repeat(999) + last)
  const count = answer.split('HTTP/1.1 200').length - 1
  return count === 1_000 ? undefined : `${count} answers`
}

async function abortedAnswers(): Promise<string | undefined> {
  const leaving = clients(500)
  for (const { socket } of leaving) {
    socket.write('GET /rss.xml HTTP/1.1\r\nHost: localhost\r\n\r\n')
    socket.once('data', () => socket.destroy())
  }
  return (await withinSeconds(20, Promise.all(leaving.map(({ ended }) => ended)))) === undefined
    ? 'no answer after 20 s'
    : undefined
}

async function neverReading(): Promise<string | undefined> {
  const deaf = Array.from({ length: 100 }, () =>
    connect(port, 'localhost')
      .pause()
      .on('error', () => {}),
  )
  for (const socket of deaf) socket.write('GET /rss.xml HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(20))
  await sleep(2_000)
  const broken = await isWell(await memory())
  for (const socket of deaf) socket.destroy()
  return broken
}

/** Sends requests with the current tag, in batches over ten connections; all must be answered with `status`. */
async function flood(
  count: number,
  address: (n: number) => string,
  status: number,
  method = 'GET',
): Promise<string | undefined> {
  const etag = (await fetch(`http://localhost:${port}/rss.xml`, { method: 'HEAD' })).headers.get('etag') ?? ''
  const line = (n: number, more = '') =>
    `${method} ${address(n)} HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: ${etag}\r\nAccept-Encoding: br\r\n${more}\r\n`
  const batch = 200
  for (let start = 0; start < count; start += 10 * batch) {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, part) => {
        const first = start + part * batch
        const lines = Array.from({ length: batch - 1 }, (_, step) => line(first + step))
        return exchange(lines.join('') + line(first + batch, 'Connection: close\r\n'))
      }),
    )
    const right = answers.reduce((sum, answer) => sum + answer.split(`HTTP/1.1 ${status}`).length - 1, 0)
    if (right !== 10 * batch) return `${right} of ${10 * batch} were answered ${status}`
  }
  return undefined
}

/** Each would keep a matcher busy for ever that tries every way to read it. */
async function ambiguous(): Promise<string | undefined> {
  const value = `feed${';   '.repeat(60)}"`
  const requests = ['Accept', 'Accept-Encoding', 'A-IM'].map(
    (name) => `GET /feed HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${name}: ${value}\r\n\r\n`,
  )
  const statuses = (await Promise.all(requests.map(exchange))).map(statusOf).join(' ')
  return statuses === '200 200 200' ? undefined : `answered ${statuses}`
}

async function malformed(): Promise<string | undefined> {
  const requests = [
    '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n',
    'GET\r\n\r\n',
    'GET /rss.xml HTTP/9.9\r\n\r\n',
    'GET /rss.xml HTTP/1.1\r\n\r\n',
    'GET /rss.xml HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n',
    'GET /%E0%A4%A HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    'GET /..%5c..%5cpackage.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    'GET /rss.xml HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
    `${'x'.repeat(200_000)}`,
  ]
  const answers = await Promise.all(requests.map(exchange))
  const bad = answers.filter((answer) => !/^HTTP\/1\.1 4\d\d/.test(answer))
  return bad.length === 0
    ? undefined
    : `${bad.length} were not refused: ${JSON.stringify(bad[0]?.slice(0, 60))}`
}

async function terminate(): Promise<string | undefined> {
  const { socket, ended } = open()
  socket.pause()
  socket.write('GET /media/long.pdf HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await sleep(300)
  const started = performance.now()
  const exit = new Promise<number | null>((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  await sleep(1_000)
  socket.resume()
  const code = await withinSeconds(5, exit)
  const seconds = (performance.now() - started) / 1000
  const answer = (await withinSeconds(1, ended)) ?? ''
  if (code === undefined) return 'the server is still there after five seconds'
  if (code !== 0) return `the server ended with ${code}`
  if (answer.length < LARGE) return `the answer was cut off after ${answer.length} bytes`
  return seconds < 5 ? undefined : `it took ${seconds.toFixed(1)} s`
}
