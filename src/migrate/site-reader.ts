/** Where a published site can be read: in this process, in a folder of plain files, on the web. */
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { DOCUMENTS, isInside } from '../base/paths.ts'
import { encodePath } from '../base/text.ts'
import type { App } from '../http/mount.ts'
import { opml } from '../pages/opml.ts'
import type { Read } from './published-site.ts'
import { readAtMost } from './read-at-most.ts'

/** What an app of ours would answer. `url` is the site's. */
export function readApp(app: App, url: string): Read {
  return async (path) => {
    const response = await app.request(url + encodePath(path))
    if (response.status === 404) return undefined
    if (!response.ok) throw new Error(`${path} is answered with status ${response.status}.`)
    return response.text()
  }
}

/** What a static host would answer from the folder. */
export function readFiles(folder: string): Read {
  return async (path) => {
    if (!isInside(path)) return undefined
    const bytes = await readAtMost(createReadStream(join(folder, path)), MAX_BYTES).catch(() => undefined)
    return bytes && new TextDecoder().decode(bytes)
  }
}

/** In milliseconds: a subscriber's reader waits no longer for one document. */
const PATIENCE = 20_000

/** In milliseconds, for all documents of a site. */
const DEADLINE = 180_000

/** Of a document, in bytes: readers refuse less. */
const MAX_BYTES = 32 * 1024 * 1024

/** Of all documents of a site, in bytes. */
const MAX_TOTAL = 512 * 1024 * 1024

/** What is behind an address; it may be the site's, or that of one of its feeds. */
export function readWeb(address: string): Read {
  const base = address.replace(ENDING, '').replace(/\/+$/, '')
  const deadline = AbortSignal.timeout(DEADLINE)
  let left = MAX_TOTAL
  return async (path) => {
    try {
      const signal = AbortSignal.any([deadline, AbortSignal.timeout(PATIENCE)])
      const text = await download(base + encodePath(path), Math.min(left, MAX_BYTES), signal)
      left -= text?.length ?? 0
      return text
    } catch (error) {
      throw new Error(`${path} cannot be read: ${reasonOf(error)} Check the address and the connection.`)
    }
  }
}

const FILES = [opml.path.slice(1), ...Object.values(DOCUMENTS).map(({ file }) => file)]
const ENDING = new RegExp(`/(${FILES.map((file) => file.replace('.', '\\.')).join('|')})$`)

async function download(url: string, most: number, signal: AbortSignal): Promise<string | undefined> {
  const response = await fetch(url, { signal, headers: { 'User-Agent': 'dropfeed' } })
  if (response.status === 404 || response.status === 410) return undefined
  if (!response.ok) throw new Error(`status ${response.status}.`)
  return new TextDecoder().decode(await readAtMost(response.body, most))
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'the server takes too long.'
  return error.cause instanceof Error ? `${error.cause.message || error.message}.` : error.message
}
