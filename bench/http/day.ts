/** Bytes on the wire for a day of hourly polls with three publications, by what kind of client asks whom. */
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { POSTS, writePost } from './corpus.ts'
import { type Peer, publishInNginx } from './servers.ts'

const POLLS = 24

/** Something is published before these polls. */
const PUBLICATIONS = [6, 12, 18]

export interface Client {
  readonly name: string
  readonly server: 'dropfeed' | 'nginx'
  readonly accepts: string
  readonly isConditional: boolean
  readonly takesDeltas?: boolean
}

const CLIENTS: readonly Client[] = [
  { name: 'asks for everything, plain', server: 'nginx', accepts: 'identity', isConditional: false },
  { name: 'asks for everything, gzip', server: 'nginx', accepts: 'gzip', isConditional: false },
  { name: 'conditional, gzip', server: 'nginx', accepts: 'gzip', isConditional: true },
  { name: 'asks for everything, gzip', server: 'dropfeed', accepts: 'gzip', isConditional: false },
  { name: 'conditional, gzip', server: 'dropfeed', accepts: 'gzip', isConditional: true },
  { name: 'conditional, br', server: 'dropfeed', accepts: 'br', isConditional: true },
  { name: 'conditional, zstd', server: 'dropfeed', accepts: 'zstd', isConditional: true },
  { name: 'deltas, gzip', server: 'dropfeed', accepts: 'gzip', isConditional: true, takesDeltas: true },
]

export interface Day {
  readonly client: Client
  /** Of the answers, heads and bodies. */
  readonly bytes: number
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<string, number>>
}

interface State {
  readonly bytes: number
  readonly statuses: Record<string, number>
  readonly etag?: string
  readonly modified?: string
}

/** Lives through the day. The servers already serve the folder `posts`, nginx from `root`. */
export async function measureDay(dropfeed: Peer, nginx: Peer, posts: string, root: string): Promise<Day[]> {
  const origins = { dropfeed: dropfeed.origin, nginx: nginx.origin }
  let states = CLIENTS.map((): State => ({ bytes: 0, statuses: {} }))
  for (let hour = 0; hour < POLLS; hour++) {
    if (PUBLICATIONS.includes(hour)) await publish(dropfeed, posts, root, POSTS + PUBLICATIONS.indexOf(hour))
    states = await Promise.all(
      CLIENTS.map((client, index) => poll(origins[client.server], client, states[index])),
    )
  }
  return CLIENTS.map((client, index) => ({
    client,
    bytes: states[index]?.bytes ?? 0,
    statuses: states[index]?.statuses ?? {},
  }))
}

/** A new post, and the same document for nginx once dropfeed serves it. */
async function publish({ origin }: Peer, posts: string, root: string, index: number): Promise<void> {
  const document = async () => fetch(`${origin}/rss.xml`)
  const before = (await document()).headers.get('etag')
  // Last-Modified counts in seconds
  await sleep(1_100)
  await writePost(posts, index)
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await document()
    const body = new Uint8Array(await answer.arrayBuffer())
    if (answer.headers.get('etag') !== before) return publishInNginx(root, body)
    await sleep(50)
  }
  throw new Error('The new post was not served.')
}

async function poll(
  origin: string,
  client: Client,
  state: State = { bytes: 0, statuses: {} },
): Promise<State> {
  const { etag, modified } = state
  const validators = client.isConditional && etag !== undefined && modified !== undefined
  const head = await exchange(origin, [
    `Accept-Encoding: ${client.accepts}`,
    ...(validators ? [`If-None-Match: ${etag}`, `If-Modified-Since: ${modified}`] : []),
    ...(client.takesDeltas ? ['A-IM: feed'] : []),
  ])
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head.text)?.[1]?.trim()
  const status = head.text.slice(9, 12)
  const [newTag, newDate] = [field('ETag') ?? etag, field('Last-Modified') ?? modified]
  return {
    bytes: state.bytes + head.bytes,
    statuses: { ...state.statuses, [status]: (state.statuses[status] ?? 0) + 1 },
    ...(newTag === undefined ? {} : { etag: newTag }),
    ...(newDate === undefined ? {} : { modified: newDate }),
  }
}

/** Every byte of an answer, as it comes from the connection. */
function exchange(origin: string, headers: readonly string[]): Promise<{ bytes: number; text: string }> {
  const { hostname, port } = new URL(origin)
  const request = ['GET /rss.xml HTTP/1.1', 'Host: localhost', 'Connection: close', ...headers, '', ''].join(
    '\r\n',
  )
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(Number(port), hostname)
    socket.on('data', (chunk) => chunks.push(chunk)).once('error', reject)
    socket.once('end', () => {
      const answer = Buffer.concat(chunks)
      resolve({
        bytes: answer.length,
        text: answer.subarray(0, 4096).toString('latin1').split('\r\n\r\n', 1)[0] ?? '',
      })
    })
    socket.write(request)
  })
}
