/** Sends the requests of the hub on Node.js, over connections to public addresses only. */
import { type LookupAddress, lookup } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { firstBytes } from '../../base/first-bytes.ts'
import { checkedLookup, type Resolve } from '../../disk/public-lookup.ts'
import { callbackFault } from '../../push/addresses.ts'
import type { Outgoing, Reply, Send } from '../../push/requests.ts'

export interface SendOptions {
  /** Hosts that callbacks may have in spite of their address. */
  readonly allow: readonly string[]
  /** For the whole of a request, in milliseconds. */
  readonly timeout?: number
  /** Name servers, with their ports; absent: those of the machine. */
  readonly servers?: readonly string[]
}

/** In milliseconds. */
const TIMEOUT = 10_000

/** In milliseconds, for each of two tries. */
const NAME_TIMEOUT = 2_000

/** Connections are kept for other subscribers of the same host, but not for long: in milliseconds. */
const KEEP = { keepAlive: true, timeout: 2_000 }

/**
 * The address that was checked is the one that is connected to: a name that leads elsewhere a moment later (DNS
 * rebinding) is not resolved again.
 */
export function createSend({ allow, timeout = TIMEOUT, servers }: SendOptions): Send {
  const checked = agents(checkedLookup(allow, nameLookup(allow, servers)))
  const trusted = agents()
  return (outgoing) => {
    const fault = outgoing.isTrusted ? undefined : callbackFault(outgoing.url, allow)
    if (fault !== undefined) return Promise.reject(new Error(`The callback ${fault}`))
    return exchange(outgoing, outgoing.isTrusted ? trusted : checked, timeout)
  }
}

type Agents = Readonly<Record<'http:' | 'https:', HttpAgent>>

function agents(lookup?: LookupFunction): Agents {
  const options = lookup === undefined ? KEEP : { ...KEEP, lookup }
  return { 'http:': new HttpAgent(options), 'https:': new HttpsAgent(options) }
}

function exchange(outgoing: Outgoing, agents: Agents, timeout: number): Promise<Reply> {
  const { method, url, headers, body, readAtMost } = outgoing
  const isSecure = url.startsWith('https:')
  const [request, agent] = isSecure ? [httpsRequest, agents['https:']] : [httpRequest, agents['http:']]
  const length = body === undefined ? {} : { 'Content-Length': String(body.length) }
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeout)
    const fail = (error: Error) => reject(signal.aborted ? new Error('no answer in time') : error)
    const sent = request(url, {
      method,
      headers: { 'User-Agent': 'dropfeed', ...headers, ...length },
      signal,
      agent,
    })
    sent.once('response', (response) => {
      read(response, readAtMost).then(resolve, fail)
      // a slow or broken body changes nothing
      if (readAtMost === 0) resolve({ status: response.statusCode ?? 0, body: '' })
    })
    sent.on('error', fail)
    // without this listener Node emits nothing for such an answer
    sent.once('upgrade', (_, socket) => {
      socket.destroy()
      fail(new Error('answered with status 101'))
    })
    sent.end(body)
  })
}

/** In bytes. A short answer is read to its end, so that its connection can be used again; a long one is cut off. */
const SHORT = 4096

async function read(response: IncomingMessage, limit: number): Promise<Reply> {
  const bytes = await firstBytes(response, SHORT)
  return { status: response.statusCode ?? 0, body: new TextDecoder().decode(bytes.subarray(0, limit)) }
}

/**
 * Finds the addresses of callbacks without Node's thread pool: files are read there, and names may take long.
 * @param local hosts that only this machine may know
 * @param servers name servers, with their ports; absent: those of the machine
 */
function nameLookup(local: readonly string[], servers?: readonly string[]): Resolve {
  const resolver = new Resolver({ timeout: NAME_TIMEOUT, tries: 2 })
  if (servers !== undefined) resolver.setServers(servers)
  return (host, options, found) => {
    if (local.includes(host)) return lookup(host, options, found)
    addressesOf(host, resolver).then(
      (addresses) => found(null, addresses),
      (error) => found(error, []),
    )
  }
}

/** @throws the resolver's error if there is neither an IPv4 nor an IPv6 address */
async function addressesOf(host: string, resolver: Resolver): Promise<LookupAddress[]> {
  const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
  if (four.status === 'rejected' && six.status === 'rejected') throw four.reason
  const listed = (family: 4 | 6, found: typeof four) =>
    found.status === 'rejected' ? [] : found.value.map((address) => ({ address, family }))
  return [...listed(4, four), ...listed(6, six)]
}
