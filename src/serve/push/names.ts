/** Finds the addresses of callbacks without Node's thread pool: files are read there, and names may take long. */
import { type LookupAddress, lookup } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import type { Resolve } from '../../disk/public-lookup.ts'

/** In milliseconds, for each of two tries. */
const TIMEOUT = 2_000

/**
 * @param local hosts that only this machine may know
 * @param servers name servers, with their ports; absent: those of the machine
 */
export function nameLookup(local: readonly string[], servers?: readonly string[]): Resolve {
  const resolver = new Resolver({ timeout: TIMEOUT, tries: 2 })
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
