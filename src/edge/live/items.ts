/** Reads keys of the bucket as the files of the posts folder, makes a change of the site of them, and measures recordings. */
import { type FolderItem, isPost, namedItem, POST, problem, startLength } from '../../content/folder-item.ts'
import { playingTime, type ReadPart } from '../../content/playing-time.ts'
import { decodeSource, unfit, unrenderable } from '../../content/source.ts'
import { MAX_BYTES } from '../../markdown/limits.ts'
import type { MediaFile } from '../../model.ts'
import type { Changes } from '../../site/apply.ts'
import type { Context, Database } from '../../site/database.ts'
import { putDiagnostics } from '../../site/diagnostics.ts'
import { markMeasured } from '../../site/files.ts'
import { type ReadSource, readSource } from '../../site/read-source.ts'
import { isAddressable } from '../webdav/resources.ts'
import { begin, giveBack, isFile, type Pending } from './pending.ts'
import type { Bucket, BucketObject } from './platform.ts'

/** A key as it was read. */
export interface Item {
  readonly pending: Pending
  /** Absent where nothing is there, or nothing that a post can use. */
  readonly item?: FolderItem | undefined
  /** The object's ETag. */
  readonly stamp?: string | undefined
}

/** What one call of the object may still do. */
export interface Budget {
  /** Requests to the bucket. */
  operations: number
  /** Posts that are read or composed: each takes some milliseconds. */
  posts: number
}

/** Requests to the bucket at once: a Worker has six connections. */
const PARALLEL = 6

/** Requests for one key: its size, its beginning, all of it. */
const MOST_REQUESTS = 3

/** In bytes: a change of the site is made of no more text than this. */
const MOST = 2 * 1024 * 1024

/** Times that the object may end while it reads a key. */
const MOST_ATTEMPTS = 2

/**
 * Reads keys in their order, until they are long enough for one change, with a note in the database meanwhile: see
 * {@link begin}.
 */
export async function readKeys(
  db: Database,
  bucket: Bucket,
  keys: readonly Pending[],
  budget: Budget,
): Promise<Item[]> {
  begin(db, keys)
  const items: Item[] = []
  let length = 0
  try {
    for (let start = 0; start < keys.length && length < MOST; start += PARALLEL) {
      if (start > 0 && budget.operations < PARALLEL * MOST_REQUESTS) break
      const group = keys.slice(start, start + PARALLEL)
      const read = await Promise.all(group.map((key) => readItem(bucket, key, budget)))
      budget.posts -= read.length
      length += read.reduce((sum, { item }) => sum + lengthOf(item), 0)
      items.push(...read)
    }
    return items
  } finally {
    giveBack(db, keys.slice(items.length))
  }
}

function lengthOf(item: FolderItem | undefined): number {
  return item !== undefined && 'source' in item && 'text' in item.source ? item.source.text.length : 0
}

async function readItem(bucket: Bucket, pending: Pending, budget: Budget): Promise<Item> {
  const { path, attempts } = pending
  if (!isFile(path)) return { pending }
  if (!isAddressable(path)) return readBadName(bucket, pending, budget)
  if (attempts >= MOST_ATTEMPTS)
    return { pending, item: { source: { path, unreadable: unrenderable(path) } } }
  if (POST.test(path)) return readPost(bucket, pending, budget)
  budget.operations -= 1
  const object = await bucket.head(path)
  if (object === null) return { pending }
  const length = Math.min(startLength(path), object.size)
  if (length > 0) budget.operations -= 1
  const start = length === 0 ? '' : await readStart(bucket, path, object.etag, length)
  const startOf = (most: number) => start.slice(0, most)
  if (isPost(path, startOf)) return readPost(bucket, pending, budget)
  return { pending, item: namedItem(path, object.size, startOf), stamp: object.etag }
}

/** A file that no page can link to. Posts are missed, so they are reported. */
async function readBadName(bucket: Bucket, pending: Pending, budget: Budget): Promise<Item> {
  const { path } = pending
  if (!POST.test(path)) return { pending }
  budget.operations -= 1
  if ((await bucket.head(path)) === null) return { pending }
  const what = 'The name of this post has control characters, or an empty part between slashes.'
  const bad = problem('error', path, what, 'Give it another name.')
  return { pending, item: { problem: { ...bad, why: 'No page can have this address.' } } }
}

