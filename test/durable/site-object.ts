import { DurableObject } from 'cloudflare:workers'

/** Holds a database for a test, which reaches it by `runInDurableObject`. */
export class SiteObject extends DurableObject {}

export default {
  fetch: () => new Response('There is nothing but the object.'),
}
