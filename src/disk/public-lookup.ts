/** Name lookups for connections to the public internet: the address that was checked is the one that is used. */
import { type LookupAddress, type LookupOptions, lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { isPublicAddress } from '../base/public-address.ts'

/** Like `lookup` of `node:dns`, with `all`. */
export type Resolve = (
  host: string,
  options: LookupOptions & { readonly all: true },
  found: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** @param allow hosts that may have a private address */
export function checkedLookup(allow: readonly string[], resolve: Resolve = lookup): LookupFunction {
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error !== null) return done(error, '', 0)
      const isFine = allow.includes(host) || found.every(({ address }) => isPublicAddress(address))
      const [first] = found
      if (!isFine || first === undefined)
        return done(new Error(`${host} is not on the public internet`), '', 0)
      if (options.all) done(null, found)
      else done(null, first.address, first.family)
    })
  }
}
