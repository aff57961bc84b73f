/** Who is at this machine, and who comes from elsewhere. */
import type { Fields } from '../../http/request.ts'

/** Fields by which proxies say for whom they ask (RFC 7239; RFC 9110, section 7.6.3; what was usual before). */
const OF_PROXIES = ['Forwarded', 'X-Forwarded-For', 'X-Forwarded-Host', 'Via']

/** Whether the host of an address leads to this machine from nowhere else (RFC 6761, section 6.3). */
export function isLocal(url: string): boolean {
  return /^(.+\.)?localhost$|^127\.|^\[::1\]$/.test(URL.parse(url)?.hostname ?? '')
}

/** Whether a request is to a local name, and from nobody for whom a proxy asks. */
export function isAskedLocally(headers: Fields): boolean {
  const isHandedOn = OF_PROXIES.some((name) => headers.get(name) !== null)
  return !isHandedOn && isLocal(`http://${headers.get('Host') ?? ''}`)
}
