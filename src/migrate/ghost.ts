/** A Ghost export (JSON) as posts. */
import * as v from 'valibot'
import { cleanLine } from '../base/text.ts'
import { dateOf, type Export, ImportError, type ImportedPost, later, type Skipped } from './imported-post.ts'

const text = v.optional(v.nullable(v.string()))
const id = v.union([v.string(), v.pipe(v.number(), v.transform(String))])

const post = v.object({
  id,
  uuid: text,
  title: text,
  slug: text,
  html: text,
  lexical: text,
  mobiledoc: text,
  feature_image: text,
  type: text,
  page: v.optional(v.unknown()),
  status: text,
  visibility: text,
  published_at: v.optional(v.unknown()),
  updated_at: v.optional(v.unknown()),
  custom_excerpt: text,
  author_id: v.optional(v.nullable(id)),
})

const named = v.object({ id, name: text, visibility: text })
const data = v.object({
  posts: v.array(v.unknown()),
  tags: v.optional(v.array(named), []),
  users: v.optional(v.array(named), []),
  posts_tags: v.optional(v.array(v.object({ post_id: id, tag_id: id })), []),
  posts_authors: v.optional(v.array(v.object({ post_id: id, author_id: id })), []),
})

/** A list with one database. */
const exported = v.pipe(
  v.object({ db: v.tupleWithRest([v.object({ data: v.unknown() })], v.unknown()) }),
  v.transform(({ db: [first] }) => first.data),
)

type Data = v.InferOutput<typeof data>
type Post = v.InferOutput<typeof post>

/** Ghost's placeholder for the site's address. */
const SITE = /__GHOST_URL__/g

export function isGhost(value: unknown): boolean {
  return v.is(exported, value)
}

/** @param site the old site, which the export does not name @throws {ImportError} */
export function openGhost(value: unknown, path: string, site: string | undefined): Export {
  const parsed = v.safeParse(v.pipe(exported, data), value)
  if (!parsed.success) {
    const place = parsed.issues[0].path?.map(({ key }) => String(key)).join('.') ?? 'data'
    throw new ImportError(
      `${path}: This is not a complete Ghost export ("${place}" is missing or has another form). Export it again in Ghost, under Settings, Migration tools.`,
    )
  }
  return { kind: 'Ghost export', site, items: itemsOf(parsed.output, site) }
}

function* itemsOf(all: Data, site: string | undefined): Generator<ImportedPost | Skipped> {
  const names = {
    tags: namesOf(all.tags.filter(({ visibility }) => visibility !== 'internal')),
    users: namesOf(all.users),
  }
  const tags = Map.groupBy(all.posts_tags, ({ post_id }) => post_id)
  const authors = Map.groupBy(all.posts_authors, ({ post_id }) => post_id)
  for (const value of all.posts) {
    const parsed = v.safeParse(post, value)
    if (!parsed.success) {
      yield { skipped: 'broken post', isLost: true }
      continue
    }
    const one = parsed.output
    if (!one.html && (one.lexical || one.mobiledoc)) {
      yield { skipped: 'post without HTML', isLost: true }
      continue
    }
    const tagged = (tags.get(one.id) ?? []).flatMap(({ tag_id }) => names.tags.get(tag_id) ?? [])
    const written = (authors.get(one.id) ?? []).flatMap(({ author_id }) => names.users.get(author_id) ?? [])
    const author = names.users.get(one.author_id ?? '')
    yield toPost(one, tagged, written.length > 0 || author === undefined ? written : [author], site)
  }
}

function toPost(one: Post, tags: string[], authors: string[], site: string | undefined): ImportedPost {
  const placed = (address: string) => address.replace(SITE, (site ?? '').replace(/\/$/, ''))
  const slug = one.slug ?? ''
  const date = dateOf(one.published_at)
  const image = placed(one.feature_image ?? '')
  return {
    id: /^\d+$/.test(one.id) ? (one.uuid ?? one.id) : one.id,
    title: cleanLine(one.title ?? ''),
    slug,
    address:
      slug === '' || site === undefined
        ? undefined
        : URL.parse(`${slug}/`, `${site.replace(/\/$/, '')}/`)?.href,
    site,
    date,
    updated: later(dateOf(one.updated_at), date),
    tags: [...new Set(tags)],
    authors,
    description: cleanLine(one.custom_excerpt ?? ''),
    image: image === '' ? undefined : image,
    enclosures: [],
    html: placed(one.html ?? ''),
    base: site,
    held: heldBy(one),
    isPage: one.type === 'page' || one.page === true || one.page === 1,
    leftovers: [],
  }
}

/** The start of a part that Ghost shows to some readers only. */
const GATED = '<!--kg-gated-block:begin'

/** Everything but a plain yes holds the post back. `scheduled` is a post that appears at its date, here too. */
function heldBy({ status, visibility, html }: Post): ImportedPost['held'] {
  if (status !== 'published' && status !== 'scheduled') return ['status', status || 'draft']
  if (html?.includes(GATED)) return ['visibility', 'members']
  return visibility === undefined || visibility === null || visibility === 'public'
    ? undefined
    : ['visibility', visibility]
}

function namesOf(rows: Data['tags']): Map<string, string> {
  return new Map(rows.flatMap(({ id: key, name }) => (name ? [[key, cleanLine(name)] as const] : [])))
}
