/** Writes the files of a build, and takes over from the build before what has stayed the same. */
import {
  closeSync,
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  writeFileSync,
  writevSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Instant } from '../../model.ts'
import { codeOf } from '../error-code.ts'
import { SourceChanged } from '../folder/source-file.ts'
import { openPlainFile, type PlainFile, piecesOf, UnfitFile } from '../plain-file.ts'
import type { Place } from './place.ts'
import {
  type BuildRecord,
  type Group,
  isStanding,
  readRecord,
  type SeenFile,
  see,
  writeRecord,
} from './record.ts'
import { strip } from './recycled.ts'

export interface WriterOptions {
  readonly place: Place
  /** The folder of the build before, if anything may be taken over from it. */
  readonly previous: string | undefined
  /** The file in which it is remembered what a build consists of; undefined where there is no place for it. */
  readonly record: string | undefined
  readonly now: Instant
}

export class BuildWriter {
  readonly #options: WriterOptions
  readonly #before: BuildRecord
  readonly #groups = new Map<string, Group>()
  readonly #folders = new Set<string>()
  readonly #carried: string[] = []
  /** What the folder has already of what is carried. */
  #left: ReadonlySet<string> = new Set()
  #root: string | undefined
  #files: Record<string, SeenFile> = {}

  constructor(options: WriterOptions) {
    this.#options = options
    this.#before = readRecord(options.record)
  }

  /** The folder of the new build, from the first file on. */
  get folder(): string {
    this.#root ??= this.#options.place.prepare()
    return this.#root
  }

  /** Whether this build is the one before, file by file. */
  get isSame(): boolean {
    const { previous } = this.#options
    return (
      previous !== undefined &&
      this.#carried.length === Object.keys(this.#before.groups).length &&
      this.#carried.length === this.#groups.size
    )
  }

  /** Takes a group over if the build before has it, whole and made of the same; says whether it did. */
  carry(name: string, key: string): boolean {
    const { previous, now } = this.#options
    const { groups, now: then } = this.#before
    const group = Object.hasOwn(groups, name) ? groups[name] : undefined
    if (previous === undefined || group?.key !== key || now < then) return false
    if (!isStanding(group, previous, now)) return false
    this.#groups.set(name, group)
    this.#carried.push(name)
    return true
  }

  /** Closes a group: the files that were written since the last one are its own. */
  close(name: string, key: string, until?: Instant): void {
    const files = this.#files
    this.#groups.set(name, { key, ...(until === undefined ? {} : { until }), files })
    this.#files = {}
  }

  /** @throws what the file system has refused, as all that puts files there */
  write(path: string, content: string | Uint8Array): void {
    this.#put(path, (file) => writeFileSync(file, content, { flag: 'wx' }))
  }

  /** Writes bytes one after the other: to put them together first would take memory for all that a build consists of. */
  writeParts(path: string, parts: readonly Uint8Array[]): void {
    this.#put(path, (file) => writeAll(file, parts))
  }

  /** Copies the file at `from`, which is relative to `folder`: a link to another one is not followed. */
  copy(folder: string, from: string, path: string): void {
    this.#put(path, (file) => copyPlain(folder, from, file))
  }

  /** Gives a file of this build another name, which costs far less than another file. */
  link(path: string, other: string): void {
    this.#put(other, (file) => linkOrCopy(join(this.folder, path), file))
  }

  /** If nothing has been written yet and all that is carried is known, an old build may be made into the new one. */
  recycle(): void {
    const { place, previous } = this.#options
    if (this.#root !== undefined || previous === undefined) return
    try {
      const folder = place.recycle()
      if (folder === undefined) return
      this.#left = strip(folder, new Set(this.#carriedFiles()), previous)
      this.#root = folder
    } catch {
      // somebody has been at it: a new folder does as well
    }
  }

  /** Brings over what is carried. */
  bringOver(): void {
    const { previous = '' } = this.#options
    for (const path of this.#carriedFiles()) {
      if (!this.#left.has(path)) this.#create(path, (file) => linkOrCopy(join(previous, path), file))
    }
  }

  /** For the next build, once this one counts. It only ever saves work, so failing to write it is no failure. */
  remember(): void {
    const { record: file, now } = this.#options
    if (file === undefined) return
    writeRecord(file, { now, groups: Object.fromEntries(this.#groups) })
  }

  #carriedFiles(): string[] {
    return this.#carried.flatMap((name) => Object.keys(this.#groups.get(name)?.files ?? {}))
  }

  /** The file belongs to the group that is open now. */
  #put(path: string, bring: (file: string) => void): void {
    this.#files[path] = see(this.#create(path, bring))
  }

  /** What has the name already may be a file of other builds, too: it is never written into. */
  #create(path: string, bring: (file: string) => void): string {
    const file = join(this.folder, path)
    this.#makeFolder(dirname(file))
    try {
      bring(file)
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
      rmSync(file)
      bring(file)
    }
    return file
  }

  /** One after the other: to have Node make all on the way takes it twice as long. */
  #makeFolder(folder: string): void {
    if (folder === this.folder || this.#folders.has(folder)) return
    this.#makeFolder(dirname(folder))
    try {
      mkdirSync(folder)
    } catch (error) {
      // of an old build, or to this file system two names are one
      if (codeOf(error) !== 'EEXIST') throw error
    }
    this.#folders.add(folder)
  }
}

function writeAll(file: string, parts: readonly Uint8Array[]): void {
  const descriptor = openSync(file, 'wx')
  try {
    const written = writevSync(descriptor, parts)
    // as a disk that is full has it: what is lacking is written, or refused, as anything else
    if (written < lengthOf(parts)) writeFileSync(descriptor, Buffer.concat(parts).subarray(written))
  } finally {
    closeSync(descriptor)
  }
}

function copyPlain(folder: string, path: string, file: string): void {
  const { handle } = openListed(folder, path)
  try {
    writeFromTo(handle, file)
  } finally {
    closeSync(handle)
  }
}

/** @throws {SourceChanged} where something else has taken its place since the folder was listed */
function openListed(folder: string, path: string): PlainFile {
  try {
    return openPlainFile(folder, path)
  } catch (error) {
    throw error instanceof UnfitFile ? new SourceChanged(path) : error
  }
}

function writeFromTo(handle: number, file: string): void {
  const target = openSync(file, 'wx')
  try {
    for (const piece of piecesOf(handle)) writeFileSync(target, piece)
  } finally {
    closeSync(target)
  }
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((length, part) => length + part.length, 0)
}

/** The same file under both names: nothing ever writes into one. */
function linkOrCopy(from: string, file: string): void {
  try {
    linkSync(from, file)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw error
    // too many links, or a file system without them
    copyFileSync(from, file, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
  }
}