async function readPost(bucket: Bucket, pending: Pending, budget: Budget): Promise<Item> {
  const { path } = pending
  budget.operations -= 1
  const object = await bucket.get(path)
  if (object === null) return { pending }
  const { size, etag: stamp } = object
  if (size > MAX_BYTES) {
    await object.body.cancel()
    return { pending, item: { source: { path, unreadable: unfit(path, 'is too large') } }, stamp }
  }
  return { pending, item: { source: decodeSource(path, new Uint8Array(await object.arrayBuffer())) }, stamp }
}

/** Empty where the file has changed since: then it is reported again. */
async function readStart(bucket: Bucket, path: string, etag: string, length: number): Promise<string> {
  const options = { range: { offset: 0, length }, onlyIf: { etagMatches: etag } }
  const object = await bucket.get(path, options)
  return object?.arrayBuffer === undefined ? '' : new TextDecoder('latin1').decode(await object.arrayBuffer())
}

/** A key may have been a post and be a file, or the other way round; a key that holds nothing is gone. */
export function changesOf(
  items: readonly Item[],
  { site, hash }: Context,
): Required<Pick<Changes, 'sources' | 'files' | 'stamps'>> {
  const sources = new Map<string, ReadSource | undefined>()
  const files = new Map<string, MediaFile | undefined>()
  const stamps = new Map<string, string>()
  for (const { pending, item, stamp } of items) {
    const { path } = pending
    const isPost = item !== undefined && 'source' in item
    sources.set(path, isPost ? readSource(item.source, site, hash) : undefined)
    files.set(path, item !== undefined && 'file' in item ? item.file : undefined)
    if (stamp !== undefined) stamps.set(path, stamp)
  }
  return { sources, files, stamps }
}

/** Notes the files that are neither posts nor files that a post can use, though a publisher may expect it. */
export function noteOddities(db: Database, items: readonly Item[]): void {
  for (const { pending, item } of items) {
    const problems = item !== undefined && 'problem' in item ? [item.problem] : []
    putDiagnostics(db, 'folder', [pending.path], problems)
  }
}

/** In bytes: read at once. */
const BLOCK = 2 * 1024 * 1024

/** Requests to the bucket for one file. */
const REQUESTS = 9

/**
 * Measures a file that posts use. One that ends the object is not measured again.
 * @returns the file with its playing time; undefined where it is gone, or the budget is: then it is measured next time
 */
export async function measureFile(
  db: Database,
  bucket: Bucket,
  file: MediaFile,
  budget: Budget,
): Promise<Pick<Changes, 'files' | 'stamps'> | undefined> {
  const { path } = file
  if (budget.operations < REQUESTS) {
    budget.operations = 0
    return undefined
  }
  markMeasured(db, path)
  budget.operations -= 1
  const object = await bucket.head(path)
  if (object === null) return undefined
  const duration = await playingTime({ path, size: object.size }, reading(bucket, object, budget))
  return { files: new Map([[path, { ...file, duration }]]), stamps: new Map([[path, object.etag]]) }
}

/** Reads blocks, so that the many small reads of a parser take few requests. */
function reading(bucket: Bucket, { key, size, etag }: BucketObject, budget: Budget): ReadPart {
  let [start, block] = [0, new Uint8Array()]
  let requests = 1
  return async (target, position) => {
    if (position < start || position + target.length > start + block.length) {
      if (++requests > REQUESTS) throw new Error('too much to read')
      budget.operations -= 1
      const length = Math.min(Math.max(BLOCK, target.length), size - position)
      if (length <= 0) return 0
      const range = { offset: position, length }
      const part = await bucket.get(key, { range, onlyIf: { etagMatches: etag } })
      if (part?.arrayBuffer === undefined) throw new Error('changed')
      ;[start, block] = [position, new Uint8Array(await part.arrayBuffer())]
    }
    const bytes = block.subarray(position - start, position - start + target.length)
    target.set(bytes)
    return bytes.length
  }
}
