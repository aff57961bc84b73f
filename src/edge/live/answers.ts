/** Answers the Workers from the site, and from the last answers while it is made again. */
import { setTimeout as sleep } from 'node:timers/promises'
import { baseOf } from '../../base/paths.ts'
import { count, type Database, first } from '../../site/database.ts'
import type { SiteAt } from '../../site/site.ts'
import { cacheValue } from '../../site/values.ts'
import { siteVersion } from '../../site/versions.ts'
import { packDocument } from '../../snapshot/bytes.ts'
import type { Bytes } from '../../snapshot/snapshot.ts'
import type { BucketSite } from './bucket-site.ts'
import { postCounts } from './pending.ts'
import type { Answer, Kind, SiteState } from './platform.ts'

/** In milliseconds: the longest that a reader waits for the site to be made, and between two looks. */
const PATIENCE = 5_000
const LOOK = 100

/** The path of the manifest among the last answers, which no document has. */
const MANIFEST = 'manifest'

/** Begins the versions of a site that is being made again. */
const BEFORE = 'before '

/** The cache value that changes whenever the cache is emptied: versions begin anew then. */
export const CACHE_ID = 'id'

/** Rows of last answers that a starting object keeps. Most sites have few, and readers ask for them again. */
const MOST = 1000

/** Of a row, in bytes: the object takes none above 2 MB. */
const LONGEST = 1_900_000

interface LastAnswer {
  readonly tag: string
  readonly value: string
  readonly bytes: Bytes
}

/** The manifest and the documents as the object gave them out last. */
export function createLastAnswers(db: Database): void {
  db.run(`create table if not exists last_answer (
    path text primary key, tag text not null, value text not null, bytes blob not null
  ) strict, without rowid`)
  if (count(db, 'select count(*) as count from last_answer') > MOST) db.run('delete from last_answer')
}

export class SiteAnswers {
  readonly #db: Database
  readonly #site: BucketSite

  constructor(db: Database, site: BucketSite) {
    this.#db = db
    this.#site = site
  }

  async state(known?: string): Promise<SiteState> {
    const at = await this.#made()
    const last = at === undefined ? this.#last(MANIFEST) : undefined
    if (at === undefined && last === undefined) return postCounts(this.#db)
    const version = last === undefined ? this.#version(siteVersion(this.#db)) : BEFORE + last.tag
    if (version === known) return { version }
    if (at === undefined) return { version, ...(last && { value: last.value }) }
    const value = JSON.stringify(at.manifest)
    this.#keep(MANIFEST, { tag: version, value, bytes: new Uint8Array() })
    return { version, value }
  }

  /** @throws an Error while the site is not made yet */
  async answer(kind: Kind, path: string, tag?: string): Promise<Answer> {
    const at = await this.#made()
    if (at === undefined) return this.#before(path)
    const version = this.#version(siteVersion(this.#db))
    if (kind === 'document') return { version, ...this.#document(at, path, tag) }
    const value = at[kind](path)
    return { version, ...(value === undefined ? {} : { value: JSON.stringify(value) }) }
  }

  #document(at: SiteAt, path: string, known: string | undefined): Omit<Answer, 'version'> {
    const tag = this.#version(at.versionOf(baseOf(path)))
    if (tag === known) return { tag, isSame: true }
    const document = at.document(path)
    if (document === undefined) return {}
    const { index, bytes } = packDocument({ ...document.index, ...document.bytes() })
    const answer = { tag, value: JSON.stringify(index), bytes }
    if (!path.startsWith('/archive/')) this.#keep(path, answer)
    return answer
  }

  #before(path: string): Answer {
    const [manifest, last] = [this.#last(MANIFEST), this.#last(path)]
    if (manifest === undefined || last === undefined) throw new Error('The site is not made yet.')
    return { version: BEFORE + manifest.tag, ...last }
  }

  #last(path: string): LastAnswer | undefined {
    return first(this.#db, 'select tag, value, bytes from last_answer where path = ?', path)
  }

  #keep(path: string, { tag, value, bytes }: LastAnswer): void {
    const db = this.#db
    if (first(db, 'select 1 from last_answer where path = ? and tag = ?', path, tag) !== undefined) return
    db.run('delete from last_answer where path = ?', path)
    if (3 * value.length + bytes.length > LONGEST) return
    db.run('insert into last_answer (path, tag, value, bytes) values (?, ?, ?, ?)', path, tag, value, bytes)
  }

  /** Waits for the site: a small one is made in a moment. */
  async #made(): Promise<SiteAt | undefined> {
    const end = Date.now() + PATIENCE
    const isBusy = () => (this.#site.next() ?? Number.POSITIVE_INFINITY) <= Date.now()
    while (this.#site.at === undefined && isBusy() && Date.now() < end) await sleep(LOOK)
    return this.#site.at
  }

  #version(number: number | undefined): string {
    return `${cacheValue(this.#db, CACHE_ID)} ${number}`
  }
}
