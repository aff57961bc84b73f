/** New ids, and URIs for ids that are none. */
import { calendar } from '../base/dates.ts'
import type { Hash, Instant, PostHead, Site } from '../model.ts'
import type { Row } from './ledger.ts'

/**
 * The host where no `url` is configured. Nobody can have subscribed to its ids from elsewhere, so they get the host of
 * the `url` once there is one. Until then they hold through renames and restarts like any other.
 */
const PROVISIONAL = 'localhost'

/** Characters of a hash that set a minted id apart from one that is taken. */
const SUFFIX = 6

/** A minted id: its name, and the day in that. */
const MINTED = /^tag:[^,/]+,(?<name>(?<day>\d{4}-\d{2}-\d{2}):.*)$/s

const URI = /^[a-z][a-z0-9+.-]*:(?:%[0-9a-f]{2}|[\w;/?:@&=+$.!~*'(),#-])+$/i

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The ids that posts have or had. */
export type Taken = Pick<ReadonlySet<string>, 'has'>

/** Makes ids: `tag:` URIs (RFC 4151) of an authority, a date, and a name. */
export class Mint {
  readonly #authority: string
  readonly #timeZone: string
  readonly #hash: Hash

  constructor(site: Site, hash: Hash) {
    this.#authority = new URL(site.url).hostname
    this.#timeZone = site.timeZone
    this.#hash = hash
  }

  /** The id of a new post, unless another post has it; without a ledger the same in every run. */
  wish({ slug, published }: PostHead): string {
    return this.#tag(encodeURIComponent(slug), published)
  }

  /** The id of a new post. */
  fresh(post: PostHead, taken: Taken): string {
    return this.#unlike(this.wish(post), post.path, taken)
  }

  /**
   * Stands for an id that is no URI. The `id:` sets it apart from every id of {@link fresh}, whichever post was there
   * first.
   */
  iri(id: string, published: Instant, taken: Taken): string {
    const same = sameUri(id)
    if (same !== undefined && !taken.has(same)) return same
    return this.#unlike(this.#tag(`id:${encodeURIComponent(id)}`, published), id, taken)
  }

  /** The id that a front matter means on this site. */
  named(name: string): string {
    return this.#settle(idOfName(name))
  }

  #unlike(wish: string, name: string, taken: Taken): string {
    let id = wish
    for (let turn = 0; taken.has(id); turn++) {
      id = `${wish}-${this.#hash(`${name} ${turn}`).slice(0, SUFFIX)}`
    }
    return id
  }

  /** The row with an id of this site's host: see {@link PROVISIONAL}. */
  settle(row: Row): Row {
    const id = row.adopted ? row.id : this.#settle(row.id)
    const iri = row.iri === undefined ? undefined : this.#settle(row.iri)
    return id === row.id && iri === row.iri ? row : { ...row, id, ...(iri === undefined ? {} : { iri }) }
  }

  #settle(id: string): string {
    const start = `tag:${PROVISIONAL},`
    return id.startsWith(start) ? `tag:${this.#authority},${id.slice(start.length)}` : id
  }

  #tag(name: string, date: Instant): string {
    const { year, month, day } = calendar(date, this.#timeZone)
    return `tag:${this.#authority},${year}-${month}-${day}:${name}`
  }
}

/** The URI that an id means in another spelling: a UUID, or a web address with letters of other scripts. */
function sameUri(id: string): string | undefined {
  if (UUID.test(id)) return idOfName(id)
  const url = /^https?:/.test(id) ? URL.parse(id)?.href : undefined
  return url !== undefined && isUri(url) ? url : undefined
}

/**
 * The id that a front matter means: a UUID is written as a URN (RFC 4122, section 3). Anything else stays to the letter, even if it is no URI:
 * readers of an old RSS feed may know the post by it.
 */
export function idOfName(name: string): string {
  return UUID.test(name) ? `urn:uuid:${name.toLowerCase()}` : name
}

/** The date and slug of a minted id, `2026-01-31:green-tea`; undefined for any other id. */
export function nameIn(id: string): string | undefined {
  return MINTED.exec(id)?.groups?.name
}

/** The date of a minted id, `2026-01-31`: the post's when it was new. */
export function dayIn(id: string): string | undefined {
  return MINTED.exec(id)?.groups?.day
}

/**
 * An absolute URI (RFC 3986): in Atom an IRI would do (RFC 4287, section 4.2.6), but validators differ on
 * that.
 */
export function isUri(text: string): boolean {
  return URI.test(text) && URL.canParse(text)
}
