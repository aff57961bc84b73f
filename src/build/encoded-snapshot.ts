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
import { cut, decodeBytes } from '../snapshot/bytes.ts'
import { type FiledIndex, places, type StoredManifest } from '../snapshot/places.ts'
import type { Edition } from '../snapshot/snapshot.ts'

/** Editions that get bodies, the current one first; later ones are sent plain until the next deployment. */
const EDITIONS = 4

/** Feeds worked on at once: as many as libuv has threads. */
const PARALLEL = 4

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
  const { indexes }: StoredManifest = JSON.parse(await readFile(join(snapshot, places.manifest), 'utf8'))
  const names = Object.values(indexes)
  const tags = new Set<string>()
  for (let start = 0; start < names.length; start += PARALLEL) {
    const group = names.slice(start, start + PARALLEL)
    const done = await Promise.all(group.map((name) => encodeFeed(name, { snapshot, known, now })))
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

/** Tags of the editions of one feed's documents that have bodies. */
async function encodeFeed(name: string, place: Workplace): Promise<string[]> {
  const indexes: FiledIndex[] = JSON.parse(await readFile(join(place.snapshot, places.index(name)), 'utf8'))
  const tags: string[] = []
  for (const index of indexes) tags.push(...(await encodeDocument(index, place)))
  return tags
}

async function encodeDocument(index: FiledIndex, { snapshot, known, now }: Workplace): Promise<string[]> {
  const bytes = decodeBytes(index, await readFile(join(snapshot, places.document(index.file))))
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
