/** Ways to abuse a server by requests. Each returns the promise that was broken, in words, or undefined. */
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { LARGE, type Target, withinSeconds } from './target.ts'

export type Abuse = (target: Target) => Promise<string | undefined>

export const SLOW_REQUESTS: Readonly<Record<string, Abuse>> = {
  '200 clients that send a head byte by byte': slowHeads,
}

/** In this order; the last one ends the server. */
export const REQUESTS: Readonly<Record<string, Abuse>> = {
  '200 clients that announce a body and send none': slowBodies,
  '1,000 idle connections': idleConnections,
  'heads and addresses that are too large': oversized,
  '1,000 requests in one packet': pipelining,
  '500 clients that go away in the middle of an answer': abortedAnswers,
  '100 clients that ask and never read': neverReading,
  '100,000 distinct query strings': (target) =>
    flood(target, 100_000, (n) => `/rss.xml?utm_source=${n}`, 304),
  '20,000 unknown tags': (target) => flood(target, 20_000, (n) => `/tags/unknown-${n}/rss.xml`, 404),
  'short headers that can be read in many ways': ambiguous,
  '6,000 HEADs of a file': (target) => flood(target, 6_000, () => '/media/long.pdf', 200, 'HEAD'),
  '2,000 pages in a rush': (target) => flood(target, 2_000, () => '/', 200),
  'malformed requests': malformed,
  'SIGTERM while an answer is on its way': terminate,
}

/** Lets the server grow to its usual size before anything is measured. */
export async function warmUp(target: Target): Promise<void> {
  const broken = await flood(target, 20_000, () => '/rss.xml', 304)
  if (broken !== undefined) throw new Error(broken)
}

async function slowHeads(target: Target): Promise<string | undefined> {
  const slow = target.clients(200)
  for (const { socket } of slow) socket.write('GET /rss.xml HTTP/1.1\r\nHost: localhost\r\nX: ')
  const drip = setInterval(() => {
    for (const { socket } of slow) if (socket.writable) socket.write('x')
  }, 500)
  const answer = await target.fetch('/rss.xml')
  await answer.arrayBuffer()
  const ended = await withinSeconds(16, Promise.all(slow.map(({ ended }) => ended)))
  clearInterval(drip)
  for (const { socket } of slow) socket.destroy()
  if (ended === undefined) return 'some are still connected after 16 s'
  return answer.status === 200 ? undefined : `others were answered ${answer.status}`
}

async function slowBodies(target: Target): Promise<string | undefined> {
  const slow = target.clients(200)
  for (const { socket } of slow)
    socket.write('POST /rss.xml HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nx')
  const ended = await withinSeconds(20, Promise.all(slow.map(({ ended }) => ended)))
  for (const { socket } of slow) socket.destroy()
  if (ended === undefined) return 'some are still connected after 20 s'
  return ended.every((text) => text.startsWith('HTTP/1.1 405')) ? undefined : 'not all were answered 405'
}

async function idleConnections(target: Target): Promise<string | undefined> {
  const idle = target.clients(1_000)
  await sleep(500)
  const broken = await target.broken(await target.memory())
  for (const { socket } of idle) socket.destroy()
  return broken
}

async function oversized(target: Target): Promise<string | undefined> {
  const head = await target.exchange(
    `GET /rss.xml HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
  )
  const address = await target.exchange(
    `GET /${'x'.repeat(8_000)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
  )
  const tags = await target.exchange(
    `GET /rss.xml HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: ${'"x", '.repeat(2_500)}\r\nConnection: close\r\n\r\n`,
  )
  const statuses = [head, address, tags].map(statusOf).join(' ')
  return statuses === '431 414 200' ? undefined : `answered ${statuses}`
}

function statusOf(answer: string): string {
  return answer.slice(9, 12)
}

async function pipelining(target: Target): Promise<string | undefined> {
  const request = 'HEAD /rss.xml HTTP/1.1\r\nHost: localhost\r\n\r\n'
  const last = 'HEAD /rss.xml HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
  const answer = await target.exchange(request.repeat(999) + last)
  const count = answer.split('HTTP/1.1 200').length - 1
  return count === 1_000 ? undefined : `${count} answers`
}

async function abortedAnswers(target: Target): Promise<string | undefined> {
  const leaving = target.clients(500)
  for (const { socket } of leaving) {
    socket.write('GET /rss.xml HTTP/1.1\r\nHost: localhost\r\n\r\n')
    socket.once('data', () => socket.destroy())
  }
  return (await withinSeconds(20, Promise.all(leaving.map(({ ended }) => ended)))) === undefined
    ? 'no answer after 20 s'
    : undefined
}

async function neverReading(target: Target): Promise<string | undefined> {
  const deaf = Array.from({ length: 100 }, () =>
    connect(target.port, 'localhost')
      .pause()
      .on('error', () => {}),
  )
  for (const socket of deaf) socket.write('GET /rss.xml HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(20))
  await sleep(2_000)
  const broken = await target.broken(await target.memory())
  for (const socket of deaf) socket.destroy()
  return broken
}

/** Sends requests with the current tag, in batches over ten connections; all must be answered with `status`. */
async function flood(
  target: Target,
  count: number,
  address: (n: number) => string,
  status: number,
  method = 'GET',
): Promise<string | undefined> {
  const etag = (await target.fetch('/rss.xml', { method: 'HEAD' })).headers.get('etag') ?? ''
  const line = (n: number, more = '') =>
    `${method} ${address(n)} HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: ${etag}\r\nAccept-Encoding: br\r\n${more}\r\n`
  const batch = 200
  for (let start = 0; start < count; start += 10 * batch) {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, part) => {
        const first = start + part * batch
        const lines = Array.from({ length: batch - 1 }, (_, step) => line(first + step))
        return target.exchange(lines.join('') + line(first + batch, 'Connection: close\r\n'))
      }),
    )
    const right = answers.reduce((sum, answer) => sum + answer.split(`HTTP/1.1 ${status}`).length - 1, 0)
    if (right !== 10 * batch) return `${right} of ${10 * batch} were answered ${status}`
  }
  return undefined
}

/** Each would keep a matcher busy for ever that tries every way to read it. */
async function ambiguous(target: Target): Promise<string | undefined> {
  const value = `feed${';   '.repeat(60)}"`
  const requests = ['Accept', 'Accept-Encoding', 'A-IM'].map(
    (name) => `GET /feed HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${name}: ${value}\r\n\r\n`,
  )
  const statuses = (await Promise.all(requests.map((request) => target.exchange(request))))
    .map(statusOf)
    .join(' ')
  return statuses === '200 200 200' ? undefined : `answered ${statuses}`
}

async function malformed(target: Target): Promise<string | undefined> {
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
  const answers = await Promise.all(requests.map((request) => target.exchange(request)))
  const bad = answers.filter((answer) => !/^HTTP\/1\.1 4\d\d/.test(answer))
  return bad.length === 0
    ? undefined
    : `${bad.length} were not refused: ${JSON.stringify(bad[0]?.slice(0, 60))}`
}

async function terminate(target: Target): Promise<string | undefined> {
  const { socket, ended } = target.open()
  socket.pause()
  socket.write('GET /media/long.pdf HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await sleep(300)
  const started = performance.now()
  const exit = new Promise<number | null>((resolve) => target.server.once('exit', resolve))
  target.server.kill('SIGTERM')
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
