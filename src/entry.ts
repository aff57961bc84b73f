/** A post becomes an entry: rendered, with every address absolute and every file beside it accounted for. */
import { type Addressed, mediaAddress } from './addresses.ts'
import type {
  DraftEnclosure,
  Enclosure,
  Entry,
  Hash,
  Image,
  MediaFile,
  Post,
  Problem,
  Site,
} from './model.ts'
import { quote } from './problem.ts'
import type { Rendered } from './render.ts'
import { RenderError, renderMarkdown } from './render.ts'
import { toUri } from './text.ts'

/** What an entry needs to know of the world around its post. */
export interface Surroundings {
  readonly site: Site
  /** The files of the posts folder that may be shown or enclosed, by path. */
  readonly files: ReadonlyMap<string, MediaFile>
  /** The addresses of all posts, by path: a link to `other.md` leads to that post. */
  readonly addresses: ReadonlyMap<string, string>
  readonly hash: Hash
}

export interface Composed {
  readonly entry?: Entry
  readonly problems: readonly Problem[]
  /** What was found in the surroundings by path: while that is the same, so is the entry. */
  readonly lookups: ReadonlyMap<string, Found>
}

/** The address of a post, a file, or nothing. */
type Found = string | MediaFile | undefined

/** Whether composing again would find what it found before. */
export function isCurrent({ lookups }: Composed, around: Surroundings): boolean {
  return [...lookups].every(([path, found]) => lookup(path, around) === found)
}

function lookup(path: string, { addresses, files }: Surroundings): Found {
  return addresses.get(path) ?? files.get(path)
}

/** Addresses that can only mean a file: such a file should be there. */
const MEDIA_NAME = /\.(avif|gif|jpe?g|png|svg|webp|m4a|mp3|oga|ogg|opus|wav|m4v|mov|mp4|webm|pdf|zip)$/i

/** Where the type of an enclosure is neither given nor known (RFC 2046, section 4.5.1). */
const UNKNOWN_TYPE = 'application/octet-stream'

/** Composes one entry. A post whose text cannot be rendered or whose enclosure is missing has none. */
export function composeEntry({ post, identity, folder, url }: Addressed, around: Surroundings): Composed {
  const addresses = new AddressBook(post, url, around)
  const enclosures = post.enclosures.map((enclosure) => addresses.enclose(enclosure))
  const image = post.image === undefined ? {} : toImage(post.image, addresses)
  const rendered = render(post, identity.id, addresses, around.hash)
  const problems = [
    ...addresses.problems,
    ...(rendered instanceof RenderError ? [unrenderable(post, rendered)] : []),
  ]
  if (rendered instanceof RenderError || problems.some(({ severity }) => severity === 'error')) {
    return { problems, lookups: addresses.lookups }
  }
  const html = rendered.html + linkElsewhere(post, rendered.html)
  const { image: _image, body, bodyLine, enclosures: _, content, id: __, ...rest } = post
  const entry: Entry = {
    ...rest,
    ...identity,
    url,
    folderSlug: folder,
    enclosures,
    ...image,
    summary: post.description ?? rendered.summary,
    content: html === '' ? 'summary' : (content ?? around.site.feeds.content),
    html,
    twins: 0,
    media: addresses.media,
  }
  return { entry, problems, lookups: addresses.lookups }
}

function render(post: Post, id: string, addresses: AddressBook, hash: Hash): Rendered | RenderError {
  try {
    return renderMarkdown(post.body, {
      resolve: (address) => addresses.resolve(address),
      idPrefix: `p${hash(id).slice(0, 6)}`,
    })
  } catch (error) {
    if (error instanceof RenderError) return error
    throw error
  }
}

/** In RSS only the text can say where a link post leads. */
function linkElsewhere({ externalUrl }: Post, html: string): string {
  if (externalUrl === undefined) return ''
  const address = externalUrl.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  return html.includes(`href="${address}"`) ? '' : `<p><a href="${address}">${address}</a></p>\n`
}

