/** What the contract is asked of, and how it asks. */

export interface AskInit {
  readonly method?: string
  /** A list is sent as several header lines. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
}

/** Asks a runtime for a path; redirects are not followed. */
export type Ask = (path: string, init?: AskInit) => Promise<Response>

/** A place where dropfeed runs, and what its platform does before our code sees a request, or after. */
export interface Runtime {
  readonly name: string
  readonly ask: Ask
  /** No header is handed over that has no value: an empty If-None-Match is as good as none. */
  readonly dropsEmptyHeaders?: boolean
  /** Bodies are read as they were sent, in their coding. */
  readonly isRaw?: boolean
  /** A proxy before it decodes and encodes bodies as it sees fit: which coding arrives is not ours to say. */
  readonly isRecoded?: boolean
}

/** Requests of the Fetch standard: for the app without a port, and within workerd. */
export function fetching(fetch: (path: string, init: RequestInit) => Response | Promise<Response>): Ask {
  return async (path, { method = 'GET', headers = {} } = {}) => {
    const lines = Object.entries(headers).flatMap(([name, value]) =>
      [value].flat().map((line): [string, string] => [name, line]),
    )
    return fetch(path, { method, headers: lines, redirect: 'manual' })
  }
}

export const FEEDS = [
  ['/rss.xml', 'application/rss+xml; charset=utf-8'],
  ['/atom.xml', 'application/atom+xml; charset=utf-8'],
  ['/feed.json', 'application/feed+json; charset=utf-8'],
] as const

/** What a 304 repeats of a 200. */
export const REPEATED = [
  'etag',
  'last-modified',
  'cache-control',
  'vary',
  'link',
  'content-language',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'x-content-type-options',
]

/** The platform adds the others. */
export function isOurs([name]: [string, string]): boolean {
  return !['date', 'connection', 'keep-alive', 'transfer-encoding'].includes(name)
}

/** Short questions. */
export function questions({ ask }: Runtime) {
  return {
    async status(path: string, headers: AskInit['headers'] = {}): Promise<number> {
      const response = await ask(path, { headers })
      await response.arrayBuffer()
      return response.status
    },
    async validators(path: string): Promise<{ etag: string; modified: string }> {
      const { headers } = await ask(path, { method: 'HEAD' })
      return { etag: headers.get('etag') ?? '', modified: headers.get('last-modified') ?? '' }
    },
    async text(path: string, headers: AskInit['headers'] = {}): Promise<string> {
      return (await ask(path, { headers })).text()
    },
  }
}
