/** A server with hubs, its folder, and its state. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll } from 'vitest'
import { openDatabase } from '../../src/site/drivers/node.ts'
import type { HubUnderTest } from '../contract/websub.ts'
import { firstAddress } from './first-address.ts'

export const URL_OF_SITE = 'https://tea.example'

export interface ServedHub extends HubUnderTest {
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  /** What the server wrote to standard error. */
  readonly errors: string
  kill(): Promise<void>
  restart(): Promise<void>
}

const servers: ChildProcess[] = []
afterAll(() => {
  for (const server of servers) server.kill('SIGKILL')
})

/** @param hub as in the configuration */
export async function serveHub(
  hub = `'self'`,
  more: Readonly<Record<string, string>> = {},
): Promise<ServedHub> {
  const folder = await mkdtemp(join(tmpdir(), 'dropfeed-hub-'))
  const environment = {
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    ...more,
  }
  const settings = `{ title: 'Tea', url: '${URL_OF_SITE}', hub: ${hub}, push: { allow: ['127.0.0.1'] } }`
  await writeFile(join(folder, 'feed.config.mjs'), `export default ${settings}\n`)
  const posts = join(folder, 'posts')
  await mkdir(posts)
  await writeFile(join(posts, 'first.md'), '---\ntitle: First\ndate: 2026-01-01\n---\nHere.\n')
  let server: ChildProcess
  let [origin, errors] = ['', '']
  const start = async () => {
    const args = ['src/cli/bin.js', 'serve', '--posts', posts, '--config', join(folder, 'feed.config.mjs')]
    server = spawn(process.execPath, [...args, '--port', '0', '--log', 'off'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    })
    server.stderr?.on('data', (chunk) => (errors += chunk))
    servers.push(server)
    origin = await firstAddress(server)
  }
  const end = (signal: NodeJS.Signals) => {
    const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()))
    server.kill(signal)
    return exited
  }
  await start()
  return {
    url: URL_OF_SITE,
    folder,
    environment,
    get errors() {
      return errors
    },
    get origin() {
      return origin
    },
    drop: (name, text) => writeFile(join(posts, name), text),
    kill: () => end('SIGKILL'),
    restart: start,
    async close() {
      await end('SIGTERM')
      await rm(folder, { recursive: true })
    },
  }
}

/** At its very first look, a server with another hub only notes the feeds as they are. */
export async function firstLook({ folder }: ServedHub, topics = 3): Promise<void> {
  const states = join(folder, 'state', 'dropfeed')
  const isNoted = async () => {
    const [name] = (await readdir(states)).filter((file) => file.endsWith('.db'))
    if (name === undefined) return false
    const db = openDatabase(join(states, name), { readOnly: true })
    const rows = db.all<{ count: number }>('select count(*) as count from topic')
    db.close()
    return (rows[0]?.count ?? 0) >= topics
  }
  while (!(await isNoted().catch(() => false))) await sleep(50)
}
