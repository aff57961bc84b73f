/**
 * Opens plain files of a folder: no part of the path below the folder may be a symbolic link, no open blocks (as on a
 * FIFO), and the size is known before anything is read. The folder itself may be reached through links.
 */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  type Stats,
} from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { withCommas } from '../base/count.ts'
import { isInside } from '../base/paths.ts'
import { codeOf } from './error-code.ts'

// Windows has none of these flags
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_DIRECTORY = 0 } = constants
const FILE = O_RDONLY | O_NOFOLLOW | O_NONBLOCK
const FOLDER = O_RDONLY | O_DIRECTORY

/** Linux shows open folders here, so that Node.js, which has no `openat`, can open a path part by part. */
const DESCRIPTORS = '/proc/self/fd'
const HAS_DESCRIPTORS = process.platform === 'linux' && existsSync(DESCRIPTORS)

/** In bytes. Files are read and copied in pieces of this size. */
const PIECE = 1024 * 1024

/** The path leads to something that must not be read. */
export class UnfitFile extends Error {
  /** The rest of a sentence about the file: `is a symbolic link`. */
  readonly flaw: string

  constructor(path: string, flaw: string) {
    super(`${path} ${flaw}.`)
    this.name = 'UnfitFile'
    this.flaw = flaw
  }
}

/** The caller closes `handle`. */
export interface PlainFile {
  readonly handle: number
  readonly info: Stats
}

/**
 * Opens the file at `path`, which is relative to `folder` and has `/` between its parts.
 * @throws {UnfitFile} for a link, a folder, a FIFO or a device
 * @throws what the file system says; a link to a folder on the way is ENOTDIR or ELOOP
 */
export function openPlainFile(folder: string, path: string): PlainFile {
  const place = reach(folder, path)
  let handle: number | undefined
  try {
    handle = openSync(place.path, FILE)
    const info = fstatSync(handle)
    refuse(place, info)
    return { handle, info }
  } catch (error) {
    if (handle !== undefined) closeSync(handle)
    throw explained(error, join(folder, path))
  } finally {
    place.close()
  }
}

/** As {@link openPlainFile}, without blocking requests. @throws as {@link openPlainFile} */
export async function openPlainHandle(folder: string, path: string): Promise<FileHandle> {
  const place = reach(folder, path)
  let handle: FileHandle | undefined
  try {
    handle = await open(place.path, FILE)
    refuse(place, await handle.stat())
    return handle
  } catch (error) {
    await handle?.close()
    throw explained(error, join(folder, path))
  } finally {
    place.close()
  }
}

/**
 * Reads a whole file of at most `most` bytes, without what is appended meanwhile.
 * @throws {UnfitFile} also for a larger file
 * @throws as {@link openPlainFile}
 */
export function readPlainFile(
  folder: string,
  path: string,
  most: number,
): { bytes: Uint8Array; info: Stats } {
  const { handle, info } = openPlainFile(folder, path)
  try {
    if (info.size > most) throw new UnfitFile(join(folder, path), tooLarge(info.size, most))
    // a file without a size would be read to an end that may never come
    return { bytes: info.size === 0 ? new Uint8Array() : readFileSync(handle), info }
  } finally {
    closeSync(handle)
  }
}

/** The rest of an open file, piece by piece. Each piece overwrites the one before. */
export function* piecesOf(handle: number): Generator<Uint8Array> {
  const piece = Buffer.allocUnsafe(PIECE)
  for (let length = readSync(handle, piece); length > 0; length = readSync(handle, piece))
    yield piece.subarray(0, length)
}

function tooLarge(size: number, most: number): string {
  return `has ${inMegabytes(size)}, and ${inMegabytes(most)} is the most`
}

function inMegabytes(bytes: number): string {
  return `${withCommas(Math.ceil(bytes / 1024 / 1024))} MB`
}

type Identity = Pick<Stats, 'dev' | 'ino'>

/** A path at which a file can be opened until the place is closed. */
interface Place {
  readonly path: string
  /** Whether the opened file is the one in the folder. */
  isRight(opened: Identity): boolean
  close(): void
}

function reach(folder: string, path: string): Place {
  if (!isInside(path)) throw new UnfitFile(join(folder, path), 'is outside of its folder')
  return HAS_DESCRIPTORS && path.includes('/') ? reachByDescriptor(folder, path) : reachByPath(folder, path)
}

/** Opens each folder in the one before, so that none can be swapped for a link in between. */
function reachByDescriptor(folder: string, path: string): Place {
  const names = path.split('/')
  const name = names.pop()
  let parent = openSync(folder, FOLDER)
  try {
    for (const step of names) {
      const next = openSync(`${DESCRIPTORS}/${parent}/${step}`, FOLDER | O_NOFOLLOW)
      closeSync(parent)
      parent = next
    }
  } catch (error) {
    closeSync(parent)
    throw explained(error, join(folder, path))
  }
  return { path: `${DESCRIPTORS}/${parent}/${name}`, isRight: () => true, close: () => closeSync(parent) }
}

/**
 * Compares after opening, which a folder that is swapped twice at the right instants still passes. A file directly in
 * the folder needs no comparison where `O_NOFOLLOW` refuses links.
 */
export function reachByPath(folder: string, path: string): Place {
  const file = join(folder, path)
  const parents = path.split('/').slice(0, -1)
  const needsComparison = O_NOFOLLOW === 0 || parents.length > 0
  return {
    path: file,
    isRight: (opened) => !needsComparison || isInPlace(folder, parents, file, opened),
    close() {},
  }
}

function isInPlace(folder: string, parents: readonly string[], file: string, opened: Identity): boolean {
  const folders = parents.map((_, index) => join(folder, ...parents.slice(0, index + 1)))
  if (!folders.every((path) => lstatSync(path).isDirectory())) return false
  const { dev, ino } = lstatSync(file)
  return dev === opened.dev && ino === opened.ino
}

function refuse(place: Place, info: Stats): void {
  if (!place.isRight(info)) throw new UnfitFile(place.path, LINK)
  if (!info.isFile()) throw new UnfitFile(place.path, 'is not a plain file')
}

const LINK = 'is a symbolic link'

/** Names the caller's path. O_NOFOLLOW reports a link as ELOOP, on FreeBSD as EMLINK. */
function explained(error: unknown, path: string): unknown {
  if (error instanceof UnfitFile) return new UnfitFile(path, error.flaw)
  const code = codeOf(error)
  if (code === 'ELOOP' || code === 'EMLINK') return new UnfitFile(path, LINK)
  return error instanceof Error ? Object.assign(error, { path }) : error
}
