/** The ledger file of a posts folder: read when it changes, and written whole or not at all. */
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { formatProblem } from '../base/problem.ts'
import { Aside, flushFolder, removeLitter } from '../disk/aside.ts'
import { codeOf } from '../disk/error-code.ts'
import { hash } from '../disk/hash.ts'
import { readPlainFile, UnfitFile } from '../disk/plain-file.ts'
import type { Ledger } from '../ids/ledger.ts'
import {
  byHash,
  formatLedger,
  LEDGER_NAME,
  LedgerError,
  type LedgerHead,
  parseLedger,
  type ReadLedger,
} from '../ids/ledger-file.ts'
import { sqliteCode } from '../site/drivers/node.ts'

/** In bytes: the ids of some 200,000 posts. */
const MAX_BYTES = 64 * 1024 * 1024

/** The file with all that it holds. */
export interface LoadedLedger extends ReadLedger {
  /** The hash of its bytes. */
  readonly version: string
}

/** `overtaken`: another program has written the file since it was read, so it is left as it is. */
export type Written = 'new' | 'same' | 'overtaken'

export class LedgerFile {
  readonly path: string
  readonly #folder: string
  /** What distinguishes the file from another version of itself, without reading it; undefined where there is none. */
  #stamp: string | undefined
  #version: string | undefined

  constructor(folder: string) {
    this.path = join(folder, LEDGER_NAME)
    this.#folder = folder
  }

  /** The hash of the file's bytes when it was read or written last; undefined where there is none. */
  get version(): string | undefined {
    return this.#version
  }

  /**
   * Reads the file if it is not as it was; undefined where it is, or where there is none.
   * @param isKnown whether the rows of the file with this hash are known, so that none is read
   * @throws an Error in plain words if it cannot be used
   */
  changed(isKnown: (version: string) => boolean = () => false): LoadedLedger | undefined {
    const stamp = stampOf(this.path)
    if (stamp !== undefined && stamp === this.#stamp) return undefined
    const bytes = this.#read()
    const version = bytes && hash(bytes)
    const isNew = bytes !== undefined && version !== undefined && !isKnown(version)
    const loaded = isNew ? { ...this.#parse(bytes), version } : undefined
    this.#version = version
    this.#stamp = stamp
    return loaded
  }

  /**
   * Writes the file, unless another program has written it since it was read.
   * @param ledger in any order
   * @param committing is called with the hash of the new bytes, just before they become the file
   * @throws an Error in plain words
   */
  async write(ledger: Ledger, head: LedgerHead, committing: (version: string) => void): Promise<Written> {
    const bytes = new TextEncoder().encode(formatLedger(byHash(ledger, hash), head))
    const version = hash(bytes)
    let aside: Aside | undefined
    try {
      removeLitter(this.#folder, LEDGER_NAME)
      aside = new Aside(this.path)
      aside.append(bytes)
      await aside.flush()
      if (stampOf(this.path) !== this.#stamp) return 'overtaken'
      if (version === this.#version) return 'same'
      committing(version)
      aside.commit()
      this.#version = version
      this.#stamp = stampOf(this.path)
      await flushFolder(this.#folder)
      return 'new'
    } catch (error) {
      if (sqliteCode(error) > 0) throw error
      throw new Error(unwritable(this.path, codeOf(error)), { cause: error })
    } finally {
      aside?.abandon()
    }
  }

  /** Has {@link changed} read the file again. */
  forget(): void {
    this.#stamp = undefined
  }

  #parse(bytes: Uint8Array): ReadLedger {
    try {
      return parseLedger(new TextDecoder().decode(bytes))
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error
      throw new Error(formatProblem({ ...error.problem, path: this.path }))
    }
  }

  #read(): Uint8Array | undefined {
    try {
      return readPlainFile(this.#folder, LEDGER_NAME, MAX_BYTES).bytes
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw new Error(`${this.path}: The ledger of ids ${unreadable(error)}`, { cause: error })
    }
  }
}

/** A write changes it, however quickly it follows another: inode, size and the times to the nanosecond. */
function stampOf(path: string): string | undefined {
  const info = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  return info && [info.ino, info.size, info.mtimeNs, info.ctimeNs].join(' ')
}

const OTHER_IDS = 'Without it, posts would get other ids.'

function unreadable(error: unknown): string {
  if (error instanceof UnfitFile)
    return `${error.flaw}, so it was not read. ${OTHER_IDS} Put the file itself there, or its last good version: git checkout -- ${LEDGER_NAME}`
  return `cannot be read (${codeOf(error)}). ${OTHER_IDS} Check its permissions.`
}

function unwritable(path: string, code: unknown): string {
  const what = `${path}: The ledger of ids cannot be written (${code}).`
  const why = 'Everything is published, but a post that is renamed before it is written could get another id.'
  return `${what} ${why} Make the folder writable, or build where it is and commit the file.`
}
