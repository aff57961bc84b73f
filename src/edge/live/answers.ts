/** Answers the Workers from the site, and from the last answers while it is made again. */
import { baseOf } from '../../base/paths.ts'
import type { Database } from '../../site/database.ts'
import type { SiteAt } from '../../site/site.ts'
import { cacheValue } from '../../site/values.ts'
import { siteVersion } from '../../site/versions.ts'
import { concatenate, encodeDocument } from '../../snapshot/bytes.ts'
import type { BucketSite } from './bucket-site.ts'
import { keepAnswer, lastAnswer } from './last-answers.ts'
import { sleep } from './pause.ts'
import { postCounts } from './pending.ts'
import type { Answer, Kind, SiteState } from './protocol.ts'

/** In milliseconds: the longest that a reader waits for the site to be made, and between two looks. */
const PATIENCE = 5_000
const LOOK = 100

/** The path of the manifest among the last answers, which no document has. */
const MANIFEST = 'manifest'

/** Begins the versions of a site that is being made again. */
const BEFORE = 'before '

const ARCHIVE = '/archive/'

/** The name of the value that is another one whenever the cache was emptied: versions begin anew then. */
export const CACHE_ID = 'id'

export class SiteAnswers {
  readonly #db: Database
  readonly #site: BucketSite

  constructor(db: Database, site: BucketSite) {
    this.#db = db
    this.#site = site
  }

  async state(known?: string): Promise<SiteState> {
    const at = await this.#made()
    const last = at === undefined ? lastAnswer(this.#db, MANIFEST) : undefined
    if (at === undefined && last === undefined) return postCounts(this.#db)
    const version = last === undefined ? this.#version(siteVersion(this.#db)) : BEFORE + last.tag
    if (version === known) return { version }
    if (at === undefined) return { version, ...(last && { value: last.value }) }
    const value = JSON.stringify(at.manifest)
    keepAnswer(this.#db, MANIFEST, { tag: version, value, bytes: new Uint8Array() })
    return { version, value }
  }

  /** @throws an Error while the site is not made yet */
  async answer(kind: Kind, path: string, tag?: string): Promise<Answer> {
    const at = await this.#made()
    if (at === undefined) return this.#last(path)
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
    const { index, all } = encodeDocument({ ...document.index, ...document.bytes() }, '')
    const answer = { tag, value: JSON.stringify(index), bytes: concatenate(all) }
    if (!path.startsWith(ARCHIVE)) keepAnswer(this.#db, path, answer)
    return answer
  }

  #last(path: string): Answer {
    const [manifest, last] = [lastAnswer(this.#db, MANIFEST), lastAnswer(this.#db, path)]
    if (manifest === undefined || last === undefined) throw new Error('The site is not made yet.')
    return { version: BEFORE + manifest.tag, ...last }
  }

  /** The site, which is waited for: a small one is made in a moment. */
  async #made(): Promise<SiteAt | undefined> {
    const end = Date.now() + PATIENCE
    while (this.#site.at === undefined && this.#isBusy() && Date.now() < end) await sleep(LOOK)
    return this.#site.at
  }

  #isBusy(): boolean {
    return (this.#site.next() ?? Number.POSITIVE_INFINITY) <= Date.now()
  }

  #version(number: number | undefined): string {
    return `${cacheValue(this.#db, CACHE_ID)} ${number}`
  }
}
