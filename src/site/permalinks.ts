/**
 * Gives posts their permalinks. A post keeps the one that it has: rules are for posts without one, and for those whose
 * publisher asks for another one by a new file name, folder, slug or `links`.
 */
import { defined } from '../base/defined.ts'
import { webKey } from '../compose/names.ts'
import {
  addressing,
  alternatives,
  isHere,
  isOwn,
  type Placed,
  pageAt,
  placeOf,
  urlOf,
} from '../ids/addresses.ts'
import { oldestFirst } from '../ids/identity.ts'
import type { Asked } from '../ids/ledger.ts'
import type { PostHead, Site } from '../model.ts'
import { type Context, type Database, list, setStateValue, stateValue } from './database.ts'
import { leadsTo, reportAddresses } from './diagnostics.ts'
import { addAliases, askedOf, LINKS, markChanged, setAddress } from './entries.ts'
import { folderTable, renewFolders } from './slugs.ts'

interface PlacedRow {
  readonly path: string
  readonly head: string
  readonly id: string
  readonly address: string | null
  readonly asked_path: string | null
  readonly asked_slug: string | null
  readonly since: number | null
}

const PLACED = `select post.path, head, entry.id, address, asked_path, asked_slug, since
  from post join entry on entry.path = post.path and here = 1`

/** A post with the permalink that it has and the one that the rules give it, both as they are stored. */
interface Asking {
  readonly id: string
  readonly post: PostHead
  readonly placed: Placed
  readonly address: string | null
  /** From when on it is public, and what it was asked for by; absent: not known. */
  readonly since: number | null
  readonly before: Asked | undefined
  readonly asked: Asked
  readonly wanted: string
  /** The one of the rules by which names were slugs on every site. */
  readonly plain: string
}

/** Posts that moved. */
export interface Moved {
  readonly paths: Set<string>
  /** The permalinks that they had or have. */
  readonly addresses: Set<string>
}

/**
 * @param changed posts that came, went, were edited or have another id, and the permalinks that they had
 * @returns these, and the posts whose permalink or folder changed
 */
export function assignPermalinks(
  context: Context,
  changed: { readonly paths: ReadonlySet<string>; readonly addresses: Iterable<string> },
): Moved {
  const { db, site } = context
  const moved: Moved = {
    paths: new Set([...changed.paths, ...renewFolders(context)]),
    addresses: new Set(changed.addresses),
  }
  const ask = asking(site, folderTable(db))
  const posts = rowsAt(db, moved.paths)
    .map(ask)
    .sort((a, b) => oldestFirst(a.post, b.post))
  for (const { post, wanted } of posts)
    db.run('update post set wanted = ?1 where path = ?2 and wanted is not ?1', wanted, post.path)
  const given = new Permalinks(context, posts).give()
  const isOther = posts.map((post) => put(context, post, given.get(post.id), moved)).includes(true)
  if (isOther) markChanged(db)
  setStateValue(db, LINKS, site.links)
  // who asks for one of these may read another report
  const others = rowsWanting(db, moved.addresses, new Set(posts.map(({ post }) => post.path)))
  reportAddresses(context, [...posts, ...others.map(ask)], given, changed.paths)
  return moved
}

function rowsAt(db: Database, paths: Iterable<string>): PlacedRow[] {
  return db.all<PlacedRow>(`${PLACED} where post.path in (select value from json_each(?))`, list(paths))
}

function rowsWanting(db: Database, addresses: Iterable<string>, besides: ReadonlySet<string>): PlacedRow[] {
  const rows = db.all<PlacedRow>(
    `${PLACED} where wanted in (select value from json_each(?))`,
    list(addresses),
  )
  return rows.filter(({ path }) => !besides.has(path))
}

function asking(site: Site, folders: ReadonlyMap<string, string>): (row: PlacedRow) => Asking {
  const addressOf = addressing(site)
  return ({ path, head, id, address, asked_path, asked_slug, since }) => {
    const post: PostHead = JSON.parse(head)
    const folder = folders.get(post.folder) ?? ''
    const placed = placeOf(post, folder, site)
    return {
      ...{ id, post, placed, address, since },
      before: askedOf(asked_path, asked_slug),
      asked: defined({ path, slug: post.slugGiven }),
      wanted: addressOf(placed),
      plain: addressOf({ path, published: post.published, folder, slug: post.slug }),
    }
  }
}

