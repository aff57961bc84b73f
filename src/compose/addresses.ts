/** Resolves the addresses of one post. */

import mime from 'mime'
import { nameOf } from '../base/paths.ts'
import { encodePath, toUri, uriOf } from '../base/text.ts'
import { type Addressed, mediaAddress } from '../ids/addresses.ts'
import type { DraftEnclosure, Enclosure, Image, Post } from '../model.ts'
import type { PostDiagnostics } from './diagnostics.ts'
import { type Found, findByName, HIDDEN, type LinkContext, lookup } from './link-context.ts'
import { BUNDLE, POST_NAME, webKey, wikiName } from './names.ts'

/** Addresses that can only mean a file: such a file should be there. */
const MEDIA_NAME = /\.(avif|gif|jpe?g|png|svg|webp|m4a|mp3|oga|ogg|opus|wav|m4v|mov|mp4|webm|pdf|zip)$/i

/** For files of unknown type (RFC 2046, section 4.5.1). */
const UNKNOWN_TYPE = 'application/octet-stream'

/** For addresses whose ending does not show the type. */
const USUAL_TYPES = { audio: 'audio/mpeg', video: 'video/mp4' } as const

/** The root of the posts, as Zola writes it (`@/tea.md`) and aliases of bundlers do. */
const ROOT = /^[@~]\//

/** Pelican's marks of links to its own files: `{filename}tea.md`, `{static}/images/pot.png`. */
const PELICAN = /^(?:\{|%7B|\|)(?:filename|static|attach)(?:\}|%7D|\|)/i

/** Makes the addresses of one post absolute, and records each lookup. */
export class AddressBook {
  readonly lookups = new Map<string, Found>()
  readonly wikiNames = new Map<string, string | undefined>()
  /** Addresses as written, and where they lead. */
  readonly resolved = new Map<string, string>()
  /** Wiki links as written, by their address. */
  readonly #written = new Map<string, string>()
  readonly #post: Post
  readonly #url: string
  readonly #around: LinkContext
  readonly #diagnostics: PostDiagnostics
  readonly #host: string

  constructor(
    { post, url }: Pick<Addressed<Post>, 'post' | 'url'>,
    around: LinkContext,
    diagnostics: PostDiagnostics,
  ) {
    this.#post = post
    this.#url = url
    this.#around = around
    this.#diagnostics = diagnostics
    this.#host = new URL(url).host
  }

