/** Names of callbacks, resolved by a name server that the test runs. */
import { createSocket } from 'node:dgram'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Subscriber } from '../../../test/support/subscriber.ts'
import { createSend } from './send.ts'

/** How a name server answers the first, second, … query for an IPv4 address of a name; undefined: not at all. */
type Zone = (name: string, number: number) => readonly number[] | undefined

async function nameServer(zone: Zone): Promise<{ address: string; asked: string[] }> {
  const asked: string[] = []
  const socket = createSocket('udp4')
  onTestFinished(() => void socket.close())
  socket.on('message', (query, { port, address }) => {
    const [name, end] = nameIn(query)
    const isIpv4 = query.readUInt16BE(end) === 1
    if (isIpv4) asked.push(name)
    const found = zone(name, asked.filter((one) => one === name).length)
    if (found !== undefined) socket.send(answerTo(query, end, isIpv4 ? found : []), port, address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return { address: `127.0.0.1:${socket.address().port}`, asked }
}

/** The name that a query asks for, and where it ends (RFC 1035, section 4.1.2). */
function nameIn(query: Buffer): [string, number] {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  return [labels.join('.').toLowerCase(), at + 1]
}

function answerTo(query: Buffer, end: number, address: readonly number[]): Buffer {
  const head = Buffer.from(query.subarray(0, end + 4))
  head.writeUInt16BE(0x8180, 2)
  head.writeUInt16BE(address.length > 0 ? 1 : 0, 6)
  head.writeUInt32BE(0, 8)
  const record = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address]
  return address.length > 0 ? Buffer.concat([head, Buffer.from(record)]) : head
}

async function start(zone: Zone, options: { allow?: readonly string[]; timeout?: number } = {}) {
  const server = await nameServer(zone)
  const send = createSend({ allow: [], timeout: 3000, ...options, servers: [server.address] })
  const get = (url: string) => send({ method: 'GET', url, headers: {}, readAtMost: 1 })
  return { get, asked: server.asked }
}

it('a name of this machine is not connected to', async () => {
  const subscriber = await Subscriber.start()
  onTestFinished(() => subscriber.close())
  const { get } = await start(() => [127, 0, 0, 1])
  await expect(get(`http://inside.example:${subscriber.port}/`)).rejects.toThrow(
    'inside.example is not on the public internet',
  )
  expect(subscriber.asked).toEqual([])
})

it('a name that leads to this machine at the second query is resolved once (DNS rebinding)', async () => {
  const subscriber = await Subscriber.start()
  onTestFinished(() => subscriber.close())
  const zone: Zone = (_, number) => (number === 1 ? [203, 0, 114, 1] : [127, 0, 0, 1])
  const { get, asked } = await start(zone, { timeout: 700 })
  await expect(get(`http://rebound.example:${subscriber.port}/`)).rejects.toThrow()
  expect(asked).toEqual(['rebound.example'])
  expect(subscriber.asked).toEqual([])
})

it('names that no server answers for delay no other name', async () => {
  const { get } = await start((name) => (name.startsWith('silent') ? undefined : [10, 0, 0, 1]))
  const silent = Array.from({ length: 40 }, (_, number) => get(`http://silent-${number}.example/`))
  const settled = Promise.allSettled(silent)
  await sleep(50)
  const started = performance.now()
  await expect(get('http://quick.example/')).rejects.toThrow('quick.example is not on the public internet')
  expect(performance.now() - started).toBeLessThan(1000)
  await settled
}, 20_000)

describe('an answer', () => {
  const answers: [string, string, string | number][] = [
    [
      'that switches protocols',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: tea\r\nConnection: Upgrade\r\n\r\n',
      'status 101',
    ],
    [
      'that is only informational, for ever',
      'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1000),
      'no answer in time',
    ],
    ['that is noise', 'tea '.repeat(10_000), 'Parse Error'],
    ['with endless headers', `HTTP/1.1 200 OK\r\n${'X-Tea: green\r\n'.repeat(100_000)}`, 'overflow'],
    ['that promises a body and ends', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\ntea', 200],
    [
      'with two lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nte',
      'Parse Error',
    ],
    ['that is empty', '', 'hang up'],
  ]

  it.each(answers)('%s settles the delivery', async (_, answer, expected) => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.write(answer, () => answer.includes('103') || socket.end()))
    })
    onTestFinished(() => void server.close())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const send = createSend({ allow: ['127.0.0.1'], timeout: 500 })
    const url = `http://127.0.0.1:${port}/`
    const sent = send({ method: 'POST', url, headers: {}, body: new Uint8Array(10), readAtMost: 0 })
    if (typeof expected === 'number') expect((await sent).status).toBe(expected)
    else await expect(sent).rejects.toThrow(expected)
  })
})
