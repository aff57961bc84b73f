/** Bodies that are ready to be sent, each made once for a version of a document and kept while there is room. */
import { cut } from '../snapshot/bytes.ts'
import type { Bytes, Coding, Edition, StoredDocument } from '../snapshot.ts'
import type { Delta } from './delta.ts'

/** One body of a document, before any coding. */
export interface Version {
  readonly document: StoredDocument
  readonly edition: Edition
  /** Only what is missing in an older copy. */
  readonly delta?: Delta
}

/**
 * The platform's compression, or what was compressed at deployment: the body in a coding, or undefined where
 * that is not to be had.
 */
export type Encode = (
  coding: Coding,
  version: Version,
  plain: () => Promise<Bytes>,
) => Promise<Bytes | undefined>

/** What an entry costs besides its bytes. */
const OVERHEAD = 200

export class Bodies {
  readonly #encode: Encode
  /** In bytes. */
  readonly #room: number
  readonly #kept = new Map<string, Promise<Bytes | undefined>>()
  readonly #sizes = new Map<string, number>()
  #used = 0

  constructor(encode: Encode, room: number) {
    this.#encode = encode
    this.#room = room
  }

  async plain(version: Version): Promise<Bytes> {
    return (await this.#get(keyOf(version), () => assemble(version))) ?? assemble(version)
  }

  /** Undefined where the body is not to be had in this coding. */
  encoded(version: Version, coding: Coding): Promise<Bytes | undefined> {
    return this.#get(`${coding} ${keyOf(version)}`, () =>
      this.#encode(coding, version, () => this.plain(version)),
    )
  }

  /** Those that ask while a body is being made wait for the same one; a failure is not kept. */
  #get(key: string, make: () => Promise<Bytes | undefined>): Promise<Bytes | undefined> {
    const known = this.#kept.get(key)
    if (known !== undefined) return known
    const body = make()
    this.#kept.set(key, body)
    body.then(
      (bytes) => this.#weigh(key, bytes?.length ?? 0),
      () => this.#kept.delete(key),
    )
    return body
  }

  /** The oldest bodies make room: those of editions that have passed are among them. */
  #weigh(key: string, size: number): void {
    this.#sizes.set(key, size + OVERHEAD)
    this.#used += size + OVERHEAD
    for (const [oldest, length] of this.#sizes) {
      if (this.#used <= this.#room) return
      this.#kept.delete(oldest)
      this.#sizes.delete(oldest)
      this.#used -= length
    }
  }
}

async function assemble({ document, edition, delta }: Version): Promise<Bytes> {
  return cut(document.index, await document.bytes(), edition, delta?.runs ?? edition.runs)
}

/** Tags differ from document to document, since each names its own address. */
function keyOf({ edition, delta }: Version): string {
  return delta === undefined ? edition.etag : `${edition.etag} ${delta.base}`
}
