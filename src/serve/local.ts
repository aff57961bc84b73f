/** Requests from a browser on this machine, which no proxy has passed on. */
import type { IncomingMessage } from 'node:http'

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
