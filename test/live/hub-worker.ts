/** The live Worker with a hub of its own, and perhaps another one. */
import { parseSite } from '../../src/config/site.ts'
import { HubObject } from '../../src/edge/live/hub-object.ts'
import { SiteObject } from '../../src/edge/live/object.ts'
import type { ObjectState } from '../../src/edge/live/platform.ts'
import type { Bindings } from '../../src/edge/live/reader.ts'

interface HubBindings extends Bindings {
  /** The address of another hub. */
  readonly PING?: string
}

function siteFor({ PING }: HubBindings) {
  const hub = PING === undefined ? 'self' : ['self', PING]
  return parseSite({ title: 'Tea', hub, push: { allow: ['127.0.0.1'] } }, 'https://tea.example')
}

export class Site extends SiteObject {
  constructor(state: ObjectState, bindings: HubBindings) {
    super(state, bindings, { site: siteFor(bindings), fingerprint: 'hub' })
  }
}

export class Hub extends HubObject {
  constructor(state: ObjectState, bindings: HubBindings) {
    super(state, bindings, siteFor(bindings))
  }
}

export { default } from '../../src/edge/live/worker.ts'
