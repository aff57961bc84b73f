/** New ids, and ids that are good for Atom. */
import { calendar } from '../base/dates.ts'
import type { Hash, Instant, PostHead, Site } from '../model.ts'
import type { Row } from './ledger.ts'

/**
 * The host where no `url` is configured. Every machine is called so: its ids are no one's, and nobody can
 * have subscribed to them from elsewhere. So once there is a `url` they get its host; until then they hold
 * through renames and restarts like any other, and are the same on every port.
 */
const PROVISIONAL = 'localhost'

/** Characters of a hash that set a minted id apart from one that is taken. */
const SUFFIX = 6

const URI = /^[a-z][a-z0-9+.-]*:(?:%[0-9a-f]{2}|[\w;/?:@&=+$.!~*'(),#-])+$/i

/** What every parser takes as it is: most ids are such, and parsing them takes longer than all else. */
const OPAQUE = /^tag:[^/]/

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

  /** An id for a new post that no other post has; without a ledger the same in every run. */
  fresh(post: PostHead, taken: Taken): string {
    const wish = this.#tag(encodeURIComponent(post.slug), post.published)
    return this.#unlike(wish, post.path, taken)
  }

  /**
   * Stands for an id that is no URI, where only a URI may be, and where no other post has it. The `id:` keeps it
   * apart from every id of {@link fresh}, whichever of the two posts was there first.
   */
  iri({ id, date }: Pick<Row, 'id' | 'date'>, taken: Taken): string {
    const same = sameUri(id)
    if (same !== undefined && !taken.has(same)) return same
    return this.#unlike(this.#tag(`id:${encodeURIComponent(id)}`, Date.parse(date)), id, taken)
  }

  #unlike(wish: string, name: string, taken: Taken): string {
    let id = wish
    for (let turn = 0; taken.has(id); turn++) {
      id = `${wish}-${this.#hash(`${name} ${turn}`).slice(0, SUFFIX)}`
    }
    return id
  }

  /** A row with ids that are good for this site: see {@link PROVISIONAL}. */
  settle(row: Row): Row {
    if (this.#authority === PROVISIONAL) return row
    const { id, iri } = row
    const final = row.adopted ? id : this.#settle(id)
    return final === id && (iri === undefined || this.#settle(iri) === iri)
      ? row
      : { ...row, id: final, ...(iri === undefined ? {} : { iri: this.#settle(iri) }) }
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
  if (UUID.test(id)) return uuidUrn(id)
  const url = /^https?:/.test(id) ? URL.parse(id)?.href : undefined
  return url !== undefined && isUri(url) ? url : undefined
}

/** RFC 4122, section 3: a UUID is a URN, too. */
function uuidUrn(uuid: string): string {
  return `urn:uuid:${uuid.toLowerCase()}`
}

/**
 * The id that a front matter means: a UUID is written as the URN that it is. Anything else stays letter by
 * letter, even what is no URI: it may be what the readers of an old RSS feed know the post by. (Atom alone
 * insists on a URI, so its readers never knew the post by that: they are told an {@link Mint.iri}.)
 */
export function idOfName(name: string): string {
  return UUID.test(name) ? uuidUrn(name) : name
}

/**
 * An absolute URI (RFC 3986): in Atom an IRI would do (RFC 4287, section 4.2.6), but validators differ on
 * that.
 */
export function isUri(text: string): boolean {
  return URI.test(text) && (OPAQUE.test(text) || URL.canParse(text))
}
