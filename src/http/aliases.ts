/** Old addresses that the publisher names in the configuration, retired ones, and `/feed`. */

import { NEGOTIATED } from '../base/paths.ts'
import { decoded } from '../base/text.ts'
import type { Manifest } from '../snapshot/snapshot.ts'
import type { Address } from './address.ts'

/** Publishers write addresses as they see them, encoded or not. */
const targetsOf = onceForEach(
  ({ aliases }) => new Map(Object.entries(aliases).map(([from, to]) => [decoded(from), to])),
)
const goneOf = onceForEach(({ gone }) => new Set(gone.map(decoded)))

/** Makes a value once for each manifest. */
export function onceForEach<T>(make: (manifest: Manifest) => T): (manifest: Manifest) => T {
  const made = new WeakMap<Manifest, T>()
  return (manifest) => {
    const value = made.get(manifest) ?? make(manifest)
    made.set(manifest, value)
    return value
  }
}

/** The target that the configuration names for an old address: a path or an absolute address. Chains become one hop. */
export function namedTarget({ path, search }: Address, manifest: Manifest): string | undefined {
  const targets = targetsOf(manifest)
  let target = targets.get(path + decoded(search)) ?? targets.get(path)
  let next = target
  // the configuration has no cycles, but two spellings of an address could make one
  for (let hops = 0; next !== undefined && hops < targets.size; hops++) {
    target = next
    next = targets.get(decoded(next))
  }
  return target
}

export function isGone(path: string, manifest: Manifest): boolean {
  return manifest.gone.length > 0 && goneOf(manifest).has(path)
}

/** The base of the feed whose format is negotiated at this address, if it is such an address. */
export function negotiatedBase(path: string): string | undefined {
  return path.endsWith(`/${NEGOTIATED}`) ? path.slice(0, -NEGOTIATED.length) : undefined
}
