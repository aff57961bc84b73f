/** Real readers, as Debian has them; CONTRIBUTING.md names the packages. */
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

/** A reader that runs in a program of its own: for each empty line it polls, and answers with a line of JSON. */
class Program<Answer> {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: AsyncIterator<string>

  constructor(command: string, script: string, args: readonly string[]) {
    const path = join('test/support', script)
    this.#child = spawn(command, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]()
  }

  async poll(): Promise<Answer> {
    this.#child.stdin.write('\n')
    const { value } = await this.#lines.next()
    return JSON.parse(value)
  }

  close(): void {
    this.#child.kill()
  }
}

/** Debian's own Python has Debian's packages. */
const PYTHON = '/usr/bin/python3'

interface Polled {
  readonly status: number
  readonly bozo: boolean
  readonly entries: readonly Seen[]
}

/** A program on feedparser: it keeps the validators of one feed. `agent` names it; without one it is feedparser. */
export class Feedparser extends Program<Polled> {
  readonly #seen = new Set<string>()

  constructor(address: string, agent = '') {
    super(PYTHON, 'feedparser_poll.py', [address, agent])
  }

  /** Polls, and returns the posts that were never there before, newest first. */
  async news(): Promise<{ status: number; fresh: Seen[] }> {
    const { status, bozo, entries } = await this.poll()
    if (bozo) throw new Error('feedparser says that the feed is not well-formed.')
    const fresh = entries.filter(({ id }) => !this.#seen.has(id))
    for (const { id } of entries) this.#seen.add(id)
    return { status, fresh }
  }
}

/** `home`: the address of the site's page. */
interface Subscription {
  readonly error: string | null
  readonly home: string
  readonly entries: readonly Seen[]
}

/** SimplePie, the reader within FreshRSS and WordPress; `home` is a folder of its own. */
export class SimplePie extends Program<Subscription> {
  constructor(address: string, home: string) {
    super('php', 'simplepie_poll.php', [address, home])
  }
}

interface Podcast {
  readonly home: string
  readonly entries: readonly (Seen & { readonly file: string })[]
}

/** gPodder's core, which keeps a podcast in a database; `home` is a folder of its own. */
export class GPodder extends Program<Podcast> {
  constructor(address: string, home: string) {
    super(PYTHON, 'gpodder_poll.py', [address, home])
  }
}

interface Mails {
  readonly error: string
  /** One for each mail that a poll sent. */
  readonly entries: readonly Pick<Seen, 'title' | 'url' | 'text'>[]
}

/** rss2email, which sends a mail for each new post; `home` is a folder of its own. */
export class Rss2email extends Program<Mails> {
  constructor(address: string, home: string) {
    super(PYTHON, 'rss2email_poll.py', [address, home])
  }
}
