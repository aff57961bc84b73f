/** Reads a published site: in this process, from a folder of plain files, or from the web. */
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { DOCUMENTS, isInside } from '../base/paths.ts'
import { encodePath } from '../base/text.ts'
import type { App } from '../http/mount.ts'
import { opml } from '../pages/opml.ts'
import { download, readAtMost } from './download.ts'
import type { Read } from './published-site.ts'

/** Asks our own app. @param url of the site */
export function readApp(app: App, url: string): Read {
  return async (path) => {
    const response = await app.request(url + encodePath(path))
    if (response.status === 404) return undefined
    if (!response.ok) throw new Error(`${path} is answered with status ${response.status}.`)
    return response.text()
  }
}

/** Reads what a static host would serve from the folder. */
export function readFiles(folder: string): Read {
  return async (path) => {
    if (!isInside(path)) return undefined
    const bytes = await readAtMost(createReadStream(join(folder, path))).catch(() => undefined)
    return bytes && new TextDecoder().decode(bytes)
  }
}

const FILES = [opml.path.slice(1), ...Object.values(DOCUMENTS).map(({ file }) => file)]
const ENDING = new RegExp(`/(${FILES.map((file) => RegExp.escape(file)).join('|')})$`)

/** @param address of the site, its list of feeds, or one of its main feed's documents */
export function readWeb(address: string): Read {
  const base = address.replace(ENDING, '').replace(/\/+$/, '')
  return async (path) => {
    const fail = (reason: string) =>
      new Error(`${path} cannot be read: ${reason}. Check the address and the connection.`)
    const { status, bytes } = await download(base + encodePath(path)).catch(({ message }) => {
      throw fail(message)
    })
    if (status === 404 || status === 410) return undefined
    if (status >= 300) throw fail(`status ${status}`)
    return new TextDecoder().decode(bytes)
  }
}
