/** IP addresses of the public internet, as opposed to those of this machine and its networks. */
import ipaddr from 'ipaddr.js'

export function isIpAddress(text: string): boolean {
  return ipaddr.isValid(text)
}

/** Whether an IP address can be reached by everybody: not loopback, private, link-local, multicast, reserved, … */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  // `::ffff:127.0.0.1` is 127.0.0.1
  const parsed = ipaddr.process(address)
  return parsed.range() === 'unicast'
}

/** The /64 of an IPv6 address, which usually belongs to one customer of a provider. */
export function networkOf(address: string): string {
  return ipaddr.IPv6.networkAddressFromCIDR(`${address}/64`).toString()
}