/** Decides about the posts that changed. */
class Permalinks {
  readonly #context: Context
  readonly #posts: readonly Asking[]
  readonly #own: ReadonlySet<string>
  readonly #isRelinked: boolean
  /** By id. */
  readonly #given = new Map<string, string>()
  readonly #taken = new Set<string>()
  /** From which posts move now. */
  readonly #left = new Set<string>()

  /** @param posts the oldest first */
  constructor(context: Context, posts: readonly Asking[]) {
    this.#context = context
    this.#posts = posts
    this.#own = new Set(posts.map(({ id }) => id))
    const links = stateValue(context.db, LINKS)
    this.#isRelinked = links !== undefined && links !== context.site.links
  }

  /** The permalink of each post, by id. Those that keep theirs come first, so nobody takes one from them. */
  give(): ReadonlyMap<string, string> {
    const asking = this.#posts.filter((post) => !this.#keeps(post))
    for (const post of asking) {
      const address = this.#firstFree(post)
      if (address !== undefined) this.#take(post.id, address)
      if (post.address !== null && post.address !== address) this.#left.add(post.address)
    }
    return this.#given
  }

  #keeps(post: Asking): boolean {
    const { id, address, before, asked } = post
    if (address === null || this.#taken.has(address) || isOwn(address, this.#context.site)) return false
    const isAsked = before === undefined || isSame(before, asked)
    const stays = isHere(this.#context.site)
      ? isAsked && !this.#isRelinked
      : this.#offers(post).includes(address)
    // of two with the same permalink, as a merge leaves them, the first keeps it
    if (!stays || this.#holders(address, id).some((other) => !this.#own.has(other))) return false
    this.#take(id, address)
    return true
  }

  #take(id: string, address: string): void {
    this.#given.set(id, address)
    this.#taken.add(address)
  }

  /** The permalink that a post asks for, else the one that it has, else one with a suffix. */
  #firstFree(post: Asking): string | undefined {
    for (const address of this.#offersOf(post)) if (this.#isFree(address, post)) return address
    return undefined
  }

  *#offersOf(post: Asking): Generator<string> {
    yield post.wanted
    if (post.address !== null && !this.#isRelinked && isHere(this.#context.site)) yield post.address
    yield* alternatives(post.placed, { id: post.id }, this.#context)
  }

  /** What a post gets where its pages are on another site, where only the rules are right. */
  #offers({ wanted, plain, placed, id }: Asking): string[] {
    return [wanted, plain, ...alternatives(placed, { id }, this.#context).take(2)]
  }

  /** A path that leads to a post is another's only where its front matter asks for it. */
  #isFree(address: string, { id, asked }: Asking): boolean {
    const { db, site } = this.#context
    if (this.#taken.has(address) || isOwn(address, site) || this.#holders(address, id).length > 0)
      return false
    return asked.slug !== undefined || !(this.#left.has(address) || leadsTo(db, address, id) !== undefined)
  }

  /** Ids of other posts with a permalink, but for those that were deleted. */
  #holders(address: string, id: string): string[] {
    const rows = this.#context.db.all<{ id: string }>(
      'select id from entry where address = ? and gone = 0 and id <> ?',
      ...[address, id],
    )
    return rows.map(({ id }) => id).filter((other) => (this.#given.get(other) ?? address) === address)
  }
}

/** @returns whether the entry is another one than before */
function put({ db, site }: Context, asking: Asking, given: string | undefined, moved: Moved): boolean {
  const { id, post, before, asked, since } = asking
  const { path, published } = post
  const address = given ?? null
  const page = given === undefined ? null : (pageAt(given) ?? null)
  const web = given === undefined ? null : webKey(urlOf(given, site))
  db.run('update post set web = ?, page = ? where path = ?', web, page, path)
  const isMoved = asking.address !== address
  const isOther = isMoved || since !== published || !isSame(before, asked)
  if (isOther) setAddress(db, id, { address, asked, since: published })
  const hasNewAlias = isHere(site) && addAliases(db, id, post.aliases ?? [])
  if (isMoved) moved.paths.add(path)
  const known = moved.paths.has(path) ? [asking.address, address] : []
  for (const one of known) if (one !== null) moved.addresses.add(one)
  return isOther || hasNewAlias
}

function isSame(before: Asked | undefined, { path, slug }: Asked): boolean {
  return before !== undefined && before.path === path && before.slug === slug
}
