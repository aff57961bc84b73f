/** Addresses of the open network, as opposed to those of this machine and the networks that it is in. */
import { type LookupAddress, lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** https://www.iana.org/assignments/iana-ipv4-special-registry: what is not globally reachable, and multicast. */
const PRIVATE_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const

/** https://www.iana.org/assignments/iana-ipv6-special-registry: within 2000::/3, what leads elsewhere or nowhere. */
const SPECIAL_IPV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const refused = new BlockList()
for (const [network, prefix] of PRIVATE_IPV4) refused.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of SPECIAL_IPV6) refused.addSubnet(network, prefix, 'ipv6')
const global = new BlockList()
global.addSubnet('2000::', 3, 'ipv6')

/** @param address an IP address @throws nothing: what is no address is not public */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !refused.check(address, 'ipv4')
  return version === 6 && global.check(address, 'ipv6') && !refused.check(address, 'ipv6')
}

export class PrivateAddress extends Error {}

/** Looks a name up for a connection, and refuses one of this network: the address that was judged is the one used. */
export const lookupPublic: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '', 4)
    const isAllowed = addresses.length > 0 && addresses.every(({ address }) => isPublicAddress(address))
    if (!isAllowed) return callback(new PrivateAddress(`${host} is an address of this network`), '', 4)
    if (options.all) return callback(null, [...addresses])
    const [{ address, family }] = addresses as [LookupAddress, ...LookupAddress[]]
    return callback(null, address, family)
  })
}
