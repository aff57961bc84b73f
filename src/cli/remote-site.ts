/** A live site, as its publisher reaches it with the token: the commands `reconcile` and `subscribers`. */
import { setTimeout as sleep } from 'node:timers/promises'
import { count } from '../base/count.ts'
import { UsageError } from '../base/usage-error.ts'
import type { Problem } from '../model.ts'
import { listSubscribers, type Subscriber } from '../push/subscriptions.ts'
import { openSubscriptions } from '../serve/push/subscriptions.ts'
import type { CommonOptions } from './options.ts'

/** In milliseconds, between two looks at how far the site is, and for the longest wait. */
const LOOK = 500
const LONGEST = 600_000

export interface Health {
  readonly posts: number
  readonly stage: string
  readonly read: number
  readonly known: number
  readonly pending: number
  readonly pausedUntil?: string
  readonly advice?: string
}

export interface RemoteFile {
  readonly path: string
  /** In bytes. */
  readonly size: number
  /** The MD5 of the content, if it was written at once. */
  readonly etag: string
}

export class RemoteSite {
  readonly #origin: string
  readonly #token: string

  /** @throws {UsageError} where the address or the token cannot be used */
  constructor(address: string, token = process.env.DROPFEED_TOKEN) {
    if (!/^https?:/.test(address) || !URL.canParse(address))
      throw new UsageError(`"${address}" is not an address. Write it as https://blog.example`)
    if (token === undefined || token === '')
      throw new UsageError('Set DROPFEED_TOKEN to the token of the site: this command needs it.')
    this.#origin = new URL(address).origin
    this.#token = token
  }

  get folder(): string {
    return `${this.#origin}/dav/`
  }

  /** @param path below the origin, encoded. @throws an Error in plain words for any status but those expected */
  async ask(
    method: string,
    path: string,
    { body, headers = {}, expected = [] }: AskOptions = {},
  ): Promise<Response> {
    const response = await fetch(this.#origin + path, {
      method,
      headers: { ...headers, Authorization: `Bearer ${this.#token}` },
      ...(body === undefined ? {} : { body }),
    }).catch((error: Error & { cause?: { code?: string } }) => {
      throw new Error(`${this.#origin} cannot be reached (${error.cause?.code ?? error.message}).`)
    })
    if (response.ok || expected.includes(response.status)) return response
    throw new Error(`${method} ${this.#origin}${path}: ${reasonOf(response.status, await response.text())}`)
  }

  async health(): Promise<Health> {
    return (await this.ask('GET', '/.dropfeed/health')).json()
  }

  async problems(): Promise<Problem[]> {
    return (await this.ask('GET', '/.dropfeed/problems')).json()
  }

  async subscribers(): Promise<Subscriber[]> {
    return (await this.ask('GET', '/.dropfeed/subscribers')).json()
  }

  async files(): Promise<Map<string, RemoteFile>> {
    const files = new Map<string, RemoteFile>()
    let after: string | undefined = ''
    while (after !== undefined) {
      const response = await this.ask('GET', `/.dropfeed/files?after=${encodeURIComponent(after)}`)
      const page: { files: RemoteFile[]; after?: string } = await response.json()
      for (const file of page.files) files.set(file.path, file)
      after = page.after
    }
    return files
  }

  /** Waits until everything that was dropped is published. */
  async settled(onHealth: (health: Health) => void = () => {}): Promise<Health> {
    for (const start = Date.now(); ; await sleep(LOOK)) {
      const health = await this.health()
      onHealth(health)
      const isSettled = health.stage === 'served' && health.pending === 0
      if (isSettled || health.pausedUntil !== undefined || Date.now() - start > LONGEST) return health
    }
  }
}

interface AskOptions {
  readonly body?: Uint8Array<ArrayBuffer>
  readonly headers?: Readonly<Record<string, string>>
  /** Statuses of failures that are none here. */
  readonly expected?: readonly number[]
}

function reasonOf(status: number, text: string): string {
  if (status === 401) return 'The token is wrong. Set DROPFEED_TOKEN to the token of the site.'
  if (status === 404 && text.startsWith('There is nothing'))
    return 'No live site takes files at this address: it is a site of another kind, or its token is missing or shorter than 32 characters.'
  return `${status} ${text.trim().slice(0, 200)}`
}

/** The path of a file of the folder, encoded. */
export function davPath(path: string): string {
  return `/dav/${path.split('/').map(encodeURIComponent).join('/')}`
}

export async function reconcile({
  to,
  allowEmpty,
}: {
  readonly to: string
  readonly allowEmpty?: boolean
}): Promise<number> {
  const remote = new RemoteSite(to)
  await remote.ask('POST', `/.dropfeed/reconcile${allowEmpty ? '?allow-empty' : ''}`)
  const health = await remote.settled()
  if (health.advice !== undefined) {
    console.error(health.advice)
    return 1
  }
  console.log(`${count(health.posts, 'post')} at ${to}.`)
  return 0
}

/** @param options `from`: the address of a live site; absent: the folder's own server */
export async function subscribers(options: CommonOptions & { readonly from?: string }): Promise<number> {
  const { posts, json, from } = options
  const found = from === undefined ? listLocal(posts) : await new RemoteSite(from).subscribers()
  if (json) console.log(JSON.stringify({ subscribers: found }))
  else console.log(found.length === 0 ? 'No subscribers yet.' : describe(found))
  return 0
}

function listLocal(posts: string): Subscriber[] {
  const db = openSubscriptions(posts)
  const found = listSubscribers(db, Date.now())
  db.close()
  return found
}

function describe(found: readonly Subscriber[]): string {
  const topics = Map.groupBy(found, ({ topic }) => topic)
  const parts = [...topics].map(([topic, list]) =>
    [`${topic} (${count(list.length, 'subscriber')})`, ...list.map(describeOne)].join('\n'),
  )
  return parts.join('\n\n')
}

function describeOne({ host, expires, delivered, failures, failed }: Subscriber): string {
  const last = delivered === null ? 'no delivery yet' : `last delivery ${delivered}`
  const trouble = failures === 0 ? '' : `, then ${count(failures, 'failure')} (${failed})`
  return `  ${host}  ${last}${trouble}, until ${expires.slice(0, 10)}`
}
