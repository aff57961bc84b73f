/** Who is at this machine, and who comes from elsewhere. */
import type { Fields } from '../../http/request.ts'

/** Fields by which proxies say for whom they ask (RFC 7239; RFC 9110, section 7.6.3; what was usual before). */
const OF_PROXIES = ['Forwarded', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Real-IP', 'Via']

/** Whether the host of an address leads to this machine from nowhere else (RFC 6761, section 6.3). */
export function isLocal(url: string): boolean {
  const { hostname = '' } = URL.parse(url) ?? {}
  return /^(.+\.)?localhost$/.test(hostname) || isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'))
}

/** An address of the network interface that leads nowhere else, as IPv6 has it, too. */
function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127(\.\d+){3}$/.test(address)
}

/**
 * Whether a request comes from this machine, to a local name, and from nobody for whom a proxy asks. The name alone is
 * what anybody may write.
 */
export function isAskedLocally(headers: Fields, from: string | undefined): boolean {
  const isHandedOn = OF_PROXIES.some((name) => headers.get(name) !== null)
  const isFromHere = from !== undefined && isLoopback(from)
  return isFromHere && !isHandedOn && isLocal(`http://${headers.get('Host') ?? ''}`)
}
