/**
 * Compressed bodies for the edge, made when a build is about to be deployed: a Worker has neither Brotli nor
 * Zstandard, and time is short there. They are kept beside the build by their tags, so that what did not change is
 * not compressed again.
 */
import { constants, copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { CODINGS } from '../../http/encoding.ts'
import type { Instant } from '../../model.ts'
import { cut, decodeBytes, type StoredIndex } from '../../snapshot/bytes.ts'
import type { Coding, Edition } from '../../snapshot.ts'
import { replaceFile } from '../aside.ts'
import { compress } from '../server/compression.ts'
import { FEEDS, INDEX, places } from '../stores/snapshot-places.ts'

/** Editions of which bodies are made, the current one first; later ones are sent plain until the next deployment. */
const EDITIONS = 4

/** Feeds worked on at once: as many as libuv has threads. */
const PARALLEL = 4

export interface EncodedCount {
  readonly bodies: number
  /** Of those, how many had to be compressed now. */
  readonly fresh: number
}

/** Puts compressed bodies of what is visible from `now` on into `OUT/snapshot`, and keeps them in `OUT/encoded`. */
export async function encodeSnapshot(out: string, now: Instant): Promise<EncodedCount> {
  const snapshot = join(out, 'snapshot')
  const kept = join(out, 'encoded')
  const known = new Set(await readdir(kept).catch(() => []))
  await mkdir(join(snapshot, dirname(places.encoded('', 'br'))), { recursive: true })
  await mkdir(kept, { recursive: true })
  const indexes = await listIndexes(snapshot)
  const used = new Set<string>()
  for (let start = 0; start < indexes.length; start += PARALLEL) {
    const group = indexes.slice(start, start + PARALLEL)
    const names = await Promise.all(group.map((index) => encodeFeed(index, { snapshot, kept, known, now })))
    for (const name of names.flat()) used.add(name)
  }
  for (const name of known) if (!used.has(name)) await rm(join(kept, name))
  return { bodies: used.size, fresh: [...used].filter((name) => !known.has(name)).length }
}

interface Workplace {
  readonly snapshot: string
  readonly kept: string
  /** Names of the files that are there already. */
  readonly known: ReadonlySet<string>
  readonly now: Instant
}

async function listIndexes(snapshot: string): Promise<string[]> {
  const names = await readdir(join(snapshot, FEEDS), { recursive: true, withFileTypes: true })
  const indexes = names.filter((entry) => entry.isFile() && entry.name.endsWith(INDEX))
  return indexes.map((entry) => join(entry.parentPath, entry.name))
}

/** Names of the files of one feed's documents. */
async function encodeFeed(file: string, place: Workplace): Promise<string[]> {
  const indexes: StoredIndex[] = JSON.parse(await readFile(file, 'utf8'))
  const names: string[] = []
  for (const index of indexes) names.push(...(await encodeDocument(index, place)))
  const encoded = (index: StoredIndex) => upcoming(index.editions, place.now).map(({ etag }) => etag)
  replaceFile(file, JSON.stringify(indexes.map((index) => ({ ...index, encoded: encoded(index) }))))
  return names
}

async function encodeDocument(index: StoredIndex, place: Workplace): Promise<string[]> {
  const bytes = decodeBytes(index, await readFile(join(place.snapshot, places.document(index.path))))
  const names: string[] = []
  for (const edition of upcoming(index.editions, place.now)) {
    const body = cut(index, bytes, edition, edition.runs)
    for (const coding of CODINGS) names.push(await encodeBody(body, edition, coding, place))
  }
  return names
}

/** The edition of `now`, and the next ones. */
function upcoming(editions: readonly Edition[], now: Instant): Edition[] {
  const current = editions.findLastIndex(({ from }) => from <= now)
  return editions.slice(Math.max(0, current), Math.max(0, current) + EDITIONS)
}

async function encodeBody(
  body: Uint8Array,
  { etag }: Edition,
  coding: Coding,
  place: Workplace,
): Promise<string> {
  const target = join(place.snapshot, places.encoded(etag, coding))
  const name = basename(target)
  const kept = join(place.kept, name)
  if (!place.known.has(name)) replaceFile(kept, await compress(body, coding, 'small'))
  await copyFile(kept, target, constants.COPYFILE_FICLONE)
  return name
}
