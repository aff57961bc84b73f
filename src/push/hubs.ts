/** The hubs of a site, and the addresses of its feeds. */
import { DOCUMENTS, HUB } from '../base/paths.ts'
import type { Site } from '../model.ts'

export function otherHubs({ hubs, url }: Site): readonly string[] {
  return hubs.filter((hub) => hub !== url + HUB)
}

export function hasOwnHub({ hubs, url }: Pick<Site, 'hubs' | 'url'>): boolean {
  return hubs.includes(url + HUB)
}

/** The canonical addresses of a feed in all formats. */
export function feedAddresses({ url }: Pick<Site, 'url'>, base: string): string[] {
  return Object.values(DOCUMENTS).map(({ file }) => url + encodeURI(base + file))
}
