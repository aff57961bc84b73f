/** Answers of a server that shows posts that are held back. */
import type { App } from '../http/mount.ts'
import { refuse } from '../http/responses.ts'
import { isLocal } from './local.ts'

/**
 * No cache keeps an answer, and no page of another site reads it: neither by fetch, nor under a name of its own that
 * leads to this machine (DNS rebinding).
 * @param host at which the server listens; the check of names is for servers that only this machine reaches
 */
export function forPublisher(fetch: App['fetch'], host = ''): App['fetch'] {
  const isOnlyHere = isLocal(host)
  return async (request, ...more) => {
    const isRefused = isOnlyHere && !isLocal(request.headers.get('host') ?? host)
    const response = isRefused ? refuse(403, WRONG_NAME) : await fetch(request, ...more)
    response.headers.set('Cache-Control', 'no-store')
    response.headers.set('Cross-Origin-Resource-Policy', 'same-origin')
    response.headers.delete('Access-Control-Allow-Origin')
    return response
  }
}

const WRONG_NAME =
  'Posts that are held back are shown at localhost only. Open http://localhost with the port of this server, or start it with --host.'
