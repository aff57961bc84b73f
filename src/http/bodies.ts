/** Bodies of feeds as they are sent, each made once for a version of a document and kept while there is room. */
import type { Eventual } from '../base/eventual.ts'
import { cut } from '../snapshot/bytes.ts'
import type { Bytes, Coding, Edition, StoredDocument } from '../snapshot/snapshot.ts'
import type { Delta } from './conditional.ts'
import { chooseCoding } from './negotiation.ts'
import type { Head } from './request.ts'

/** One body of a document, before any coding. */
export interface Version {
  readonly document: StoredDocument
  readonly edition: Edition
  /** Only the entries that an older copy lacks. */
  readonly delta?: Delta
}

/** Compresses a body, or finds the one made at deployment; undefined where there is none in this coding. */
export type Encode = (
  coding: Coding,
  version: Version,
  plain: () => Promise<Bytes>,
) => Promise<Bytes | undefined>

export interface BodyOptions {
  /** Without it bodies are sent uncompressed. */
  readonly encode?: Encode
  /** The client's `Accept-Encoding`, where the platform replaces that header. */
  readonly acceptEncoding?: (head: Head) => string | null
  /** For bodies that are kept, in bytes. */
  readonly room?: number
}

/** In bytes: some hundred feeds of full posts, compressed. An isolate of a Worker has 128 MB for everything. */
const ROOM = 32 * 1024 * 1024

/** In bytes: its headers and its key. */
const OVERHEAD = 4 * 1024

export interface Coded {
  readonly bytes: Bytes
  readonly coding?: Coding
}

export class Bodies {
  readonly #encode: Encode | undefined
  readonly #acceptEncoding: (head: Head) => string | null
  readonly #room: number
  /** The oldest first; a promise while it is being made. */
  readonly #kept = new Map<string, Eventual<Coded>>()
  #used = 0

  constructor({
    encode,
    acceptEncoding = ({ headers }) => headers.get('accept-encoding'),
    room = ROOM,
  }: BodyOptions) {
    this.#encode = encode
    this.#acceptEncoding = acceptEncoding
    this.#room = room
  }

  /** In the coding that the client prefers, if the body exists in it. */
  coded(version: Version, head: Head): Eventual<Coded> {
    const encode = this.#encode
    if (encode === undefined) return this.#plain(version)
    const coding = chooseCoding(this.#acceptEncoding(head))
    if (coding === undefined) return this.#plain(version)
    return this.#get(`${coding} ${keyOf(version)}`, async () => {
      const bytes = await encode(coding, version, () => assemble(version))
      return bytes === undefined ? this.#plain(version) : { bytes, coding }
    })
  }

  #plain(version: Version): Eventual<Coded> {
    return this.#get(keyOf(version), async () => ({ bytes: await assemble(version) }))
  }

  /** Requests that come while a body is being made share it. A failure is not kept. */
  #get(key: string, make: () => Promise<Coded>): Eventual<Coded> {
    const known = this.#kept.get(key)
    if (known !== undefined) return known
    const coded = make()
    this.#kept.set(key, coded)
    coded.then(
      (made) => this.#keep(key, made),
      () => this.#kept.delete(key),
    )
    return coded
  }

  /** The oldest bodies make room: those of editions that have passed are among them. */
  #keep(key: string, coded: Coded): void {
    this.#kept.set(key, coded)
    this.#used += sizeOf(coded)
    for (const [oldest, kept] of this.#kept) {
      if (this.#used <= this.#room) return
      if (kept instanceof Promise) continue
      this.#kept.delete(oldest)
      this.#used -= sizeOf(kept)
    }
  }
}

function sizeOf({ bytes }: Coded): number {
  return OVERHEAD + bytes.length
}

async function assemble({ document, edition, delta }: Version): Promise<Bytes> {
  return cut(document.index, await document.bytes(), edition, delta?.runs ?? edition.runs)
}

/** Every document has tags of its own, because it contains its address. */
function keyOf({ edition, delta }: Version): string {
  return delta === undefined ? edition.etag : `${edition.etag} ${delta.base}`
}
