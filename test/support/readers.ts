/** Real readers: newsboat and Python's feedparser. Debian: apt-get install newsboat python3-feedparser. */
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
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
  readonly href: string
  readonly bozo: boolean
  readonly etag?: string
  readonly modified?: string
  readonly entries: readonly Seen[]
}

/** A reader of one feed on feedparser: it keeps the validators, and shows what it has not seen. */
export class Feedparser {
  readonly #address: string
  readonly #seen = new Map<string, Seen>()
  #last: Partial<Polled> = {}

  constructor(address: string) {
    this.#address = address
  }

  /** The new posts, newest first. */
  async poll(): Promise<{ status: number; fresh: Seen[] }> {
    const { etag, modified } = this.#last
    const polled = await parse({ url: this.#address, etag, modified })
    if (polled.bozo) throw new Error(`${this.#address} is not well-formed.`)
    const fresh = polled.entries.filter(({ id }) => !this.#seen.has(id))
    for (const entry of polled.entries) this.#seen.set(entry.id, entry)
    this.#last = { ...this.#last, ...polled }
    return { status: polled.status, fresh }
  }
}

/** Debian's own Python has Debian's feedparser. */
async function parse(known: object): Promise<Polled> {
  const python = spawn('/usr/bin/python3', ['test/support/poll.py'], { stdio: ['pipe', 'pipe', 'inherit'] })
  python.stdin.end(JSON.stringify(known))
  return JSON.parse(await text(python.stdout))
}
