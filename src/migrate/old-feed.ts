/** Reads the feed of another system: a file, its address, or the address of a page that names it. */
import { createReadStream } from 'node:fs'
import { shorten } from '../base/text.ts'
import { UsageError } from '../base/usage-error.ts'
import { type FeedDocument, parseFeedDocument } from './feed-document.ts'
import { namedFeed } from './foreign-html.ts'
import { readAtMost } from './read-at-most.ts'

export interface OldFeed extends FeedDocument {
  /** The path or the address of the feed itself. */
  readonly place: string
}

/** In milliseconds: a feed that takes longer will not come. */
const TIMEOUT = 30_000

/** Of a feed with all that a site has ever published. */
const MAX_BYTES = 64 * 1024 * 1024

/** @throws an Error in plain words if there is no feed at `place` (a path or a web address) */
export async function readOldFeed(place: string): Promise<OldFeed> {
  return isAddress(place) ? readWebFeed(place) : parseAt(place, await readLocal(place))
}

export function isAddress(place: string): boolean {
  return /^https?:/i.test(place)
}

/** The feed at an address, or the one that the page there names. */
async function readWebFeed(place: string): Promise<OldFeed> {
  const page = await download(place)
  try {
    return parseAt(place, page.bytes)
  } catch (error) {
    const named = namedFeed(new TextDecoder().decode(page.bytes), page.address)
    if (named === undefined) throw error
    return parseAt(named, (await download(named)).bytes)
  }
}

/** @throws an Error in plain words */
export function parseAt(place: string, bytes: Uint8Array): OldFeed {
  try {
    return { place, ...parseFeedDocument(bytes) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(
      `${brief(place)} is not a feed (${reason}). Name an RSS, Atom or JSON feed, a file or a web address, or a page that names one with <link rel="alternate">.`,
    )
  }
}

/** What the system says of a file that is not there, or none. */
const MISNAMED = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'])

/** @throws an Error in plain words */
export async function readLocal(path: string, most = MAX_BYTES): Promise<Uint8Array> {
  return readAtMost(createReadStream(path), most).catch((error: NodeJS.ErrnoException) => {
    const Kind = MISNAMED.has(error.code ?? '') ? UsageError : Error
    const reason = error.code ?? error.message.replace(/\.$/, '')
    const what = error.code === 'EISDIR' ? 'is a folder' : `cannot be read (${reason})`
    throw new Kind(`${path} ${what}. Name the old feed: a file or a web address.`)
  })
}

interface Download {
  readonly bytes: Uint8Array
  /** Where redirects have led to. */
  readonly address: string
}

async function download(address: string): Promise<Download> {
  const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT) }).catch((error: Error) => {
    const { message } = error.cause instanceof Error ? error.cause : error
    throw unfetchable(address, message)
  })
  if (!response.ok) throw unfetchable(address, `status ${response.status}`)
  const bytes = await readAtMost(response.body, MAX_BYTES).catch((error: Error) => {
    throw unfetchable(address, error.message.replace(/\.$/, ''))
  })
  return { bytes, address: response.url }
}

function unfetchable(address: string, why: string): Error {
  return new Error(`${brief(address)} cannot be fetched (${why}). Save the feed to a file and name that.`)
}

/** Of an address that a page names, in characters: more than anybody reads. */
const MAX_ADDRESS = 200

function brief(address: string): string {
  return shorten(address, MAX_ADDRESS)
}
