import { afterAll, beforeAll } from 'vitest'
import { contract } from '../../test/contract.ts'
import { CONTRACT_NOW, CONTRACT_POSTS, contractSite } from '../../test/support/contract-site.ts'
import { wire } from '../../test/support/wire.ts'
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

contract({ name: 'node', ask: wire(() => `http://localhost:${server.port}`), isRaw: true })
