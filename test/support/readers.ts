/** Real readers: newsboat and Python's feedparser. Debian: apt-get install newsboat python3-feedparser. */
import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import type { Readable, Writable } from 'node:stream'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A post as a reader took it. */
export interface Seen {
  readonly id: string
  readonly title: string
  readonly authors: readonly string[]
  readonly published: number
  readonly url: string
  readonly text: string
}

/** newsboat in a home of its own, subscribed to one feed. */
export class Newsboat {
  readonly #home: string

  private constructor(home: string) {
    this.#home = home
  }

  static async subscribe(address: string): Promise<Newsboat> {
    const home = await mkdtemp(join(tmpdir(), 'dropfeed-newsboat-'))
    await writeFile(join(home, 'urls'), `${address}\n`)
    await writeFile(join(home, 'config'), '')
    return new Newsboat(home)
  }

  async poll(): Promise<void> {
    const [urls, cache, config] = ['urls', 'cache.db', 'config'].map((name) => join(this.#home, name))
    const options = ['-u', `${urls}`, '-c', `${cache}`, '-C', `${config}`, '-x', 'reload']
    await run('newsboat', options, { env: { ...process.env, HOME: this.#home } })
  }

  /** What a person would be shown, newest first. */
  items(): Seen[] {
    const cache = new DatabaseSync(join(this.#home, 'cache.db'), { readOnly: true })
    const rows = cache.prepare('SELECT * FROM rss_item WHERE deleted = 0 ORDER BY pubDate DESC').all()
    cache.close()
    return rows.map(({ guid, title, author, url, pubDate, content }) => ({
      id: String(guid),
      title: String(title),
      authors: [String(author)],
      published: Number(pubDate) * 1000,
      url: String(url),
      text: String(content),
    }))
  }

  close(): Promise<void> {
    return rm(this.#home, { recursive: true })
  }
}

interface Polled {
  readonly status: number
  readonly bozo: boolean
  readonly entries: readonly Seen[]
}

/** Debian's own Python has Debian's feedparser. */
const PYTHON = '/usr/bin/python3'

/** A program on feedparser: it keeps the validators of one feed. */
export class Feedparser {
  readonly #python: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: AsyncIterator<string>
  readonly #seen = new Set<string>()

  constructor(address: string) {
    this.#python = spawn(PYTHON, ['test/support/feedparser_poll.py', address], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#lines = createInterface(this.#python.stdout)[Symbol.asyncIterator]()
  }

  async poll(): Promise<Polled> {
    this.#python.stdin.write('\n')
    const { value } = await this.#lines.next()
    return JSON.parse(value)
  }

  /** Polls, and tells which posts were never there before, newest first. */
  async news(): Promise<{ status: number; fresh: Seen[] }> {
    const { status, bozo, entries } = await this.poll()
    if (bozo) throw new Error('feedparser says that the feed is not well-formed.')
    const fresh = entries.filter(({ id }) => !this.#seen.has(id))
    for (const { id } of entries) this.#seen.add(id)
    return { status, fresh }
  }

  close(): void {
    this.#python.kill()
  }
}
