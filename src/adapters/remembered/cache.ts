/**
 * Digests of posts from one run to the next, in a file outside the posts folder. It only ever saves work: whatever is
 * odd about it, the posts are digested again.
 *
 * A record is used if its post has the very bytes that it was made of, or is the very file with no change since (see
 * source-file.ts), and if the code, the libraries and the configuration are those that made it: they are named in the
 * first line. Every other line holds some records and has a checksum, so what a crash or a failing disk has left of one
 * is none. New records go to the end; when more than half of a file is out of date, it is written anew, with the posts
 * that are there and nothing else.
 */
import {
  appendFileSync,
  closeSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Digest } from '../../compile/digest.ts'
import { hash } from '../hash.ts'
import { makeFolder } from '../make-folder.ts'
import { cacheFile, prune } from './remembered.ts'

const FORMAT = 'dropfeed cache 3'

/** Records in a line: one checksum and one parse for all of them are done sooner than one for each. */
const TOGETHER = 500

/** Bytes of a file that are looked at together. */
const PIECE = 1024 * 1024

type StoredEntry = readonly [path: string, version: string, stamp: string | null, digest: Digest]

interface Entry {
  readonly version: string
  /** Of the file that it was read from; absent where that tells nothing. */
  readonly stamp?: string | undefined
  readonly digest: Digest
}

export class DigestCache {
  readonly #file: string | undefined
  readonly #head: string
  readonly #entries = new Map<string, Entry>()
  readonly #fresh = new Map<string, Entry>()
  /** Records in the file, those out of date too; undefined where it has to be written anew. */
  #records: number | undefined

  private constructor(file: string | undefined, fingerprint: string) {
    this.#file = file
    this.#head = `${FORMAT} ${fingerprint}`
  }

  /** Of the posts in `folder`. Nothing is remembered where there is no place for it. */
  static open(folder: string, fingerprint: string): DigestCache {
    const file = cacheFile(`${hash(resolve(folder))}.digests`)
    const cache = new DigestCache(file, fingerprint)
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

  /**
   * Keeps what is known of `paths` for the next run, and forgets it in this one. A cache that cannot be written is no
   * cache, and nothing worse.
   */
  close(paths: ReadonlySet<string>): void {
    try {
      this.#save(paths)
    } catch {}
    this.#entries.clear()
    this.#fresh.clear()
  }

  #save(paths: ReadonlySet<string>): void {
    if (this.#file === undefined) return
    const isMostlyOld = this.#records === undefined || this.#records + this.#fresh.size > 2 * paths.size + 100
    if (isMostlyOld) this.#rewrite(this.#file, paths)
    else this.#append(this.#file, [...this.#fresh])
  }

  #load(): void {
    if (this.#file === undefined) return
    try {
      utimesSync(this.#file, new Date(), new Date())
      for (const line of linesIn(this.#file)) if (!this.#takeLine(line)) return
    } catch {
      this.#records = undefined
    }
  }

  /** Whether to go on. */
  #takeLine(line: Buffer): boolean {
    if (this.#records === undefined) {
      if (line.toString() !== this.#head) return false
      this.#records = 0
    } else this.#records += this.#take(line)
    return true
  }

  /** Gives how many records a line holds; of one that is damaged nobody knows. */
  #take(line: Buffer): number {
    const end = line.indexOf(' ')
    const json = line.subarray(end + 1)
    if (line.toString('latin1', 0, end) !== checksumOf(this.#head, json)) return TOGETHER
    const records: StoredEntry[] = JSON.parse(json.toString())
    for (const [path, version, stamp, digest] of records)
      this.#entries.set(path, { version, stamp: stamp ?? undefined, digest })
    return records.length
  }

  #append(file: string, entries: readonly (readonly [string, Entry])[]): void {
    for (let start = 0; start < entries.length; start += TOGETHER)
      appendFileSync(file, lineOf(entries.slice(start, start + TOGETHER), this.#head))
  }

  /** Aside and then into place. */
  #rewrite(file: string, paths: ReadonlySet<string>): void {
    for (const path of [...this.#entries.keys()]) if (!paths.has(path)) this.#entries.delete(path)
    makeFolder(dirname(file), 0o700)
    prune(dirname(file))
    const aside = `${file}.${process.pid}.tmp`
    writeFileSync(aside, `${this.#head}\n`, { mode: 0o600 })
    try {
      this.#append(aside, [...this.#entries])
      renameSync(aside, file)
    } catch (error) {
      rmSync(aside, { force: true })
      throw error
    }
  }
}

function lineOf(entries: readonly (readonly [string, Entry])[], head: string): string {
  const records = entries.map(
    ([path, { version, stamp, digest }]): StoredEntry => [path, version, stamp ?? null, digest],
  )
  const json = JSON.stringify(records)
  return `${checksumOf(head, Buffer.from(json))} ${json}\n`
}

/** Of records under a head: another run may have put another head on the file meanwhile. */
function checksumOf(head: string, json: Uint8Array): string {
  return hash(`${head}\n${hash(json)}`)
}

/**
 * The lines of a file, a piece at a time: a cache of 100,000 posts has some 100 MB.
 * @throws an Error if the last line was cut off: what is written behind it would be lost with it
 */
function* linesIn(file: string): Generator<Buffer> {
  const handle = openSync(file, 'r')
  const piece = Buffer.alloc(PIECE)
  let rest = Buffer.alloc(0)
  try {
    for (let length = readSync(handle, piece); length > 0; length = readSync(handle, piece)) {
      const bytes = Buffer.concat([rest, piece.subarray(0, length)])
      let start = 0
      for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
        yield bytes.subarray(start, end)
        start = end + 1
      }
      rest = bytes.subarray(start)
    }
  } finally {
    closeSync(handle)
  }
  if (rest.length > 0) throw new Error(`${file} is cut off`)
}
