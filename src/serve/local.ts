/** Requests from a browser on this machine, which no proxy has passed on, and answers for it alone. */
import type { IncomingMessage } from 'node:http'
import type { App } from '../http/mount.ts'
import { refuse } from '../http/responses.ts'

/**
 * Fields that proxies and tunnels add (RFC 7239; RFC 9110, section 7.6.3; the rest by custom). No browser sends a field
 * with one of these names when somebody opens a page.
 */
const ADDED_BY_PROXIES =
  /^(?:x|cf|cdn|fly|fastly|do|ali|tailscale|surrogate|proxy)-|forward|(?:client|real|connecting|remote)-?(?:ip|addr)|^via$/

/**
 * Whether a browser on this machine asks for a page at an address of this machine. Host and address alone do not show
 * it: a plain `proxy_pass` of nginx asks from this machine, and names `localhost` itself. But `Connection` ends at each
 * proxy (RFC 9110, section 7.6.1), and nginx sends none, or `close`, where every browser sends `keep-alive`.
 */
export function isAskedHere({ headers, httpVersion, socket }: IncomingMessage): boolean {
  const isBrowsers = httpVersion === '1.1' && headers.connection?.toLowerCase() === 'keep-alive'
  const isDirect = !Object.keys(headers).some((name) => ADDED_BY_PROXIES.test(name))
  return isBrowsers && isDirect && isLoopback(socket.remoteAddress ?? '') && isLocal(headers.host ?? '')
}

/** Whether a Host leads to this machine from nowhere else (RFC 6761, section 6.3). */
export function isLocal(host: string): boolean {
  const { hostname = '' } = URL.parse(`http://${host}`) ?? {}
  return /^(.+\.)?localhost$/.test(hostname) || isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'))
}

/** Whether an IP address is this machine's own; a socket for both families has IPv4 addresses in the form of IPv6. */
function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127(\.\d+){3}$/.test(address)
}

/**
 * Shows posts that are held back. No cache keeps an answer, and no page of another site reads it: neither by fetch, nor under a name of its own that
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
