/**
 * Access logs: lines of any length and number, in our formats (plain and JSON) and the common and combined ones of Apache
 * and nginx, and what readers say of themselves in `User-Agent`.
 */
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import * as v from 'valibot'

const request = v.object({
  /** `2026-01-31T18:30:00`, on the clock of the log. */
  time: v.pipe(
    v.string(),
    v.transform((text) => text.slice(0, 19)),
  ),
  client: v.string(),
  method: v.string(),
  /** Path and query as sent. */
  url: v.string(),
  status: v.number(),
  bytes: v.number(),
  /** Empty in the common format, which has none. */
  agent: v.optional(v.string(), ''),
})

export type Request = v.InferOutput<typeof request>

/** `TIME CLIENT METHOD URL STATUS 123 B 0.4 ms "agent"`, see serve/access.ts */
const OURS = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\S* (\S*) (\S+) (\S*) (\d{3}) (\d+) B \S+ ms "([^"]*)/

/** `[vhost] host ident user [31/Jan/2026:18:30:00 +0000] "GET /rss.xml HTTP/1.1" 200 123 "referer" "agent"` */
const COMMON =
  /^(?:\S+ )?(\S+) \S+ \S+ \[(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d)[^\]]*\] "(\S+) ([^\s"]+)(?: [^"]*)?" (\d{3}) (\d+|-)(?: "(?:[^"\\]|\\.)*" "((?:[^"\\]|\\.)*)")?/

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** In characters: servers cut the address of a request at some kilobytes. */
export const LONGEST = 64 * 1024

/** Undefined where the line is none of these, or longer than any. */
export function parseLine(line: string): Request | undefined {
  if (line.length > LONGEST) return undefined
  if (line.startsWith('{')) return parseJson(line)
  const ours = OURS.exec(line)
  if (ours !== null) {
    const [, time = '', client = '', method = '', url = '', status, bytes, agent = ''] = ours
    return { time, client, method, url, status: Number(status), bytes: Number(bytes), agent }
  }
  const [, client = '', day, name = '', year, clock, method = '', url = '', status, bytes, agent = ''] =
    COMMON.exec(line) ?? []
  const month = MONTHS.indexOf(name) + 1
  if (month === 0) return undefined
  const time = `${year}-${String(month).padStart(2, '0')}-${day}T${clock}`
  return { time, client, method, url, status: Number(status), bytes: Number(bytes) || 0, agent }
}

function parseJson(line: string): Request | undefined {
  try {
    const parsed = v.safeParse(request, JSON.parse(line))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}

/** Calls `take` with each line, cut after the longest that is parsed. `-` is standard input, `.gz` is unpacked. */
export async function readLines(path: string, take: (line: string) => void): Promise<void> {
  const file = path === '-' ? process.stdin : createReadStream(path)
  const read = async (chunks: AsyncIterable<Buffer>) => {
    let rest = ''
    for await (const chunk of chunks) {
      const lines = (rest + chunk.toString('latin1')).split('\n')
      rest = (lines.pop() ?? '').slice(0, LONGEST + 1)
      for (const line of lines) take(line)
    }
    if (rest !== '') take(rest)
  }
  await (path.endsWith('.gz') ? pipeline(file, createGunzip(), read) : pipeline(file, read))
}

/** `17 subscribers`, as Feedly, Inoreader, NewsBlur, Feedbin, The Old Reader and others write it. */
const SUBSCRIBERS = /\b(\d{1,9}) (?:subscriber|reader|user)s?\b/i

const CRAWLER = /bot\b|crawl|spider|slurp/i

export interface Aggregator {
  /** `Feedly` */
  readonly name: string
  /** Equal for two requests for the same readers: the agent without the number. */
  readonly key: string
  readonly subscribers: number
}

/** Undefined for a reader that fetches for one person, or does not say for how many. */
export function aggregatorOf(agent: string): Aggregator | undefined {
  const [words = '', number] = SUBSCRIBERS.exec(agent) ?? []
  if (number === undefined) return undefined
  return { name: nameOf(agent), key: agent.replace(words, ''), subscribers: Number(number) }
}

/** `Mozilla/5.0 (compatible; BazQux/2.4; …)` -> `BazQux`, `NewsBlur Feed Fetcher - 17 subscribers` -> `NewsBlur Feed Fetcher` */
function nameOf(agent: string): string {
  const [, own = agent] = /^Mozilla\/[\d.]+ \((?:compatible; )?(.*)/.exec(agent) ?? []
  const [name = ''] = own.split(/[/;()]| - | feed-id/, 1)
  return name.trim().slice(0, 40) || 'unnamed'
}

export function isCrawler(agent: string): boolean {
  return CRAWLER.test(agent)
}
