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
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
} from 'node:fs'
import { join } from 'node:path'
import { withCommas } from '../base/count.ts'
import { isInside } from '../base/paths.ts'
import { codeOf } from './error-code.ts'

// Windows has neither of these flags
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants

/** Linux shows the path of each open file here. */
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
 * @throws {UnfitFile} for a link, also to a folder on the way, and for a folder, a FIFO or a device
 * @throws what the file system says
 */
export function openPlainFile(folder: string, path: string): PlainFile {
  const file = join(folder, path)
  if (!isInside(path)) throw new UnfitFile(file, 'is outside of its folder')
  const handle = openWithoutFollowing(file)
  try {
    const info = fstatSync(handle)
    if (!isInPlace({ handle, info }, folder, path)) throw new UnfitFile(file, LINK)
    if (!info.isFile()) throw new UnfitFile(file, 'is not a plain file')
    return { handle, info }
  } catch (error) {
    closeSync(handle)
    throw error
  }
}

const LINK = 'is a symbolic link'

/** O_NOFOLLOW reports a link as ELOOP, on FreeBSD as EMLINK. */
function openWithoutFollowing(file: string): number {
  try {
    return openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    const code = codeOf(error)
    throw code === 'ELOOP' || code === 'EMLINK' ? new UnfitFile(file, LINK) : error
  }
}

/**
 * Whether an open file is the one at a path, reached without a link. Linux has the path of the open file itself. On
 * other systems the path is looked up again, which a folder that is swapped twice at the right instants still passes.
 */
export function isInPlace(
  { handle, info }: PlainFile,
  folder: string,
  path: string,
  hasDescriptors = HAS_DESCRIPTORS,
): boolean {
  if (O_NOFOLLOW !== 0 && !path.includes('/')) return true
  const place = join(realpathSync.native(folder), path)
  if (hasDescriptors) {
    const opened = readlinkSync(`${DESCRIPTORS}/${handle}`)
    // an editor may have replaced the file meanwhile
    return opened === place || (info.nlink === 0 && opened === `${place} (deleted)`)
  }
  const { dev, ino } = lstatSync(place)
  return realpathSync.native(place) === place && dev === info.dev && ino === info.ino
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

/** The first bytes of a file; none where it cannot be read. */
export function readStart(folder: string, path: string, length: number): Uint8Array {
  const start = new Uint8Array(length)
  try {
    const { handle } = openPlainFile(folder, path)
    try {
      return start.subarray(0, readSync(handle, start))
    } finally {
      closeSync(handle)
    }
  } catch {
    return new Uint8Array()
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
