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

const open = () => new Promise<IncomingMessage>((resolve) => get(address, { agent, family: 4 }, resolve))

it('get each change', async () => {
  const page = await open()
  const heard = new Promise((resolve) => page.on('data', (data) => /-1\n\n$/.test(data) && resolve(data)))
  pages.changed()
  expect(String(await heard)).toMatch(/^data: \S+-1\n\n$/)
})

it('ask with GET', async () => {
  const status = await new Promise((resolve) =>
    request(address, { agent, family: 4, method: 'HEAD' }, (found) => resolve(found.statusCode)).end(),
  )
  expect(status).toBe(404)
})
