/**
 * Rounds in which a server or a build is killed just after an id was seen, and the post is renamed and edited before the
 * next start: the id has to be the same.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const BIN = resolve('src/cli/bin.js')

/** In milliseconds, from the moment an id is seen until the kill: the ledger file is written after 100. */
const LONGEST = 150

/** In milliseconds. */
const DAY = 86_400_000

const words = (seed: string) => Array.from({ length: 60 }, (_, index) => `${seed}${index}`).join(' ')

export interface Rounds {
  readonly rounds: number
  /** Ids that were another one after the kill. */
  readonly changed: number
}

/** @param report is called after each round */
export async function killRounds(
  rounds: number,
  report: (round: Rounds) => void = () => {},
): Promise<Rounds> {
  const root = mkdtempSync(join(tmpdir(), 'dropfeed-kill-'))
  const posts = join(root, 'posts')
  mkdirSync(posts)
  writeFileSync(join(root, 'feed.config.js'), "export default { url: 'https://blog.example' }\n")
  let changed = 0
  try {
    let server = await start(root)
    for (let round = 1; round <= rounds; round++) {
      // the newest post is always in the feed, which shows fifty
      const date = new Date(Date.UTC(2025, 0, 1) + round * DAY).toISOString()
      const text = `---\ndate: ${date}\n---\n${words(`r${round}x`)}`
      writeFileSync(join(posts, `first-${round}.md`), text)
      const before = await idOf(server, `r${round}x0 `)
      await sleep((round * 37) % LONGEST)
      await kill(server.child)
      renameSync(join(posts, `first-${round}.md`), join(posts, `second-${round}.md`))
      writeFileSync(join(posts, `second-${round}.md`), `${text} and more`)
      server = await start(root)
      if ((await idOf(server, `r${round}x0 `)) !== before) changed++
      report({ rounds: round, changed })
    }
    await kill(server.child)
    return { rounds, changed }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

interface Server {
  readonly child: ChildProcess
  readonly port: number
}

async function start(root: string): Promise<Server> {
  const env = { PATH: process.env.PATH ?? '', XDG_CACHE_HOME: join(root, 'cache') }
  const args = [BIN, 'serve', '--port', '0', '--log', 'off', '--json']
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  let out = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
    const [, port] = /http:\/\/localhost:(\d+)/.exec(out) ?? []
    if (port !== undefined) resolve(Number(port))
  })
  child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${out}`)))
  return { child, port: await promise }
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((done) => child.once('exit', done))
  child.kill('SIGKILL')
  await ended
}

/** The id of the post with a text, once it is served. */
async function idOf({ port }: Server, text: string): Promise<string> {
  for (let turn = 0; turn < 1000; turn++) {
    const response = await fetch(`http://localhost:${port}/feed.json`)
    const { items }: { items: { id: string; content_html: string }[] } = JSON.parse(await response.text())
    const item = items.find(({ content_html }) => content_html.includes(text))
    if (item !== undefined) return item.id
    await sleep(10)
  }
  throw new Error(`${text}was not served.`)
}
