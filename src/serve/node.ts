/** The server on Node: watches the posts folder and serves what is in it now. */
import type { RequestListener, Server } from 'node:http'
import { isDeepStrictEqual } from 'node:util'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import type { SiteAt } from '../config/load.ts'
import { checkFolder } from '../folder/listing.ts'
import { createApp } from '../http/app.ts'
import { encode, pageEncoder } from '../http/compression.ts'
import type { Fields } from '../http/request.ts'
import { ALLOWED, refuse } from '../http/responses.ts'
import type { Problem, Site } from '../model.ts'
import { type AccessEntry, observe } from './access.ts'
import { forPublisher } from './local.ts'
import { type PublisherOptions, PublisherPages } from './publisher.ts'
import { type RunningPush, startPush, UNAVAILABLE } from './push/push-thread.ts'
import { createServer, holdRequests, listen, stop, type Wish } from './server.ts'
import {
  type FolderEvents,
  type FolderOptions,
  type FolderState,
  FolderThread,
} from './thread/folder-thread.ts'

export interface ServerOptions extends FolderOptions, Wish, PublisherOptions {
  readonly siteAt: SiteAt
  /** Is called for each request when it has been answered. */
  readonly accessed?: (entry: AccessEntry) => void
}

export interface RunningServer {
  readonly port: number
  /** The folder when the server began. */
  readonly state: FolderState
  /** Serves the folder with another configuration. */
  configure(siteAt: SiteAt): void
  /** Has pages report a configuration that cannot be used. */
  reportConfig(problems: readonly Problem[]): void
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
    return await serveFolder(options, server, port, open)
  } catch (error) {
    await stop(server)
    throw error
  }
}

async function serveFolder(
  options: ServerOptions,
  server: Server,
  port: number,
  open: (listener: RequestListener) => void,
): Promise<RunningServer> {
  const { now } = options
  const local = `http://localhost:${port}`
  let site = options.siteAt(local)
  let push: RunningPush | undefined
  const showsHeldBack = site.heldBack !== undefined
  const pages = new PublisherPages(options, showsHeldBack)
  const events: FolderEvents = {
    ...options.events,
    published(changes, state) {
      options.events.published(changes, state)
      push?.feedsChanged(state.changedFeeds)
      pages.changed()
    },
  }
  const folder = await FolderThread.open({ ...options, events }, site)
  const pushOf = (site: Site) =>
    options.remembers && site.hubs.length > 0 ? startPush({ ...options, site, store: folder }) : undefined
  push = pushOf(site)
  const app = createApp({
    store: folder,
    clock: now === undefined ? Date.now : () => now,
    encode,
    encodePage: pageEncoder(),
    fields,
    preview: ({ env }: OnNode) => pages.previewFor(env.incoming, folder.state.problems),
    hub: async (form) => push?.accept(form) ?? UNAVAILABLE,
  })
  const listener = getRequestListener(showsHeldBack ? forPublisher(app.fetch, options.host) : app.fetch, {
    // HTTP/1.0 needs no Host, and no answer depends on it
    hostname: 'localhost',
    errorHandler: () => refuse(400, 'The request is malformed.'),
  })
  open(pages.before(withAsterisk(listener)))
  return {
    port,
    state: folder.state,
    configure(siteAt) {
      const before = site
      site = siteAt(local)
      pages.config = []
      if (isDeepStrictEqual(before, site)) return pages.changed()
      folder.configure(site)
      void push?.close()
      push = pushOf(site)
    },
    reportConfig(problems) {
      pages.config = problems
      pages.changed()
    },
    async close() {
      pages.close()
      await Promise.all([folder.close(), stop(server)])
      await push?.close()
    },
  }
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
