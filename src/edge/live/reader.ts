/** Answers readers from what the site's object has given. */
import { waitUntil } from 'cloudflare:workers'
import type { AcceptForm } from '../../http/app.ts'
import { encode } from '../../http/compression.ts'
import { dropfeed } from '../../http/mount.ts'
import { refuse } from '../../http/responses.ts'
import { acceptEncoding } from '../platform.ts'
import { openBucketFile } from './media.ts'
import { clockOf, type Environment, type Namespace, type SiteStub } from './platform.ts'
import { LiveStore, type LocationCache, NotMadeYet } from './store.ts'

export interface Bindings extends Environment {
  readonly SITE: Namespace<SiteStub>
}

declare const caches: { readonly default: LocationCache }

/** In seconds, while the site is being made. */
const SOON = '10'

/** The object has one name: there is one site in a bucket. */
export function siteOf({ SITE }: Pick<Bindings, 'SITE'>): SiteStub {
  return SITE.getByName('site')
}

/** @param hub takes the forms of the site's own hub; absent: there is none */
export function createReader(bindings: Bindings, hub?: AcceptForm): (request: Request) => Promise<Response> {
  const store = new LiveStore({
    site: () => siteOf(bindings),
    openMedia: ({ path }) => openBucketFile(bindings.BUCKET, path),
    cache: caches.default,
    waitUntil,
  })
  const app = dropfeed(
    {
      current: () => store.current(),
      encode,
      acceptEncoding,
      ...(hub === undefined ? {} : { hub }),
    },
    clockOf(bindings),
  )
  return async (request) => {
    try {
      await store.current()
    } catch (error) {
      return unavailable(error)
    }
    return app.fetch(request)
  }
}

function unavailable(error: unknown): Response {
  if (!(error instanceof NotMadeYet)) console.error(error)
  const message = error instanceof NotMadeYet ? error.message : 'The feeds cannot be read at the moment.'
  return refuse(503, message, { 'Retry-After': SOON })
}
