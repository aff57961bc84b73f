/** One folder of posts, served by Node and by workerd behind an address that stays. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { loadConfig } from '../../src/config/load.ts'
import { type RunningServer, type ServerOptions, startServer } from '../../src/serve/node.ts'
import { type EdgeServer, startEdge } from './edge-server.ts'
import type { Recorder } from './recorder.ts'

const run = promisify(execFile)

/** A folder of posts behind one address. */
export interface Place {
  readonly posts: string
  readonly config: string
  readonly recorder: Recorder
}

/** A way to serve a folder; `update` resolves when a change of the folder is served. */
export interface Service {
  update(): Promise<void>
  close(): Promise<void>
}

export const SERVICES: Readonly<Record<string, (place: Place) => Promise<Service>>> = {
  Node: onNode,
  workerd: onEdge,
}

async function onNode({ posts, config, recorder }: Place): Promise<Service> {
  const { siteAt } = await loadConfig(config)
  const events = { published() {}, waiting() {}, failed() {} }
  const options = { posts, siteAt, port: 0, strictPort: false, remembers: true, events }
  const server = await startServer(options)
  const origin = `http://localhost:${server.port}`
  recorder.forward(origin)
  const tag = async () => (await fetch(`${origin}/rss.xml`, { method: 'HEAD' })).headers.get('etag')
  let served = await tag()
  const update = async () => {
    while ((await tag()) === served) await sleep(50)
    served = await tag()
  }
  return { update, close: () => server.close() }
}

async function onEdge({ posts, config, recorder }: Place): Promise<Service> {
  let edge: EdgeServer | undefined
  const out = await mkdtemp(join(tmpdir(), 'dropfeed-built-'))
  const update = async () => {
    const options = ['--posts', posts, '--config', config, '--out', out]
    await run(process.execPath, ['src/cli/bin.js', 'build', ...options])
    await edge?.close()
    edge = await startEdge(join(out, 'snapshot'))
    recorder.forward(edge.origin)
  }
  await update()
  const close = async () => {
    await edge?.close()
    await rm(out, { recursive: true })
  }
  return { update, close }
}

/** A folder of posts on Node, at any free port. */
export async function serveFolder(
  posts: string,
  config = 'feed.config.ts',
  options: Pick<ServerOptions, 'banner'> = {},
): Promise<RunningServer> {
  const { siteAt } = await loadConfig(config)
  const events = { published() {}, waiting() {}, failed() {} }
  return startServer({ posts, siteAt, port: 0, strictPort: false, events, ...options })
}
