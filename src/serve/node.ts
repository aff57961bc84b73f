/** The server on Node: watches the posts folder and serves what is in it now. */
import type { RequestListener } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import type { SiteAt } from '../config/load.ts'
import { checkFolder } from '../folder/listing.ts'
import { createApp } from '../http/app.ts'
import { encode, pageEncoder } from '../http/compression.ts'
import type { Fields } from '../http/request.ts'
import { ALLOWED, refuse } from '../http/responses.ts'
import type { Instant } from '../model.ts'
import { hasOwnHub } from '../push/hubs.ts'
import { type AccessEntry, observe } from './access.ts'
import { isAskedHere } from './local.ts'
import { type RunningPush, startPush } from './push/push-thread.ts'
import { createServer, holdRequests, listen, stop, type Wish } from './server.ts'
import {
  type FolderEvents,
  type FolderOptions,
  type FolderState,
  FolderThread,
} from './thread/folder-thread.ts'

export interface ServerOptions extends FolderOptions, Wish {
  readonly siteAt: SiteAt
  /** Is called for each request when it has been answered. */
  readonly accessed?: (entry: AccessEntry) => void
  /** Who sees broken posts on pages: everybody, or browsers on this machine; absent: nobody. */
  readonly banner?: 'everybody' | 'here'
}

export interface RunningServer {
  readonly port: number
  /** The folder when the server began. */
  readonly state: FolderState
  /** Finishes the requests in flight; takes less than five seconds. */
  close(): Promise<void>
}

/** @throws an Error in plain words if the folder cannot be read, or the address is not free */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  await checkFolder(options.posts)
  const server = createServer()
  if (options.accessed !== undefined) observe(server, options.accessed)
  const open = holdRequests(server)
  const port = await listen(server, options)
  try {
    const site = options.siteAt(`http://localhost:${port}`)
    let push: RunningPush | undefined
    const announce = ({ changedFeeds }: FolderState) => push?.feedsChanged(changedFeeds)
    const folder = await FolderThread.open({ ...options, events: also(options.events, announce) }, site)
    if (options.remembers && site.hubs.length > 0) push = startPush({ ...options, site, store: folder })
    const isShown = bannerRule(options)
    const app = createApp({
      store: folder,
      clock: clockOf(options),
      encode,
      encodePage: pageEncoder(),
      fields,
      problems: (context) => (isShown(context) ? folder.state.problems : []),
      ...(push !== undefined && hasOwnHub(site) ? { hub: push.accept } : {}),
    })
    const listener = getRequestListener(app.fetch, {
      // HTTP/1.0 needs no Host, and no answer depends on it
      hostname: 'localhost',
      errorHandler: () => refuse(400, 'The request is malformed.'),
    })
    open(withAsterisk(listener))
    const close = async () => {
      await Promise.all([folder.close(), stop(server)])
      await push?.close()
    }
    return { port, state: folder.state, close }
  } catch (error) {
    await stop(server)
    throw error
  }
}

/** Has each change of the folder announced after it was reported. */
function also(events: FolderEvents, announce: (state: FolderState) => void): FolderEvents {
  return {
    waiting: (path) => events.waiting(path),
    failed: (error) => events.failed(error),
    published(changes, state) {
      events.published(changes, state)
      announce(state)
    },
  }
}

function clockOf({ now }: FolderOptions): () => Instant {
  return now === undefined ? Date.now : () => now
}

/** `OPTIONS *` is for the server as a whole (RFC 9110, section 9.3.7): it has no URL, so it cannot become a Request. */
function withAsterisk(listener: RequestListener): RequestListener {
  return (incoming, outgoing) => {
    const isAsked = incoming.method === 'OPTIONS' && incoming.url === '*'
    return isAsked ? outgoing.writeHead(204, { Allow: ALLOWED }).end() : listener(incoming, outgoing)
  }
}

/** Node's own form of a request. */
interface OnNode {
  readonly env: HttpBindings
}

/** Several fields are read for each answer: Node's own table is quicker than the `Headers` of a `Request`. */
function fields({ env }: OnNode): Fields {
  const { headers } = env.incoming
  return {
    get: (name) => {
      const value = headers[name]
      return typeof value === 'string' ? value : null
    },
  }
}

function bannerRule({ banner }: ServerOptions): (request: OnNode) => boolean {
  if (banner === 'here') return ({ env }) => isAskedHere(env.incoming)
  return () => banner === 'everybody'
}
