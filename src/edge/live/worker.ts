/** The live Worker: answers readers from what it holds, and hands publishers and events on to the site's object. */
import { refuse } from '../../http/responses.ts'
import { preflight } from '../webdav/messages.ts'
import { readEvents } from './events.ts'
import { type Bindings, createReader, siteOf } from './reader.ts'
import { accessOf } from './token.ts'

interface Batch {
  readonly messages: readonly { readonly body: unknown }[]
}

/** Paths for publishers: WebDAV, and what an operator asks. */
const PUBLISHER = /^\/(?:dav|\.dropfeed)(?:\/|$)/

async function answerPublisher(request: Request, bindings: Bindings): Promise<Response> {
  const { method, headers } = request
  const access = accessOf(request, bindings)
  if (access === 'closed') return refuse(404, 'There is nothing at this address.')
  // a browser asks without the token whether an app may use it
  const isPreflight = method === 'OPTIONS' && headers.has('Access-Control-Request-Method')
  if (isPreflight) return preflight()
  if (access === 'refused')
    return refuse(401, 'The token is missing or wrong. Use it as the password, with any user name.', {
      'WWW-Authenticate': 'Basic realm="dropfeed", charset="UTF-8"',
    })
  // a browser sends a password that it keeps with the forms of any page, and names the page; no program does
  if (method === 'POST' && headers.has('Origin')) return refuse(403, 'Orders are not taken from web pages.')
  return siteOf(bindings).fetch(request)
}

let reader: ReturnType<typeof createReader> | undefined

export default {
  fetch(request: Request, bindings: Bindings): Promise<Response> {
    if (PUBLISHER.test(new URL(request.url).pathname)) return answerPublisher(request, bindings)
    reader ??= createReader(bindings, (form) => bindings.HUB.getByName('hub').accept(form))
    return reader(request)
  },

  /** A batch that fails is delivered again. */
  async queue({ messages }: Batch, bindings: Bindings): Promise<void> {
    const { keys, since } = readEvents(messages.map(({ body }) => body))
    if (keys.length > 0) await siteOf(bindings).report(keys, since)
  },

  async scheduled(_: unknown, bindings: Bindings): Promise<void> {
    await siteOf(bindings).reconcile(false)
  },
}
