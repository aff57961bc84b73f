/**
 * Digests of posts from one run to the next, in a file outside the posts folder. It only ever saves work: whatever is
 * odd about it, the posts are digested again.
 *
 * A record is used if its post has the very bytes that it was made of, or is the very file with no change since (see
 * source-file.ts), and if the code, the libraries and the configuration are those that made it: they are named in the
 * first line. New records go to the end; when more than half of a file is out of date, it is written anew, with the
 * posts that are there and nothing else.
 */
import { resolve } from 'node:path'
import type { Digest } from '../../compile/digest.ts'
import { hash } from '../hash.ts'
import type { DigestRecord } from '../threads/tasks.ts'
import { RecordFile } from './record-file.ts'
import { cacheFile } from './remembered.ts'

const FORMAT = 'dropfeed cache 3'

/** Records in a line: one checksum and one parse for all of them are done sooner than one for each. */
const TOGETHER = 500

const encoder = new TextEncoder()
const decoder = new TextDecoder()

interface Entry {
  readonly version: string
  /** Of the file that it was read from; absent where that tells nothing. */
  readonly stamp?: string | undefined
  readonly digest: Digest
}

export class DigestCache {
  /** Undefined where there is no place for it, or none any more. */
  #file: RecordFile | undefined
  readonly #entries = new Map<string, Entry>()
  readonly #fresh = new Map<string, Entry>()
  /** Records in the file, those out of date too; no end of them where it has to be written anew. */
  #records = 0
  #isAnew = false

  private constructor(file: RecordFile | undefined) {
    this.#file = file
  }

  /** Of the posts in `folder`. Nothing is remembered where there is no place for it. */
  static open(folder: string, fingerprint: string): DigestCache {
    const file = cacheFile(`${hash(resolve(folder))}.digests`)
    const cache = new DigestCache(
      file === undefined ? undefined : new RecordFile(file, `${FORMAT} ${fingerprint}`),
    )
    cache.#load()
    return cache
  }

  get size(): number {
    return this.#entries.size
  }

  get(path: string, version: string): Digest | undefined {
    const entry = this.#entries.get(path)
    return entry?.version === version ? entry.digest : undefined
  }

  /** What is known of the file with that stamp. */
  at(path: string, stamp: string | undefined): Entry | undefined {
    const entry = this.#entries.get(path)
    return stamp !== undefined && entry?.stamp === stamp ? entry : undefined
  }

  put(path: string, entry: Entry): void {
    const known = this.#entries.get(path)
    if (known?.version === entry.version && known.stamp === entry.stamp) return
    this.#entries.set(path, entry)
    this.#fresh.set(path, entry)
  }

  /** Begins anew, since most posts are new: their records are to be taken as they come, so that nobody has to hold them. */
  renew(): void {
    this.#entries.clear()
    this.#isAnew = true
    this.#try((file) => file.renew())
  }

  /**
   * Takes the records of some posts, which nobody has put yet.
   * @param json {@link DigestRecord}s, in UTF-8
   */
  take(json: Uint8Array): DigestRecord[] {
    const records = this.#know(json)
    this.#try((file) => file.append(json))
    return records
  }

  /** Keeps what is known of `paths` for the next run, and forgets it in this one. */
  close(paths: ReadonlySet<string>): void {
    this.#try((file) => this.#save(file, paths))
    this.#entries.clear()
    this.#fresh.clear()
  }

  #save(file: RecordFile, paths: ReadonlySet<string>): void {
    const isMostlyOld = this.#records + this.#fresh.size > 2 * paths.size + 100
    if (isMostlyOld && !this.#isAnew) {
      file.renew()
      this.#append(
        file,
        [...this.#entries].filter(([path]) => paths.has(path)),
      )
    } else this.#append(file, [...this.#fresh])
    file.commit()
  }

  #append(file: RecordFile, entries: readonly (readonly [string, Entry])[]): void {
    const records = entries.map(
      ([path, { version, stamp, digest }]): DigestRecord => [path, version, stamp ?? null, digest],
    )
    for (let start = 0; start < records.length; start += TOGETHER)
      file.append(encoder.encode(JSON.stringify(records.slice(start, start + TOGETHER))))
  }

  /** Of a line that is damaged nobody knows how many records it held. */
  #load(): void {
    try {
      for (const json of this.#file?.read() ?? [])
        this.#records += json === undefined ? TOGETHER : this.#know(json).length
    } catch {
      this.#records = Number.POSITIVE_INFINITY
    }
  }

  #know(json: Uint8Array): DigestRecord[] {
    const records: DigestRecord[] = JSON.parse(decoder.decode(json))
    for (const [path, version, stamp, digest] of records)
      this.#entries.set(path, { version, stamp: stamp ?? undefined, digest })
    return records
  }

  /** A cache that cannot be written is no cache, and nothing worse. */
  #try(write: (file: RecordFile) => void): void {
    if (this.#file === undefined) return
    try {
      write(this.#file)
    } catch {
      this.#file.abandon()
      this.#file = undefined
    }
  }
}
