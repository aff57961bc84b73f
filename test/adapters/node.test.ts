import { afterAll, beforeAll } from 'vitest'
import { type RunningServer, startServer } from '../../src/adapters/node.ts'
import { contract } from '../contract.ts'
import { CONTRACT_NOW, CONTRACT_POSTS, contractSite } from '../support/contract-site.ts'
import { wire } from '../support/wire.ts'

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

contract({ name: 'node', ask: wire(() => `http://localhost:${server.port}`), isRaw: true })
