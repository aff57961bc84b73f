/** The hubs of a site: its own one, and others that have to be told. */
import { HUB } from '../base/paths.ts'
import type { Site } from '../model.ts'

export function otherHubs({ hubs, url }: Site): readonly string[] {
  return hubs.filter((hub) => hub !== url + HUB)
}

export function hasOwnHub({ hubs, url }: Pick<Site, 'hubs' | 'url'>): boolean {
  return hubs.includes(url + HUB)
}
