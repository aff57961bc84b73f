/** Pages that wait for changes. */
import { Agent, createServer, get, type IncomingMessage, request } from 'node:http'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { CHANGES } from '../pages/preview.ts'
import { PublisherPages } from './publisher.ts'

const pages = new PublisherPages({ reloads: true }, false)
const server = createServer(pages.before((_, outgoing) => outgoing.writeHead(404).end()))
let agent: Agent
let address: string

beforeEach(async () => {
  agent = new Agent({ keepAlive: true })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const at = server.address()
  address = `http://localhost:${typeof at === 'object' && at?.port}${CHANGES}`
})
afterEach(() => {
  agent.destroy()
  server.closeAllConnections()
  server.close()
})

const open = () =>
  new Promise<IncomingMessage>((resolve) =>
    get(address, { agent, family: 4 }, (page) => resolve(page.resume())),
  )

it('are not more than 64: the oldest make room, and the others get each change', async () => {
  const waiting: IncomingMessage[] = []
  for (let number = 0; number < 70; number++) waiting.push(await open())
  for (const page of waiting) page.on('error', () => {})
  await expect
    .poll(() => waiting.map(({ destroyed }) => destroyed))
    .toEqual([...Array(6).fill(true), ...Array(64).fill(false)])
  const heard = new Promise((resolve) => waiting[69]?.once('data', resolve))
  pages.changed()
  expect(String(await heard)).toMatch(/^data: \S+-1\n\n$/)
})

it('ask with GET', async () => {
  const status = await new Promise((resolve) =>
    request(address, { agent, family: 4, method: 'HEAD' }, (found) => resolve(found.statusCode)).end(),
  )
  expect(status).toBe(404)
})
