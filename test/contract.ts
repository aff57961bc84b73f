/** The promises of the HTTP contract, each as a test that runs on every runtime. */
import { addresses } from './contract/addresses.ts'
import { codings } from './contract/coding.ts'
import { conditionalRequests } from './contract/conditional.ts'
import { deltas } from './contract/delta.ts'
import { feeds } from './contract/feed.ts'
import { former } from './contract/former.ts'
import { media } from './contract/media.ts'
import { methods } from './contract/methods.ts'
import { negotiation } from './contract/negotiation.ts'
import { nowhere } from './contract/nowhere.ts'
import { pages } from './contract/pages.ts'
import type { Runtime } from './contract/runtime.ts'

export function contract(runtime: Runtime): void {
  for (const part of [
    feeds,
    conditionalRequests,
    codings,
    deltas,
    negotiation,
    methods,
    addresses,
    former,
    nowhere,
    pages,
    media,
  ]) {
    part(runtime)
  }
}
