/**
 * The bucket as a tree: a folder is the beginning of keys, or an empty object whose key ends with a slash. Their addresses
 * are below `/dav/`.
 */
import { parentOf } from '../../base/paths.ts'
import { decode, encodePath } from '../../base/text.ts'
import type { Bucket, BucketObject } from '../live/platform.ts'
import { Refused } from './messages.ts'

export interface File extends BucketObject {
  readonly kind: 'file'
}

export interface Folder {
  readonly kind: 'folder'
  /** Without a slash at its end; empty for the root. */
  readonly key: string
}

export type Resource = File | Folder

/** Keys that one request may list, copy, move or delete. */
const MOST = 10_000

const PARALLEL = 4

function tooMany(): Refused {
  return new Refused(507, 'There are too many files in it for one request.')
}

export async function find(bucket: Bucket, key: string): Promise<Resource | undefined> {
  if (key === '') return { kind: 'folder', key }
  const object = await bucket.head(key)
  if (object !== null) return toFile(object)
  const { objects } = await bucket.list({ prefix: `${key}/`, limit: 1 })
  return objects.length === 0 ? undefined : { kind: 'folder', key }
}

/** @throws {Refused} */
export async function existing(bucket: Bucket, key: string): Promise<Resource> {
  const found = await find(bucket, key)
  if (found === undefined) throw new Refused(404, 'There is no such file.')
  return found
}

/** @throws {Refused} where the folder of a key does not exist */
export async function checkParent(bucket: Bucket, key: string): Promise<void> {
  const parent = await find(bucket, parentOf(key))
  if (parent?.kind !== 'folder') throw new Refused(409, 'The folder does not exist. Create it first.')
}

function toFile({ key, size, etag, uploaded }: BucketObject): File {
  return { kind: 'file', key, size, etag, uploaded }
}

function prefixOf(folder: string): string {
  return folder === '' ? '' : `${folder}/`
}

export async function childrenOf(bucket: Bucket, folder: string): Promise<Resource[]> {
  const children: Resource[] = []
  for await (const page of pages(bucket, { prefix: prefixOf(folder), delimiter: '/' })) {
    children.push(...page.objects.map(toFile))
    for (const path of page.delimitedPrefixes) children.push({ kind: 'folder', key: path.slice(0, -1) })
    if (children.length > MOST) throw tooMany()
  }
  return children.filter(({ key }) => isAddressable(key))
}

/** Every object of a folder, with those that stand for folders. */
async function objectsIn(bucket: Bucket, folder: string): Promise<BucketObject[]> {
  const all: BucketObject[] = []
  for await (const { objects } of pages(bucket, { prefix: prefixOf(folder) })) {
    all.push(...objects)
    if (all.length > MOST) throw tooMany()
  }
  return all
}

/** Everything in a folder as a tree of files and folders. */
export async function descendantsOf(bucket: Bucket, folder: string): Promise<Resource[]> {
  const found = new Map<string, Resource>()
  for (const object of await objectsIn(bucket, folder)) {
    if (!isAddressable(object.key.replace(/\/$/, ''))) continue
    if (!object.key.endsWith('/')) found.set(object.key, toFile(object))
    for (let key = parentOf(object.key); key.length > folder.length; key = parentOf(key))
      if (!found.has(key)) found.set(key, { kind: 'folder', key })
  }
  return [...found.values()]
}

async function* pages(bucket: Bucket, options: { readonly prefix: string; readonly delimiter?: string }) {
  let cursor: string | undefined
  do {
    const page = await bucket.list({ ...options, ...(cursor === undefined ? {} : { cursor }) })
    yield page
    cursor = page.truncated ? page.cursor : undefined
  } while (cursor !== undefined)
}

/** @returns the keys that are gone, without those that stand for folders */
export async function remove(
  bucket: Bucket,
  { kind, key }: Resource,
  kept: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const all = kind === 'file' ? [key] : (await objectsIn(bucket, key)).map((object) => object.key)
  const keys = all.filter((name) => !kept.has(name))
  for (let start = 0; start < keys.length; start += 1000) await bucket.delete(keys.slice(start, start + 1000))
  return keys.filter((name) => !name.endsWith('/'))
}

type Copy = Readonly<Record<'key' | 'to', string>>

/** @throws {Refused} where a name would be too long. Nothing is changed yet. */
export async function planCopy(
  bucket: Bucket,
  { kind, key }: Resource,
  to: string,
  isDeep: boolean,
): Promise<Copy[]> {
  const members =
    kind === 'folder' && isDeep ? (await objectsIn(bucket, key)).map((object) => object.key) : []
  // a folder that is copied stays one when it is empty
  const keys = kind === 'file' ? [key] : [...new Set([`${key}/`, ...members])]
  const copies = keys.map((from) => ({ key: from, to: to + from.slice(key.length) }))
  if (!copies.every((one) => hasLength(one.to))) throw new Refused(403, 'The new name of a file is too long.')
  return copies
}

/** @throws {Refused} where a file is gone meanwhile */
export async function copyAll(bucket: Bucket, copies: readonly Copy[]): Promise<void> {
  const copy = async ({ key, to }: Copy) => {
    const object = key.endsWith('/') ? undefined : await bucket.get(key)
    if (object === null) throw new Refused(409, 'A file is gone meanwhile.')
    await bucket.put(to, object === undefined || object.size === 0 ? new Uint8Array() : object.body)
  }
  for (let start = 0; start < copies.length; start += PARALLEL)
    await Promise.all(copies.slice(start, start + PARALLEL).map(copy))
}

const ROOT = '/dav'

/** In bytes: R2 takes 1024, and a folder has a slash at its end. */
const LONGEST = 1023

/** No XML can hold them, so that they would break the listing of their folder. */
const NOT_IN_XML = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u

/** The key that a path names, without a slash at its end; empty for the root. Undefined where no file may have that name. */
export function keyOf(pathname: string): string | undefined {
  if (pathname !== ROOT && !pathname.startsWith(`${ROOT}/`)) return undefined
  const path = pathname.slice(ROOT.length).replace(/^\/|\/$/g, '')
  if (path === '') return ''
  const names = path.split('/').map((name) => decode(name) ?? '')
  const key = names.join('/')
  return names.every(isName) && hasLength(key) ? key : undefined
}

export function hasLength(key: string): boolean {
  return new TextEncoder().encode(key.replace(/\/$/, '')).length <= LONGEST
}

/**
 * Whether a key has an address here. S3 clients may write others: control characters, which no XML can hold, `..`, and
 * names that are empty.
 */
export function isAddressable(key: string): boolean {
  return key.split('/').every(isName) && hasLength(key)
}

function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\]/.test(name) && !NOT_IN_XML.test(name)
}

/** The address of a key; that of a folder ends with a slash. */
export function addressOf(key: string, isFolder: boolean): string {
  const path = key === '' ? ROOT : `${ROOT}/${encodePath(key)}`
  return isFolder ? `${path}/` : path
}
