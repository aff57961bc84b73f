/** A post becomes an entry: rendered, with every address absolute and every file beside it accounted for. */

import { defined } from '../base/defined.ts'
import { uriOf } from '../base/text.ts'
import type { Addressed } from '../ids/addresses.ts'
import {
  type Hidden,
  lineWithoutRemarks,
  RenderError,
  type Rendered,
  renderMarkdown,
  type Syntax,
} from '../markdown/render.ts'
import type { Entry, Image, Post, Problem, Site } from '../model.ts'
import { AddressBook } from './addresses.ts'
import { PostDiagnostics } from './diagnostics.ts'
import type { Found, LinkContext } from './link-context.ts'
import { sourceOf } from './markdown-source.ts'
import { webKey } from './names.ts'
import { placeEpisode, reportRefusals } from './podcast.ts'

export interface Composed {
  readonly entry?: Entry
  readonly problems: readonly Problem[]
  /** Lookups made; as long as their results stay the same, so does the entry. */
  readonly lookups: ReadonlyMap<string, Found>
  readonly wikiNames: ReadonlyMap<string, string | undefined>
}

/** Composes one entry. A post whose text cannot be rendered or whose enclosure is missing has none. */
export function composeEntry(addressed: Addressed<Post>, around: LinkContext): Composed {
  const diagnostics = new PostDiagnostics(addressed.post)
  const addresses = new AddressBook(addressed, around, diagnostics)
  let entry: Entry | undefined
  try {
    entry = compose(addressed, around, addresses, diagnostics)
  } catch (error) {
    if (!(error instanceof RenderError)) throw error
    diagnostics.unrenderable(error)
  }
  const { found: problems } = diagnostics
  const isFine = problems.every(({ severity }) => severity !== 'error')
  const { lookups, wikiNames } = addresses
  return defined({ entry: isFine ? entry : undefined, problems, lookups, wikiNames })
}

function compose(
  { post: written, identity, folder, url }: Addressed<Post>,
  { site, hash }: LinkContext,
  addresses: AddressBook,
  diagnostics: PostDiagnostics,
): Entry {
  const hidden: Hidden = new Map()
  const post = withoutRemarks(written, hidden)
  const enclosures = post.enclosures.map((enclosure) => addresses.enclose(enclosure))
  const image = post.image && addresses.show(post.image)
  // another post may be linked by its file name
  const link = post.externalUrl && addresses.resolve(post.externalUrl)
  // other systems write the post's own address there
  const externalUrl = link !== undefined && webKey(link) === webKey(url) ? undefined : link
  const podcast = post.podcast && placeEpisode(post.podcast, addresses)
  reportRefusals(post, enclosures, site, diagnostics)
  const rendered = renderMarkdown(post.body, {
    resolve: (address) => addresses.resolve(address),
    find: (name) => addresses.find(name),
    origin: new URL(url).origin,
    syntax: syntaxOf(post.path),
    idPrefix: `p${hash(identity.id).slice(0, 6)}`,
  })
  reportRendered(rendered, hidden, diagnostics)
  if (rendered.html === '' && saysNothing(post)) diagnostics.empty()
  const html = rendered.html + linkElsewhere(externalUrl, rendered.html)
  const content = html === '' ? 'summary' : (post.content ?? site.feeds.content)
  return defined({
    ...lasting(post),
    ...identity,
    url,
    folderSlug: folder,
    enclosures,
    externalUrl,
    image: image ?? thumbnailOf(html, site),
    podcast,
    comments: commentsOf(post, url, site),
    summary: post.description ?? rendered.summary,
    content,
    html,
    ...(site.feeds.markdown ? sourceOf(post, { content, url, html }, rendered, addresses) : {}),
    media: addresses.media,
  })
}

/** Nothing but the post itself decides, so it does not become empty when another one goes. */
function saysNothing({ title, description, externalUrl, image, enclosures }: Post): boolean {
  return (title ?? description ?? externalUrl ?? image ?? enclosures[0]) === undefined
}

function reportRendered(rendered: Rendered, hidden: Hidden, diagnostics: PostDiagnostics): void {
  for (const text of rendered.remnants) diagnostics.remnant(text)
  for (const removal of rendered.removals) diagnostics.removal(removal)
  for (const fragment of rendered.lostFragments) diagnostics.lostFragment(fragment)
  for (const [notation, text] of [...hidden, ...rendered.hidden]) diagnostics.hidden(notation, text)
}

/** The properties that an entry takes from its post. */
function lasting(post: Post) {
  const { id, externalUrl, image, enclosures, podcast, comments, content, ...others } = post
  const { updatedLine, body, bodyLine, ...rest } = others
  return rest
}

const SYNTAXES: Readonly<Record<string, Syntax>> = { mdx: 'mdx', html: 'html', htm: 'html' }

function syntaxOf(path: string): Syntax {
  return SYNTAXES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? 'md'
}

/** Removes hidden comments from the front matter. */
function withoutRemarks(post: Post, hidden: Hidden): Post {
  const { title, description, image, enclosures, podcast, ...rest } = post
  const shown = (text: string | undefined) => (text && lineWithoutRemarks(text, hidden)) || undefined
  return defined({
    ...rest,
    title: shown(title),
    description: shown(description),
    image: image && defined({ ...image, alt: shown(image.alt) }),
    enclosures: enclosures.map((enclosure) => defined({ ...enclosure, title: shown(enclosure.title) })),
    podcast: podcast && defined({ ...podcast, title: shown(podcast.title) }),
  })
}

/** In RSS only the text can say where a link post leads. */
function linkElsewhere(externalUrl: string | undefined, html: string): string {
  if (externalUrl === undefined) return ''
  const address = externalUrl.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  return html.includes(`href="${address}"`) ? '' : `<p><a href="${address}">${address}</a></p>\n`
}

/** Where people answer a post: as it says itself, else as the site says for all. */
function commentsOf({ comments, title = '' }: Post, url: string, site: Site): string | undefined {
  if (comments === false) return undefined
  if (comments !== undefined || site.comments === undefined) return comments
  const values = { url, title }
  const address = site.comments.replace(/\{(url|title)\}/g, (_, name: 'url' | 'title') =>
    encodeURIComponent(values[name]),
  )
  const found = URL.parse(address.startsWith('/') ? site.url + address : address)
  return found === null ? undefined : uriOf(found)
}

/** The first picture of a text, if the site wants it to stand for the post. Attributes are in double quotes. */
function thumbnailOf(html: string, { feeds }: Site): Image | undefined {
  if (!feeds.thumbnails) return undefined
  const tag = /<img(?:"[^"]*"|[^">])*>/.exec(html)?.[0] ?? ''
  const [src = '', alt] = ['src', 'alt'].map((name) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1])
  const url = URL.parse(unescaped(src))
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  // RFC 3986, section 2.1
  const uri = uriOf(url).replace(/%(?![\da-f]{2})/gi, '%25')
  return defined({ url: uri, alt: alt && unescaped(alt) })
}

function unescaped(text: string): string {
  const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }
  return text.replace(/&(amp|lt|gt|quot);/g, (_, name: string) => signs[name] ?? '')
}
