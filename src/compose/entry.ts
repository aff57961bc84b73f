/** A post becomes an entry: rendered, with every address absolute and every file beside it accounted for. */

import { defined } from '../base/defined.ts'
import type { Addressed } from '../ids/addresses.ts'
import type { Hidden, Rendered, Syntax } from '../markdown/render.ts'
import { lineWithoutRemarks, RenderError, renderMarkdown } from '../markdown/render.ts'
import type { Entry, Hash, Post, Problem } from '../model.ts'
import { AddressBook } from './addresses.ts'
import { commentsOf, thumbnailOf } from './by-settings.ts'
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
export function composeEntry(
  { post: written, identity, folder, url }: Addressed<Post>,
  around: LinkContext,
): Composed {
  const diagnostics = new PostDiagnostics(written)
  const hidden: Hidden = new Map()
  const post = attempt(() => withoutRemarks(written, hidden))
  if (post instanceof RenderError) {
    diagnostics.unrenderable(post)
    return { problems: diagnostics.found, lookups: new Map(), wikiNames: new Map() }
  }
  const addresses = new AddressBook({ post, url }, around, diagnostics)
  const enclosures = post.enclosures.map((enclosure) => addresses.enclose(enclosure))
  const image = post.image && addresses.show(post.image)
  // another post may be linked by its file name
  const link = post.externalUrl && addresses.resolve(post.externalUrl)
  // other systems write the post's own address there
  const externalUrl = link !== undefined && webKey(link) === webKey(url) ? undefined : link
  const podcast = post.podcast && placeEpisode(post.podcast, addresses)
  reportRefusals(post, enclosures, around.site, diagnostics)
  const resolved = new Map<string, string>()
  const rendered = render({ post, identity, url }, addresses, resolved, around.hash)
  if (rendered instanceof RenderError) diagnostics.unrenderable(rendered)
  else reportRendered(rendered, hidden, diagnostics)
  if (isEmpty(post, rendered)) diagnostics.empty()
  const met = { problems: diagnostics.found, lookups: addresses.lookups, wikiNames: addresses.wikiNames }
  if (rendered instanceof RenderError || met.problems.some(({ severity }) => severity === 'error')) return met
  const html = rendered.html + linkElsewhere(externalUrl, rendered.html)
  const { site } = around
  const content = html === '' ? 'summary' : (post.content ?? site.feeds.content)
  const entry: Entry = defined({
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
    ...sourceOf({ post, content, url, html }, { ...rendered, resolved, addresses }, site),
    media: addresses.media,
  })
  return { entry, ...met }
}

/** Nothing but the post itself decides, so it does not become empty when another one goes. */
function isEmpty(post: Post, rendered: Rendered | RenderError): boolean {
  const { title, description, externalUrl, image, enclosures } = post
  const said = title ?? description ?? externalUrl ?? image ?? enclosures[0]
  return said === undefined && 'html' in rendered && rendered.html === ''
}

function reportRendered(rendered: Rendered, hidden: Hidden, diagnostics: PostDiagnostics): void {
  for (const text of rendered.remnants) diagnostics.remnant(text)
  for (const removal of rendered.removals) diagnostics.removal(removal)
  for (const fragment of rendered.lostFragments) diagnostics.lostFragment(fragment)
  for (const [notation, text] of [...hidden, ...rendered.hidden]) diagnostics.hidden(notation, text)
}

/** The properties that an entry takes from its post. */
function lasting(post: Post) {
  const { id, externalUrl, image, enclosures, podcast, comments, content, body, bodyLine, ...rest } = post
  return rest
}

function render(
  { post, identity, url }: Pick<Addressed<Post>, 'post' | 'identity' | 'url'>,
  addresses: AddressBook,
  resolved: Map<string, string>,
  hash: Hash,
): Rendered | RenderError {
  return attempt(() =>
    renderMarkdown(post.body, {
      resolve: (address) => {
        const found = addresses.resolve(address)
        if (found !== undefined) resolved.set(address, found)
        return found
      },
      find: (name) => addresses.find(name),
      origin: new URL(url).origin,
      syntax: syntaxOf(post.path),
      idPrefix: `p${hash(identity.id).slice(0, 6)}`,
    }),
  )
}

const SYNTAXES: Readonly<Record<string, Syntax>> = { mdx: 'mdx', html: 'html', htm: 'html' }

function syntaxOf(path: string): Syntax {
  return SYNTAXES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? 'md'
}

function attempt<T>(work: () => T): T | RenderError {
  try {
    return work()
  } catch (error) {
    if (error instanceof RenderError) return error
    throw error
  }
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
