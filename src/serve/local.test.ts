/** A preview with drafts is for the browsers of its machine. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseSite } from '../config/site.ts'
import { type RunningServer, startServer } from './node.ts'

const HERE = '127.0.0.1'
let posts: string
let server: RunningServer

beforeAll(async () => {
  posts = await mkdtemp(join(tmpdir(), 'dropfeed-held-back-'))
  await writeFile(join(posts, 'tea.md'), '---\ntitle: Tea\ndraft: true\n---\nsecret\n')
  const heldBack = { drafts: true, future: true, date: Date.now() }
  const siteAt = (url: string) => ({ ...parseSite({}, url), heldBack })
  const events = { published() {}, waiting() {}, failed() {} }
  server = await startServer({ posts, siteAt, host: HERE, port: 0, strictPort: false, events })
})
afterAll(async () => {
  await server.close()
  await rm(posts, { recursive: true })
})

interface Found {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

function ask(path: string, host: string, method = 'GET'): Promise<Found> {
  const headers = { host, origin: 'https://evil.example' }
  return new Promise((resolve, reject) => {
    const asked = request({ host: HERE, port: server.port, path, method, headers }, async (found) => {
      const chunks = await found.toArray()
      resolve({ status: found.statusCode, headers: found.headers, text: chunks.join('') })
    })
    asked.on('error', reject).end()
  })
}

it.each(['/feed.json', '/posts/tea', '/', '/nothing'])('no page of another site reads %s', async (path) => {
  for (const method of ['GET', 'OPTIONS']) {
    const { headers } = await ask(path, 'localhost', method)
    expect(headers).not.toHaveProperty('access-control-allow-origin')
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    })
  }
})

it.each([
  ['localhost', 200],
  ['127.0.0.1', 200],
  ['[::1]', 200],
  ['evil.example', 403],
  ['localhost.evil.example', 403],
  ['127.0.0.1.evil.example', 403],
  ['192.0.2.1', 403],
])('at the name "%s" the answer is %i', async (name, status) => {
  const found = await ask('/feed.json', `${name}:${server.port}`)
  expect([found.status, found.text.includes('secret')]).toEqual([status, status === 200])
})
