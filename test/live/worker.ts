/** The live Worker over the site of the HTTP contract. */
import { HubObject } from '../../src/edge/live/hub-object.ts'
import { SiteObject } from '../../src/edge/live/object.ts'
import type { Environment, ObjectState } from '../../src/edge/live/platform.ts'
import type { Bindings } from '../../src/edge/live/reader.ts'
import { contractSite } from '../support/contract-site.ts'

export class Site extends SiteObject {
  constructor(state: ObjectState, environment: Environment) {
    super(state, environment, { site: contractSite(), fingerprint: 'contract' })
  }
}

export class Hub extends HubObject {
  constructor(state: ObjectState, bindings: Bindings) {
    super(state, bindings, contractSite())
  }
}

export { default } from '../../src/edge/live/worker.ts'
