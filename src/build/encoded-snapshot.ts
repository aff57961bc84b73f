/**
 * Compressed bodies for the edge, made when a build is about to be deployed: a Worker has neither Brotli nor
 * Zstandard, and time is short there. They are named by their tags, so what did not change is not compressed again.
 */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { replaceFile } from '../disk/aside.ts'
import { compress } from '../http/compression.ts'
import { CODINGS } from '../http/negotiation.ts'
import type { Instant } from '../model.ts'
import { cut } from '../snapshot/bytes.ts'
import { type FiledIndex, places, type StoredManifest } from '../snapshot/places.ts'
import type { Edition } from '../snapshot/snapshot.ts'
import { type Pack, readDocument } from '../snapshot/stored.ts'

/** Editions that get bodies, the current one first; later ones are sent plain until the next deployment. */
const EDITIONS = 4

export interface EncodedCount {
  readonly bodies: number
  /** Of those, how many had to be compressed now. */
  readonly fresh: number
}

/** Puts compressed bodies of what is visible from `now` on into `OUT/snapshot`. */
export async function encodeSnapshot(out: string, now: Instant): Promise<EncodedCount> {
  const snapshot = join(out, 'snapshot')
  const folder = join(snapshot, places.codings)
  await mkdir(folder, { recursive: true })
  const known = new Set(await readdir(folder))
  const { packs }: StoredManifest = JSON.parse(await readFile(join(snapshot, places.manifest), 'utf8'))
  const tags = new Set<string>()
  for await (const indexes of feedsIn(snapshot, packs.feeds)) {
    const done = await Promise.all(indexes.map((index) => encodeDocument(index, { snapshot, known, now })))
    for (const tag of done.flat()) tags.add(tag)
  }
  const used = [...tags].flatMap((etag) => CODINGS.map((coding) => basename(places.encoded(etag, coding))))
  const kept = new Set(used)
  for (const name of known) if (!kept.has(name)) await rm(join(folder, name))
  return { bodies: used.length, fresh: used.filter((name) => !known.has(name)).length }
}

interface Workplace {
  readonly snapshot: string
  /** Names of the files that are there already. */
  readonly known: ReadonlySet<string>
  readonly now: Instant
}

/** The indexes of each feed in some packs. */
async function* feedsIn(snapshot: string, packs: readonly string[]): AsyncGenerator<readonly FiledIndex[]> {
  for (const name of packs) {
    const pack: Pack<FiledIndex[]> = JSON.parse(await readFile(join(snapshot, places.pack(name)), 'utf8'))
    for (const value of Object.values(pack))
      if ('pack' in value) yield* feedsIn(snapshot, [value.pack])
      else yield value
  }
}

/** Tags of the editions that have bodies. */
async function encodeDocument(index: FiledIndex, { snapshot, known, now }: Workplace): Promise<string[]> {
  const bytes = await readDocument({ read: (path) => readFile(join(snapshot, path)) }, index)
  const editions = upcoming(index.editions, now)
  for (const edition of editions) {
    const body = cut(index, bytes, edition, edition.runs)
    for (const coding of CODINGS) {
      const place = places.encoded(edition.etag, coding)
      if (!known.has(basename(place)))
        replaceFile(join(snapshot, place), await compress(body, coding, 'small'))
    }
  }
  return editions.map(({ etag }) => etag)
}

/** The edition of `now`, and the next ones. */
function upcoming(editions: readonly Edition[], now: Instant): Edition[] {
  const current = editions.findLastIndex(({ from }) => from <= now)
  return editions.slice(Math.max(0, current), Math.max(0, current) + EDITIONS)
}
