/**
 * Compressed bodies for the edge, made when a build is about to be deployed: a Worker has neither Brotli nor
 * Zstandard, and time is short there. They are named by their tags, so what did not change is not compressed again.
 */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { baseOf } from '../base/paths.ts'
import { replaceFile } from '../disk/aside.ts'
import { hash } from '../disk/hash.ts'
import { compress } from '../http/compression.ts'
import { CODINGS } from '../http/negotiation.ts'
import type { Instant } from '../model.ts'
import { cut } from '../snapshot/bytes.ts'
import { type EncodedPack, type Pack, places, type StoredManifest } from '../snapshot/places.ts'
import type { Coding, Edition } from '../snapshot/snapshot.ts'
import { type FiledIndex, readDocument } from '../snapshot/stored.ts'

/** Editions that get bodies, the current one first; later ones are sent plain until the next deployment. */
const EDITIONS = 4

/**
 * Puts compressed bodies of what is visible from `now` on into `OUT/snapshot`.
 * @returns how many there are, and how many of those had to be compressed now
 */
export async function encodeSnapshot(out: string, now: Instant): Promise<{ bodies: number; fresh: number }> {
  const snapshot = join(out, 'snapshot')
  const list = join(snapshot, places.encodedPacks)
  await mkdir(dirname(list), { recursive: true })
  const known = new Set(await readdir(dirname(list)))
  const { packs } = await readJson<StoredManifest>(snapshot, places.manifest)
  const before = known.has(basename(list)) ? await readJson<string[]>(snapshot, places.encodedPacks) : []
  // with another number of packs they hold other feeds
  const isAlike = before.length === packs.feeds.length
  const encoder = new Encoder(snapshot, known, now)
  const names: string[] = []
  for (const [number, name] of packs.feeds.entries())
    names.push(await encoder.encodePack(name, isAlike ? before[number] : undefined))
  replaceFile(list, JSON.stringify(names))
  const { bodies, fresh, files } = encoder
  for (const name of known.difference(files.add(basename(list)))) await rm(join(dirname(list), name))
  return { bodies, fresh }
}

async function readJson<T>(snapshot: string, path: string): Promise<T> {
  return JSON.parse(await readFile(join(snapshot, path), 'utf8'))
}

/** The indexes of the documents in a pack of feeds. */
async function* documentsIn(snapshot: string, name: string): AsyncGenerator<FiledIndex> {
  const pack = await readJson<Pack<readonly FiledIndex[]>>(snapshot, places.pack(name))
  for (const value of Object.values(pack))
    if ('pack' in value) yield* documentsIn(snapshot, value.pack)
    else yield* value
}

type Encoded = Readonly<Record<Coding, string>>

class Encoder {
  readonly #snapshot: string
  readonly #known: ReadonlySet<string>
  readonly #now: Instant
  /** The names of the files that hold the bodies. */
  readonly files = new Set<string>()
  bodies = 0
  fresh = 0

  /** @param known names of files that are there */
  constructor(snapshot: string, known: ReadonlySet<string>, now: Instant) {
    this.#snapshot = snapshot
    this.#known = known
    this.#now = now
  }

  /**
   * Small documents of a pack of feeds share a pack again, large ones have a file for each coding.
   * @param last the pack that the deployment before had in its place
   * @returns the name of the pack
   */
  async encodePack(name: string, last: string | undefined): Promise<string> {
    const before: EncodedPack =
      last === undefined ? {} : await readJson(this.#snapshot, places.encodedPack(last))
    const pack: Record<string, Record<string, Encoded>> = {}
    for await (const index of documentsIn(this.#snapshot, name)) {
      const base = baseOf(index.path)
      if ('text' in index) pack[base] = { ...pack[base], ...(await this.#encodeSmall(index, before[base])) }
      else await this.#encodeLarge(index)
    }
    const json = JSON.stringify(pack)
    const packed = hash(json)
    await this.#write(places.encodedPack(packed), Buffer.from(json))
    return packed
  }

  /** @param before bodies that are there */
  async #encodeSmall(index: FiledIndex, before: EncodedPack[string] = {}): Promise<EncodedPack[string]> {
    const bodies: Record<string, Encoded> = {}
    for (const { etag, body } of await this.#bodiesOf(index))
      bodies[etag] = before[etag] ?? (await this.#inAllCodings(body))
    return bodies
  }

  async #encodeLarge(index: FiledIndex): Promise<void> {
    for (const { etag, body } of await this.#bodiesOf(index))
      for (const coding of CODINGS) await this.#write(places.encoded(etag, coding), body, coding)
  }

  async #bodiesOf(index: FiledIndex): Promise<{ etag: string; body: Uint8Array }[]> {
    const bytes = await readDocument((path) => readFile(join(this.#snapshot, path)), index)
    const editions = upcoming(index.editions, this.#now)
    this.bodies += editions.length * CODINGS.length
    return editions.map(({ etag, stamp, runs }) => ({ etag, body: cut(index, bytes, { stamp }, runs) }))
  }

  async #inAllCodings(body: Uint8Array): Promise<Encoded> {
    const encoded = async (coding: Coding) =>
      Buffer.from(await this.#compress(body, coding)).toString('base64')
    const [zstd, br, gzip] = await Promise.all([encoded('zstd'), encoded('br'), encoded('gzip')])
    return { zstd, br, gzip }
  }

  /** A file named by what is in it: one that is there stays. */
  async #write(place: string, content: Uint8Array, coding?: Coding): Promise<void> {
    const name = basename(place)
    this.files.add(name)
    if (this.#known.has(name)) return
    const bytes = coding === undefined ? content : await this.#compress(content, coding)
    replaceFile(join(this.#snapshot, place), bytes)
  }

  #compress(body: Uint8Array, coding: Coding): Promise<Uint8Array> {
    this.fresh++
    return compress(body, coding, 'small')
  }
}

/** The edition of `now`, and the next ones. */
function upcoming(editions: readonly Edition[], now: Instant): Edition[] {
  const current = editions.findLastIndex(({ from }) => from <= now)
  return editions.slice(Math.max(0, current), Math.max(0, current) + EDITIONS)
}
