/** Reads the feed of another system: a file, its address, or the address of a page that names it. */

import { createReadStream } from 'node:fs'
import { messageOf } from '../base/message.ts'
import { shorten } from '../base/text.ts'
import { type Download, download, readAtMost } from './download.ts'
import { type FeedDocument, parseFeedDocument } from './feed-document.ts'
import { namedFeed } from './foreign-html.ts'

export interface OldFeed extends FeedDocument {
  /** The path or the address of the feed itself. */
  readonly place: string
}

/** Longest address in a message, in characters: a page may name any. */
const MAX_ADDRESS = 200

/**
 * @param place a path or a web address
 * @throws an Error in plain words if there is no feed
 */
export async function readOldFeed(place: string): Promise<OldFeed> {
  return isAddress(place) ? readWebFeed(place) : parseAt(place, await readLocal(place))
}

export function isAddress(place: string): boolean {
  return /^https?:/i.test(place)
}

/** The feed at an address, or the one that the page there names. */
async function readWebFeed(place: string): Promise<OldFeed> {
  const page = await fetchFeed(place)
  try {
    return parseAt(place, page.bytes)
  } catch (error) {
    const named = namedFeed(new TextDecoder().decode(page.bytes), page.address)
    if (named === undefined) throw error
    return parseAt(named, (await fetchFeed(named)).bytes)
  }
}

/** @throws an Error in plain words */
export function parseAt(place: string, bytes: Uint8Array): OldFeed {
  try {
    return { place, ...parseFeedDocument(bytes) }
  } catch (error) {
    const reason = messageOf(error)
    throw new Error(
      `${shorten(place, MAX_ADDRESS)} is not a feed (${reason}). Name an RSS, Atom or JSON feed, a file or a web address, or a page that names one with <link rel="alternate">.`,
    )
  }
}

/** @throws a system error that names the path, or an Error in plain words */
export async function readLocal(path: string, most?: number): Promise<Uint8Array> {
  return readAtMost(createReadStream(path), most).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== undefined) throw Object.assign(error, { path })
    throw new Error(`${path} cannot be read (${error.message}).`)
  })
}

async function fetchFeed(address: string): Promise<Download> {
  const fail = (why: string) =>
    new Error(
      `${shorten(address, MAX_ADDRESS)} cannot be fetched (${why}). Save the feed to a file and name that.`,
    )
  const found = await download(address).catch(({ message }) => {
    throw fail(message)
  })
  if (found.status >= 300) throw fail(`status ${found.status}`)
  return found
}