function toImage(image: NonNullable<Post['image']>, addresses: AddressBook): { image?: Image } {
  const url = addresses.resolve(image.url, image.line)
  if (url === undefined || !/^https?:/.test(url)) return {}
  return { image: { url, ...(image.alt === undefined ? {} : { alt: image.alt }) } }
}

/** Turns the addresses of one post into absolute ones, and remembers what it met on the way. */
class AddressBook {
  readonly lookups = new Map<string, Found>()
  readonly problems: Problem[] = []
  readonly #post: Post
  readonly #url: string
  readonly #around: Surroundings

  constructor(post: Post, url: string, around: Surroundings) {
    this.#post = post
    this.#url = url
    this.#around = around
  }

  /** Paths of the files that the post uses. */
  get media(): string[] {
    return [...this.lookups].flatMap(([path, found]) => (typeof found === 'object' ? path : []))
  }

  /** The absolute form of an address as written; undefined where it is not an address. */
  resolve(address: string, line?: number): string | undefined {
    const path = localPath(address, this.#post.path)
    const found = path === undefined ? undefined : this.#lookup(path)
    const [suffix = ''] = /[?#].*$/.exec(address) ?? []
    if (typeof found === 'string') return found + suffix
    if (found !== undefined) return mediaAddress(found.path, this.#around.site) + suffix
    if (path !== undefined && MEDIA_NAME.test(path)) this.#missing('warning', address, line)
    return URL.canParse(address, this.#url) ? toUri(address, this.#url) : undefined
  }

  /** An enclosure has to be there, and its file knows its type and length best. */
  enclose({ line, ...draft }: DraftEnclosure): Enclosure {
    const path = localPath(draft.url, this.#post.path)
    if (path === undefined) {
      return { type: UNKNOWN_TYPE, length: 0, ...draft, url: toUri(draft.url, this.#url) }
    }
    const file = this.#lookup(path)
    if (typeof file !== 'object') {
      this.#missing('error', draft.url, line)
      return { type: UNKNOWN_TYPE, length: 0, ...draft }
    }
    const { path: name, type, length, duration } = file
    const url = mediaAddress(name, this.#around.site)
    // the file knows its size better than the front matter, which knows better what it is
    return { type, ...(duration === undefined ? {} : { duration }), ...draft, length, url }
  }

  #lookup(path: string): Found {
    const found = lookup(path, this.#around)
    this.lookups.set(path, found)
    return found
  }

  #missing(severity: Problem['severity'], address: string, line = this.#lineOf(address)): void {
    this.problems.push({
      severity,
      path: this.#post.path,
      ...(line === undefined ? {} : { line }),
      what: `The file ${quote(address)} is not in the posts folder.`,
      ...(severity === 'error' ? { why: 'Readers would be offered a download that is not there.' } : {}),
      fix: 'Put it beside the post, or correct the name.',
    })
  }

  #lineOf(address: string): number | undefined {
    const index = this.#post.body.split('\n').findIndex((line) => line.includes(address))
    return index === -1 ? undefined : this.#post.bodyLine + index
  }
}

/** The path in the posts folder that an address without a scheme or host names. */
function localPath(address: string, postPath: string): string | undefined {
  if (/^([a-z][a-z0-9+.-]*:|\/\/|#|\?)/i.test(address) || address === '') return undefined
  const base = new URL(postPath.split('/').map(encodeURIComponent).join('/'), 'folder://posts/')
  const resolved = URL.canParse(address, base.href) ? new URL(address, base.href) : undefined
  if (resolved === undefined) return undefined
  try {
    return decodeURIComponent(resolved.pathname).replace(/^\/+/, '')
  } catch {
    return undefined
  }
}

function unrenderable(post: Post, error: RenderError): Problem {
  return {
    severity: 'error',
    path: post.path,
    line: post.bodyLine,
    what: error.what,
    why: error.why,
    fix: error.fix,
  }
}
