/**
 * Opens plain files of a folder. No part of the path below the folder may be a symbolic link, nothing is waited for (a
 * FIFO would block), and the size is known before anything is read. The folder itself may be reached through links.
 */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
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

/** Linux reaches an open folder by its descriptor here: the one way to open a path part by part in Node.js. */
const DESCRIPTORS = '/proc/self/fd'
const HAS_DESCRIPTORS = process.platform === 'linux' && existsSync(DESCRIPTORS)

/** In bytes. Files are read and copied in pieces of this size. */
const PIECE = 1024 * 1024

/** A path that leads to something that is not read. */
export class UnfitFile extends Error {
  /** The rest of a sentence about the file: `is a symbolic link`. */
  readonly flaw: string

  constructor(path: string, flaw: string) {
    super(`${path} ${flaw}.`)
    this.name = 'UnfitFile'
    this.flaw = flaw
  }
}

/** A path that is open; whoever opened it closes `handle`. */
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
  return openAtOnce(folder, path) ?? openByParts(folder, path)
}

/** Asks the kernel which path it opened: one call instead of two for each folder. Whatever is odd is opened by parts. */
function openAtOnce(folder: string, path: string): PlainFile | undefined {
  if (!HAS_DESCRIPTORS || !path.includes('/')) return undefined
  let handle: number | undefined
  try {
    handle = openSync(join(folder, path), FILE)
    const info = fstatSync(handle)
    const opened = readlinkSync(`${DESCRIPTORS}/${handle}`)
    if (info.isFile() && opened === `${realPath(folder)}/${path}`) return { handle, info }
  } catch {}
  if (handle !== undefined) closeSync(handle)
  lastFolder = undefined
  return undefined
}

/** Thousands of files of one folder are opened one after the other. */
let lastFolder: { readonly folder: string; readonly real: string } | undefined

/** Remembered until a path does not match: the folder may have moved. */
function realPath(folder: string): string {
  if (lastFolder?.folder !== folder) lastFolder = { folder, real: realpathSync.native(folder) }
  return lastFolder.real
}

function openByParts(folder: string, path: string): PlainFile {
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

/** As {@link openPlainFile}, for a file that is read over some time. @throws as {@link openPlainFile} */
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
 * Reads a whole file of at most `most` bytes. What is appended meanwhile is not read.
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

/** What is left of an open file, piece by piece. Each piece takes the place of the one before. */
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

/** A path at which a file can be opened; it is good until it is closed. */
interface Place {
  readonly path: string
  /** Whether the file that was opened is the one in the folder. */
  isRight(opened: Identity): boolean
  close(): void
}

function reach(folder: string, path: string): Place {
  if (!isInside(path)) throw new UnfitFile(join(folder, path), 'is outside of its folder')
  return HAS_DESCRIPTORS && path.includes('/') ? reachByDescriptor(folder, path) : reachByPath(folder, path)
}

/** Opens folder after folder, each in the one before: none of them can be swapped for a link in between. */
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
 * Compares after opening. Somebody who swaps a folder twice at the right instants still gets past that; a file without
 * a folder between needs no comparison where links are refused by `O_NOFOLLOW`.
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

/** Names the path as the caller knows it, and a link as one: O_NOFOLLOW reports it as ELOOP (EMLINK on FreeBSD). */
function explained(error: unknown, path: string): unknown {
  if (error instanceof UnfitFile) return new UnfitFile(path, error.flaw)
  const code = codeOf(error)
  if (code === 'ELOOP' || code === 'EMLINK') return new UnfitFile(path, LINK)
  return error instanceof Error ? Object.assign(error, { path }) : error
}
