/** Requests as old, odd and rude clients send them, byte by byte. */
import { createConnection } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CONTRACT_NOW, CONTRACT_POSTS, contractSite } from '../../test/support/contract-site.ts'
import { type RunningServer, startServer } from './node.ts'

let server: RunningServer

beforeAll(async () => {
  server = await startServer({
    posts: CONTRACT_POSTS,
    siteAt: contractSite,
    port: 0,
    strictPort: false,
    now: CONTRACT_NOW,
    events: { published() {}, waiting() {}, failed() {} },
  })
})
afterAll(() => server.close())

/** Everything that the server sends until it closes the connection. */
function exchange(...lines: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(server.port, 'localhost')
    let received = ''
    socket.setEncoding('latin1').on('data', (text) => {
      received += text
    })
    socket.once('error', reject).once('close', () => resolve(received))
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  })
}

const HOST = ['Host: feeds.example', 'Connection: close']

describe('a client', () => {
  it.each([
    ['of HTTP/1.0, which names no host', ['GET /rss.xml HTTP/1.0']],
    ['that keeps an HTTP/1.0 connection', ['GET /rss.xml HTTP/1.0', 'Connection: close', 'Keep-Alive: 300']],
    ['that names a whole address, as to a proxy', ['GET http://other.example/rss.xml HTTP/1.1', ...HOST]],
    ['that names another host', ['GET /rss.xml HTTP/1.1', 'Host: other.example:1', 'Connection: close']],
    ['that names a proxy', ['GET /rss.xml HTTP/1.1', ...HOST, 'X-Forwarded-Host: a', 'X-Forwarded-Proto: b']],
    [
      'that wishes for another protocol',
      ['GET /rss.xml HTTP/1.1', 'Host: a', 'Connection: close, Upgrade', 'Upgrade: h2c'],
    ],
  ])('%s gets the feed, which is the same for all', async (_, lines) => {
    const answer = await exchange(...lines)
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    const [, length] = /\r\nContent-Length: (\d+)\r\n/i.exec(answer) ?? []
    const [head = '', ...body] = answer.split('\r\n\r\n')
    expect(body.join('\r\n\r\n')).toHaveLength(Number(length))
    expect(head).toContain('<https://feeds.example/rss.xml>; rel="self"')
    expect(answer).not.toContain('other.example')
  })

  it('that asks whether to go on is told so first', async () => {
    const answer = await exchange('GET /rss.xml HTTP/1.1', ...HOST, 'Expect: 100-continue')
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /)
  })

  it('is led to our own address, whatever host it names', async () => {
    const answer = await exchange('GET /feed/ HTTP/1.1', 'Host: evil.example', 'Connection: close')
    expect(answer).toMatch(/^HTTP\/1\.1 301 /)
    expect(answer).toContain('https://feeds.example/rss.xml\r\n')
    expect(answer).not.toContain('evil.example')
  })

  it.each(['TRACE /rss.xml HTTP/1.1', 'PROPFIND /rss.xml HTTP/1.1', 'QUERY /rss.xml HTTP/1.1'])(
    'is told what is possible here: %s',
    async (line) => {
      const answer = await exchange(line, ...HOST)
      expect(answer).toMatch(/^HTTP\/1\.1 405 /)
      expect(answer).toContain('GET, HEAD, OPTIONS')
    },
  )

  it('may ask what the server can do at all', async () => {
    const answer = await exchange('OPTIONS * HTTP/1.1', ...HOST)
    expect(answer).toMatch(/^HTTP\/1\.1 204 /)
    expect(answer).toContain('\r\nAllow: GET, HEAD, OPTIONS\r\n')
    expect(await exchange('GET * HTTP/1.1', ...HOST)).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('that names two hosts is refused (RFC 9112, section 3.2)', async () => {
    const answer = await exchange('GET /rss.xml HTTP/1.1', 'Host: other.example', ...HOST)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('may send a body that nobody wants, and go on', async () => {
    const second = ['GET /rss.xml HTTP/1.1', ...HOST].join('\r\n')
    const answer = await exchange(
      'POST /rss.xml HTTP/1.1',
      'Host: a',
      'Content-Length: 5',
      '',
      `hello${second}`,
    )
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 405', 'HTTP/1.1 200'])
  })
})
