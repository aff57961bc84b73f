/** Where the new site leads subscribers who ask it for the addresses of earlier feeds. */

import { DOCUMENTS } from '../base/paths.ts'
import type { App } from '../http/mount.ts'
import type { Published } from '../migrate/difference.ts'

export interface OldAddresses {
  /** Feeds whose address the new site answers: with a feed, a redirect, or 410. */
  readonly answered: ReadonlySet<string>
  /**
   * Feeds of a site that moves, with the feed that the new site has at the same path or redirects to. Undefined where
   * it answers 410.
   */
  readonly destinations: ReadonlyMap<string, string | undefined>
}

/** @param file name of the document that readers ask for, below the address of a feed */
export async function askForOldAddresses(
  app: App,
  before: Published,
  url: string,
  file: string,
): Promise<OldAddresses> {
  const answered = new Set<string>()
  const destinations = new Map<string, string | undefined>()
  for (const { address } of before.feeds) {
    if (isBelow(address, url) && (await answer(app, address, file)) !== undefined) answered.add(address)
    else if (before.url !== url && isBelow(address, before.url)) {
      const found = await answer(app, url + address.slice(before.url.length), file)
      if (found !== undefined) destinations.set(address, found.feed)
    }
  }
  return { answered, destinations }
}

function isBelow(address: string, url: string): boolean {
  return address.startsWith(`${url}/`)
}

interface Answer {
  /** Absent where there is none, or none any more. */
  readonly feed?: string
}

/** Undefined where readers get an error. */
async function answer(app: App, address: string, file: string): Promise<Answer | undefined> {
  const { status, headers } = await app.request(address + file)
  const location = headers.get('Location')
  if (status === 301 && location !== null) return feedAt(new URL(location, address).href)
  if (status === 410) return {}
  // a page of ours can stand at the address of another system's feed
  const isFeed = file === '' && FEED_TYPES.some((type) => headers.get('Content-Type')?.startsWith(type))
  return status === 200 && (isFeed || file !== '') ? feedAt(address + file) : undefined
}

const FEED_TYPES = Object.values(DOCUMENTS).map(({ type }) => type)

/** `https://blog.example/tags/tea/rss.xml` -> `https://blog.example/tags/tea/` */
function feedAt(document: string): Answer {
  const file = Object.values(DOCUMENTS).find(({ file }) => document.endsWith(`/${file}`))?.file
  return file === undefined ? {} : { feed: document.slice(0, -file.length) }
}
