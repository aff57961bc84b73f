/** Lines of access logs: ours (plain and JSON), and the common and combined formats of Apache and nginx. */

export interface Request {
  /** `2026-01-31T18:30:00`, on the clock of the log. */
  readonly time: string
  readonly client: string
  readonly method: string
  /** Path and query as sent. */
  readonly url: string
  readonly status: number
  readonly bytes: number
  /** Empty in the common format, which has none. */
  readonly agent: string
}

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
    const entry: Partial<Request> = JSON.parse(line)
    const { time, client, method, url, status, bytes, agent = '' } = entry
    const request = { time, client, method, url, status, bytes, agent }
    return isRequest(request) ? { ...request, time: request.time.slice(0, 19) } : undefined
  } catch {
    return undefined
  }
}

function isRequest(entry: Readonly<Record<keyof Request, unknown>>): entry is Request {
  const { status, bytes, ...texts } = entry
  const areTexts = Object.values(texts).every((text) => typeof text === 'string')
  return areTexts && typeof status === 'number' && typeof bytes === 'number'
}
