/** The live Worker with a hub of its own. */
import { parseSite } from '../../src/config/site.ts'
import { HubObject } from '../../src/edge/live/hub-object.ts'
import { SiteObject } from '../../src/edge/live/object.ts'
import type { ObjectState } from '../../src/edge/live/platform.ts'
import type { Bindings } from '../../src/edge/live/reader.ts'

const site = parseSite({ title: 'Tea', hub: 'self', push: { allow: ['127.0.0.1'] } }, 'https://tea.example')

export class Site extends SiteObject {
  constructor(state: ObjectState, bindings: Bindings) {
    super(state, bindings, { site, fingerprint: 'hub' })
  }
}

export class Hub extends HubObject {
  constructor(state: ObjectState, bindings: Bindings) {
    super(state, bindings, site)
  }
}

export { default } from '../../src/edge/live/worker.ts'
