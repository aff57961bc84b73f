/** The live Worker in workerd, behind a real connection, with its bucket at hand. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTestHarness } from 'wrangler'
import type { Bucket } from '../../src/edge/live/platform.ts'

export const TOKEN = 'a-token-for-tests-0123456789-abcdef'

interface Bindings {
  readonly BUCKET: Bucket
  readonly EVENTS: { send(body: unknown): Promise<void> }
}

export interface LiveServer {
  readonly origin: string
  readonly bindings: Bindings
  /** Asks the door with the token. @param path below the origin */
  door(method: string, path: string, init?: RequestInit): Promise<Response>
  health(): Promise<Health>
  /** The titles of the newest posts in a feed, as soon as they are as expected or time is up. */
  titles(path: string, expected: (titles: string[]) => boolean): Promise<string[]>
  /** The cron trigger rings. */
  scheduled(): Promise<void>
  /** Runs a statement in the object's database. */
  sql(statement: string): Promise<unknown>
  /** Ends the object; the next call starts it again. */
  evict(): Promise<void>
  close(): Promise<void>
}

export interface Health {
  readonly stage: string
  /** Posts that are read. */
  readonly read: number
  readonly posts: number
  readonly pending: number
  /** Posts that are not composed yet. */
  readonly waiting: number
  readonly rowsReadToday: number
  readonly rowsWrittenToday: number
  readonly vanished?: number
  readonly pausedUntil?: string
  /** In seconds; null where no event came. */
  readonly queueLag: number | null
  readonly problems: number
  readonly failures: readonly { readonly message: string }[]
}

/**
 * @param files of the bucket, by key
 * @param waits until the site is served
 */
export async function startLive(
  files: Readonly<Record<string, string | Uint8Array>>,
  vars: Readonly<Record<string, string>> = {},
  waits = true,
  configPath = 'test/live/wrangler.toml',
): Promise<LiveServer> {
  const harness = createTestHarness({
    root: process.cwd(),
    workers: [{ configPath, vars: { DROPFEED_TOKEN: TOKEN, ...vars } }],
  })
  const { origin } = (await harness.listen()).url
  const worker = harness.getWorker<Bindings>()
  const bindings = await worker.getEnv()
  for (const [key, content] of Object.entries(files))
    await bindings.BUCKET.put(key, typeof content === 'string' ? new TextEncoder().encode(content) : content)
  const door = (method: string, path: string, init: RequestInit = {}) =>
    fetch(origin + path, { ...init, method, headers: { authorization: `Bearer ${TOKEN}`, ...init.headers } })
  const health = async (): Promise<Health> => (await door('GET', '/.dropfeed/health')).json()
  if (waits) await until(async () => (await health()).stage === 'served')
  return {
    ...{ origin, bindings, door, health },
    async titles(path, expected) {
      let titles: string[] = []
      await until(async () => {
        titles = titlesIn(await (await fetch(origin + path)).text())
        return expected(titles)
      })
      return titles
    },
    async scheduled() {
      await worker.scheduled({ cron: '23 * * * *', scheduledTime: new Date() })
    },
    async sql(statement) {
      return (await worker.getDurableObjectStorage('Site', { name: 'site' })).exec(statement)
    },
    evict: () => worker.evictDurableObject('Site', { name: 'site' }),
    close: () => harness.close(),
  }
}

/** In milliseconds: ends with what there is, which the test then shows. */
const PATIENCE = 15_000

export async function until(isSo: () => Promise<boolean>, patience = PATIENCE): Promise<void> {
  for (const start = Date.now(); !(await isSo()) && Date.now() - start < patience; ) await sleep(50)
}

function titlesIn(document: string): string[] {
  if (document.startsWith('{')) {
    const { items }: { items: { title?: string }[] } = JSON.parse(document)
    return items.map(({ title = '' }) => title)
  }
  return document
    .split(/<(?:item|entry)>/)
    .slice(1)
    .map((entry) => /<title[^>]*>([^<]*)/.exec(entry)?.[1] ?? '')
}

/** A folder on this disk as files of a bucket. */
export function filesIn(folder: string): Record<string, Uint8Array> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(
    paths.map((path) => [path.slice(folder.length + 1), new Uint8Array(readFileSync(path))]),
  )
}

/** The text of a post. */
export function postOf(title: string, body = 'Text.', date = '2026-02-01'): string {
  return `---\ntitle: ${title}\ndate: ${date}\n---\n\n${body}\n`
}