  /** The place of the post, where the posts folder is the root of a host. */
  get #base(): string {
    return `folder://posts/${encodePath(this.#post.path)}`
  }

  /** Paths of the files that the post uses. */
  get media(): string[] {
    const paths = [...this.lookups.values()].flatMap((found) => (typeof found === 'object' ? found.path : []))
    return [...new Set(paths)]
  }

  /** Resolves an address as written; undefined if it is invalid or its target is not public. */
  resolve(written: string, line?: number): string | undefined {
    const found = this.#resolve(written.replace(PELICAN, ''), line)
    if (found !== undefined) this.resolved.set(written, found)
    return found
  }

  #resolve(address: string, line?: number): string | undefined {
    const path = localPath(address, this.#base)
    const found = path === undefined ? undefined : this.#locate(address, path)
    const [suffix = ''] = /[?#].*$/.exec(address) ?? []
    if (typeof found === 'object') return mediaAddress(found.path, this.#around.site) + suffix
    if (typeof found === 'string') return found + suffix
    const written = this.#written.get(address) ?? address
    if (/^(?:\{\{|%7B%7B)/i.test(address)) return void this.#diagnostics.remnant(address)
    if (found === HIDDEN) return void this.#diagnostics.hiddenPost(written, line)
    if (path !== undefined && POST_NAME.test(path)) return void this.#diagnostics.noPost(written, line)
    if (path !== undefined && MEDIA_NAME.test(path)) this.#reportMissing(address, line)
    return this.#resolveOnWeb(address, line)
  }

  #reportMissing(address: string, line?: number): void {
    if (address.startsWith('/')) this.#diagnostics.expectedAtRoot(address, line)
    else this.#diagnostics.missingFile('warning', address, line)
  }

  /** An address of the service may be that of a post, too. */
  #resolveOnWeb(address: string, line?: number): string | undefined {
    const url = URL.parse(address, this.#url)
    if (url === null) return undefined
    const uri = uriOf(url)
    const isElsewhere = !/^(?:#|$)/.test(address) && url.host === this.#host
    const found = isElsewhere ? this.#lookup(webKey(uri)) : undefined
    return found === HIDDEN ? void this.#diagnostics.hiddenPost(address, line) : uri
  }

  /** Beside the post, else from the root of the folder, else by a name that only one file of the folder has. */
  #locate(address: string, path: string): Found {
    const beside = this.#lookup(path)
    if (beside !== undefined || !(POST_NAME.test(path) || MEDIA_NAME.test(path))) return beside
    const root = localPath(`/${address.replace(ROOT, '')}`, this.#base)
    const fromRoot = root === undefined || root === path ? undefined : this.#lookup(root)
    return fromRoot ?? this.#only(path, address)
  }

  /** A picture at a path of the site is no other picture of the same name. */
  #only(path: string, address: string): Found {
    if (!POST_NAME.test(path) && address.includes('/')) return undefined
    const name = BUNDLE.test(path) ? path : nameOf(path)
    const found = this.#pathOf(name)
    const isOnly = this.#around.directory.named(wikiName(name)).length === 1
    return found === undefined || !isOnly ? undefined : this.#lookup(found)
  }

  #pathOf(name: string): string | undefined {
    const isKnown = this.wikiNames.has(name)
    const path = isKnown ? this.wikiNames.get(name) : findByName(name, this.#post.path, this.#around)
    this.wikiNames.set(name, path)
    return path
  }

  /** The target of a wiki link, as an address to {@link resolve}. */
  find(name: string): string | undefined {
    const path = this.#pathOf(name)
    if (path === undefined) return undefined
    const address = `/${encodePath(path)}`
    this.#written.set(address, `[[${name}`)
    return address
  }

  /** The image that stands for the post, if it is one that can be shown. */
  show({ line, ...image }: NonNullable<Post['image']>): Image | undefined {
    const url = this.resolve(image.url, line)
    return url !== undefined && /^https?:/.test(url) ? { ...image, url } : undefined
  }

  /** A download. Only the post knows the length of a file on another host. */
  enclose(draft: DraftEnclosure): Enclosure {
    if (draft.length === undefined && localPath(draft.url, this.#base) === undefined)
      this.#diagnostics.unknownLength(draft.url, draft.line)
    return this.place(draft)
  }

  /** A file of the folder has to be there, and knows its type and length best. */
  place({ line, kind, ...draft }: DraftEnclosure): Enclosure {
    const path = localPath(draft.url, this.#base)
    if (path === undefined) {
      const url = toUri(draft.url, this.#url)
      return { type: typeOf(url, kind), length: 0, ...draft, url }
    }
    const file = this.#lookup(path)
    if (typeof file !== 'object') {
      this.#diagnostics.missingFile('error', draft.url, line)
      return { type: UNKNOWN_TYPE, length: 0, ...draft }
    }
    const { path: name, type, length, duration } = file
    const url = mediaAddress(name, this.#around.site)
    if (duration === 'unknown' && draft.duration === undefined) this.#diagnostics.unknownDuration(name, line)
    // the file knows its size better than the front matter, which knows better what it is
    return { type, ...(typeof duration === 'number' ? { duration } : {}), ...draft, length, url }
  }

  #lookup(key: string): Found {
    const found = lookup(key, this.#post, this.#around)
    this.lookups.set(key, found)
    return found
  }
}

/** By the ending of the address. A script (`/play.php?id=3`) that the key `audio` names sends audio all the same. */
function typeOf(url: string, kind: DraftEnclosure['kind']): string {
  const type = mime.getType(new URL(url).pathname) ?? UNKNOWN_TYPE
  return kind === undefined || /^(?:audio|video)\//.test(type) ? type : USUAL_TYPES[kind]
}

/** The path in the posts folder that an address without a scheme or host names, seen from `base`. */
function localPath(address: string, base: string): string | undefined {
  if (/^([a-z][a-z0-9+.-]*:|\/\/|#|\?)/i.test(address) || address === '') return undefined
  const resolved = URL.parse(address, base)
  if (resolved === null) return undefined
  try {
    return decodeURIComponent(resolved.pathname).replace(/^\/+/, '')
  } catch {
    return undefined
  }
}
