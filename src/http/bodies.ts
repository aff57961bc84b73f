/** Bodies that are ready to be sent, each made once for a version of a document and kept while there is room. */
import { andThen, type Eventual } from '../base/eventual.ts'
import { cut } from '../snapshot/bytes.ts'
import type { Bytes, Coding, Edition, StoredDocument } from '../snapshot/snapshot.ts'
import type { Delta } from './delta.ts'
import { chooseCoding } from './encoding.ts'
import type { Head } from './request.ts'

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

export interface BodyOptions {
  /** How bodies are compressed; without it they are sent as they are. */
  readonly encode?: Encode
  /** A better compression, for which nobody waits: what it gives takes the place of what was made on demand. */
  readonly condense?: Encode
  /** What the client says it takes, where the platform hides that from the request's headers. */
  readonly acceptEncoding?: (head: Head) => string | null
  /** For bodies that are kept, in bytes. */
  readonly room?: number
}

/** Some hundred feeds of full posts, plain and compressed, in bytes. */
const ROOM = 64 * 1024 * 1024

/** What an entry costs besides its bytes. */
const OVERHEAD = 200

/** A body as it is sent. */
export interface Coded {
  readonly bytes: Bytes
  readonly coding?: Coding
}

export class Bodies {
  readonly #encode: Encode
  readonly #condense: Encode
  readonly #acceptEncoding: (head: Head) => string | null
  readonly #room: number
  readonly #kept = new Map<string, { readonly bytes: Eventual<Bytes | undefined>; readonly size: number }>()
  #used = 0

  constructor({
    encode = nothing,
    condense = nothing,
    acceptEncoding = ownHeader,
    room = ROOM,
  }: BodyOptions) {
    this.#encode = encode
    this.#condense = condense
    this.#acceptEncoding = acceptEncoding
    this.#room = room
  }

  /** In the coding that the client likes best, if the body is to be had in it. */
  coded(version: Version, head: Head): Eventual<Coded> {
    const coding = chooseCoding(this.#acceptEncoding(head))
    if (coding === undefined) return andThen(this.plain(version), (bytes) => ({ bytes }))
    return andThen(this.#encoded(version, coding), (encoded) =>
      encoded === undefined
        ? andThen(this.plain(version), (bytes) => ({ bytes }))
        : { bytes: encoded, coding },
    )
  }

  plain(version: Version): Eventual<Bytes> {
    const make = () => assemble(version)
    return andThen(this.#get(keyOf(version), make), (bytes) => bytes ?? make())
  }

  #encoded(version: Version, coding: Coding): Eventual<Bytes | undefined> {
    const plain = async () => this.plain(version)
    return this.#get(
      `${coding} ${keyOf(version)}`,
      () => this.#encode(coding, version, plain),
      () => this.#condense(coding, version, plain),
    )
  }

  /** Those that ask while a body is being made wait for the same one; a failure is not kept. */
  #get(
    key: string,
    make: () => Promise<Bytes | undefined>,
    condense: () => Promise<Bytes | undefined> = nothing,
  ): Eventual<Bytes | undefined> {
    const known = this.#kept.get(key)
    if (known !== undefined) return known.bytes
    const bytes = make()
    this.#kept.set(key, { bytes, size: OVERHEAD })
    bytes.then(
      (made) => {
        this.#keep(key, made)
        if (made !== undefined) void this.#replace(key, condense)
      },
      () => this.#kept.delete(key),
    )
    return bytes
  }

  /** The tag stays: it is weak, and stands for what a body says. */
  async #replace(key: string, condense: () => Promise<Bytes | undefined>): Promise<void> {
    const bytes = await condense().catch(() => undefined)
    if (bytes !== undefined && this.#kept.has(key)) this.#keep(key, bytes)
  }

  /** The oldest bodies make room: those of editions that have passed are among them. */
  #keep(key: string, bytes: Bytes | undefined): void {
    const size = OVERHEAD + (bytes?.length ?? 0)
    const before = this.#kept.get(key)
    if (before !== undefined && !(before.bytes instanceof Promise)) this.#used -= before.size
    this.#kept.set(key, { bytes, size })
    this.#used += size
    for (const [oldest, kept] of this.#kept) {
      if (this.#used <= this.#room) return
      if (kept.bytes instanceof Promise) continue
      this.#kept.delete(oldest)
      this.#used -= kept.size
    }
  }
}

async function nothing(): Promise<undefined> {
  return undefined
}

function ownHeader({ headers }: Head): string | null {
  return headers.get('Accept-Encoding')
}

async function assemble({ document, edition, delta }: Version): Promise<Bytes> {
  return cut(document.index, await document.bytes(), edition, delta?.runs ?? edition.runs)
}

/** Tags differ from document to document, since each names its own address. */
function keyOf({ edition, delta }: Version): string {
  return delta === undefined ? edition.etag : `${edition.etag} ${delta.base}`
}
