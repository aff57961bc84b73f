/** The live Worker over the site of the HTTP contract. */
import { SiteObject } from '../../src/edge/live/object.ts'
import type { Environment, ObjectState } from '../../src/edge/live/platform.ts'
import { contractSite } from '../support/contract-site.ts'

export class Site extends SiteObject {
  constructor(state: ObjectState, environment: Environment) {
    super(state, environment, { site: contractSite(), fingerprint: 'contract' })
  }
}

export { default } from '../../src/edge/live/worker.ts'
