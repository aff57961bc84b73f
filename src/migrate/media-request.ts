/** Fetches one file from the web: bounded, from the open network or the publisher's own host alone. */
import { get as getHttp, type IncomingMessage, type RequestOptions } from 'node:http'
import { get as getHttps } from 'node:https'
import { isIpAddress, isPublicAddress } from '../base/public-address.ts'
import { checkedLookup } from '../disk/public-lookup.ts'

/** In milliseconds without a byte, and in all. */
const IDLE = 20_000
const TIMEOUT = 5 * 60_000

const MAX_REDIRECTS = 5

/** In bytes. */
export const MAX_FILE = 100 * 1024 * 1024

/**
 * The response, whose body has not been read.
 * @param ownHost host and port that may be in a private network
 * @throws an Error in plain words
 */
export async function request(address: string, ownHost: string | undefined): Promise<IncomingMessage> {
  const signal = AbortSignal.timeout(TIMEOUT)
  let url = new URL(address)
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const message = await respond(url, ownHost, signal)
    const { statusCode = 0, headers } = message
    const isRedirect = statusCode >= 300 && statusCode < 400 && headers.location !== undefined
    if (!isRedirect) return accepted(message)
    message.destroy()
    const next = URL.parse(headers.location ?? '', url)
    if (next === null) throw new Error('it redirects to no address')
    url = next
  }
  throw new Error(`it redirects more than ${MAX_REDIRECTS} times`)
}

function accepted(message: IncomingMessage): IncomingMessage {
  const { statusCode, headers } = message
  const problem =
    statusCode === 200 ? tooLarge(Number(headers['content-length'] ?? 0)) : `status ${statusCode}`
  if (problem === undefined) return message
  message.destroy()
  throw new Error(problem)
}

export function tooLarge(length: number): string | undefined {
  return length > MAX_FILE ? `it is larger than ${MAX_FILE / 1024 / 1024} MB` : undefined
}

function respond(url: URL, ownHost: string | undefined, signal: AbortSignal): Promise<IncomingMessage> {
  const options = optionsFor(url, ownHost)
  const get = url.protocol === 'https:' ? getHttps : getHttp
  return new Promise((resolve, reject) => {
    const sent = get(url, { ...options, signal, timeout: IDLE }, resolve)
    sent.once('timeout', () => sent.destroy(new Error('it does not answer')))
    sent.once('error', reject)
    // without this listener Node emits nothing for such an answer
    sent.once('upgrade', (_, socket) => {
      socket.destroy()
      reject(new Error('status 101'))
    })
  })
}

function optionsFor({ protocol, host, hostname }: URL, ownHost: string | undefined): RequestOptions {
  if (!/^https?:$/.test(protocol)) throw new Error(`it is no web address, but ${protocol}`)
  const headers = { 'user-agent': 'dropfeed', 'accept-encoding': 'identity' }
  if (host === ownHost) return { headers }
  const address = hostname.replace(/^\[(.*)\]$/, '$1')
  if (isIpAddress(address) && !isPublicAddress(address))
    throw new Error(`${host} is not on the public internet`)
  return { headers, lookup: checkedLookup([]) }
}
