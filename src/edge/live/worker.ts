/** The live Worker: answers readers from what it holds, and hands publishers and events on to the site's object. */
import { waitUntil } from 'cloudflare:workers'
import { compress } from '../../http/compression.ts'
import { dropfeed } from '../../http/mount.ts'
import { refuse } from '../../http/responses.ts'
import { acceptEncoding, ROOM } from '../platform.ts'
import { AnswerCache, type LocationCache } from './answer-cache.ts'
import { keysOfEvents } from './events.ts'
import { openBucketMedia } from './media.ts'
import { clockOf, type Environment } from './platform.ts'
import type { SiteNamespace, SiteStub } from './protocol.ts'
import { LiveStore, NotMadeYet } from './store.ts'
import { accessOf } from './token.ts'

interface Bindings extends Environment {
  readonly SITE: SiteNamespace
}

interface Batch {
  readonly messages: readonly { readonly body: unknown }[]
}

declare const caches: { readonly default: LocationCache }

/** Paths of the door for publishers: WebDAV, and what an operator asks. */
const DOOR = /^\/(?:dav|\.dropfeed)(?:\/|$)/

/** In seconds, while the site is being made. */
const SOON = '10'

/** The object has one name: there is one site in a bucket. */
function siteOf({ SITE }: Bindings): SiteStub {
  return SITE.getByName('site')
}

function createReader(bindings: Bindings) {
  const store = new LiveStore({
    site: () => siteOf(bindings),
    openMedia: (media) => openBucketMedia(bindings.BUCKET, media),
    now: () => Date.now(),
    cache: new AnswerCache(caches.default),
    waitUntil,
  })
  const app = dropfeed(
    {
      current: () => store.current(),
      encode: async (coding, _version, plain) => compress(await plain(), coding, 'quick'),
      acceptEncoding,
      room: ROOM,
    },
    clockOf(bindings),
  )
  return async (request: Request) => {
    try {
      await store.current()
    } catch (error) {
      return unavailable(error)
    }
    return app.fetch(request)
  }
}

function unavailable(error: unknown): Response {
  if (!(error instanceof NotMadeYet)) console.error(error)
  const message = error instanceof NotMadeYet ? error.message : 'The feeds cannot be read at the moment.'
  return refuse(503, message, { 'Retry-After': SOON })
}

async function answerPublisher(request: Request, bindings: Bindings): Promise<Response> {
  const { method, headers } = request
  // a browser asks without the token whether an app may use it
  const isPreflight = method === 'OPTIONS' && headers.has('Access-Control-Request-Method')
  const access = accessOf(request, bindings)
  if (access === 'closed') return refuse(404, 'There is nothing at this address.')
  if (access === 'refused' && !isPreflight)
    return refuse(401, 'The token is missing or wrong. Use it as the password, with any user name.', {
      'WWW-Authenticate': 'Basic realm="dropfeed", charset="UTF-8"',
    })
  return siteOf(bindings).fetch(request)
}

let reader: ReturnType<typeof createReader> | undefined

export default {
  fetch(request: Request, bindings: Bindings): Promise<Response> {
    if (DOOR.test(new URL(request.url).pathname)) return answerPublisher(request, bindings)
    reader ??= createReader(bindings)
    return reader(request)
  },

  /** A batch that fails is delivered again. */
  async queue({ messages }: Batch, bindings: Bindings): Promise<void> {
    const keys = keysOfEvents(messages.map(({ body }) => body))
    if (keys.length > 0) await siteOf(bindings).report(keys)
  },

  async scheduled(_: unknown, bindings: Bindings): Promise<void> {
    await siteOf(bindings).reconcile(false)
  },
}
