/** Files that the configuration names by their path beside it: pictures, a stylesheet, a blogroll. */
import mime from 'mime'
import { isInside, OWN, SITE_FILES } from '../base/paths.ts'
import { quote } from '../base/problem.ts'
import { encodePath, fromBase64 } from '../base/text.ts'
import type { SiteFile } from '../model.ts'
import { type Fault, isWebAddress, type Words } from './values.ts'

/** Reads a file beside the configuration, as base64. */
export type ReadBeside = (path: string) => { readonly data: string } | Fault

/** In bytes. */
export const MAX_BESIDE = 1024 * 1024

const OPML_TYPE = 'text/x-opml'

export const noFiles: ReadBeside = () => [
  'names a file, and there is no folder to read it from',
  'Write a web address.',
]

/** Whether a text is a path below the folder of the configuration. */
export function isBeside(text: string): boolean {
  const path = pathOf(text)
  return path !== '' && !/^(?:[/\\]|[a-z][a-z\d+.-]*:)/i.test(path) && isInside(path)
}

export function isPicture(text: string): boolean {
  return isBeside(text) && /^image\//.test(mime.getType(text) ?? '')
}

function pathOf(text: string): string {
  return text.replace(/^\.\//, '')
}

export class Beside {
  readonly #url: string
  readonly #read: ReadBeside
  readonly #files = new Map<string, SiteFile>()
  /** Of files that cannot be used. */
  readonly mistakes: Words[] = []

  constructor(url: string, read: ReadBeside) {
    this.#url = url
    this.#read = read
  }

  get files(): SiteFile[] {
    return [...this.#files.values()]
  }

  /** The address of a picture: one of the web stays, a file gets one of the site. */
  picture(key: readonly string[], value: string | undefined): string | undefined {
    if (value === undefined || isWebAddress(value)) return value
    const path = SITE_FILES + pathOf(value)
    const data = this.#open(key, value)
    if (data !== undefined) this.#add({ path, type: mime.getType(value) ?? '', data })
    return this.#url + encodePath(path)
  }

  text(key: string, value: string | undefined): string | undefined {
    const data = value === undefined ? undefined : this.#open([key], value)
    return data === undefined ? undefined : new TextDecoder().decode(fromBase64(data))
  }

  /** An OPML file, which the site serves as its blogroll. @returns no blogs: they are in the file */
  blogroll(value: string): readonly [] {
    const data = this.#open(['blogroll'], value)
    if (data !== undefined) this.#add({ path: OWN.blogroll, type: OPML_TYPE, data })
    return []
  }

  #add(file: SiteFile): void {
    this.#files.set(file.path, file)
  }

  #open(key: readonly string[], value: string): string | undefined {
    const found = this.#read(pathOf(value))
    if ('data' in found) return found.data
    const [what, fix] = found
    this.mistakes.push({ what: `${quote(key.join('.'))} ${what} (${quote(value)}).`, fix })
    return undefined
  }
}
