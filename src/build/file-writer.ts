/**
 * Writes the files of a build one by one: aside, in `OUT/.dropfeed/aside`, and then each into its place by one rename,
 * so that at every instant a file is the old one or the new one. A file whose content is the same stays as it is.
 */
import {
  closeSync,
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { codeOf } from '../disk/error-code.ts'
import { hash, hashing } from '../disk/hash.ts'
import { openPlainFile, type PlainFile, piecesOf, UnfitFile } from '../disk/plain-file.ts'
import { SourceChanged } from '../folder/source-file.ts'
import { type BuildRecord, isAsWritten, type WrittenFile } from './record.ts'
import { asideFolder } from './target.ts'

export class FileWriter {
  readonly #out: string
  readonly #record: Pick<BuildRecord, 'file'>
  /** Whether each was made for this build, so that nothing else is in it. */
  readonly #folders = new Map<string, boolean>()
  #count = 0

  /** @param record of the files that are there; anything else that is there is compared */
  constructor(out: string, record: Pick<BuildRecord, 'file'>) {
    this.#out = out
    this.#record = record
  }

  /** @param known the hash of the content */
  write(path: string, content: string | Uint8Array, known?: string): WrittenFile {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    const sum = known ?? hash(bytes)
    const isNew = this.#makeFolder(dirname(join(this.#out, path)))
    const there = isNew ? undefined : (this.#known(path, sum) ?? this.#found(path, bytes.length, sum))
    if (there !== undefined) return there
    const aside = this.#aside()
    writeFileSync(aside, bytes, { flag: 'wx' })
    return this.#replace(path, sum, aside)
  }

  /** Copies a file of another folder: a link to one is not followed. @throws {SourceChanged} */
  copyFrom(folder: string, from: string, path: string): WrittenFile {
    let sum = ''
    const aside = this.#aside()
    const { handle } = openListed(folder, from)
    try {
      const pieces = hashing(piecesOf(handle), (hash) => {
        sum = hash
      })
      writePieces(aside, pieces)
    } finally {
      closeSync(handle)
    }
    const known = this.#known(path, sum)
    if (known !== undefined) {
      rmSync(aside)
      return known
    }
    this.#makeFolder(dirname(join(this.#out, path)))
    return this.#replace(path, sum, aside)
  }

  /** Gives a file of the build another place: as a hard link, since no file is changed in place, or as a copy. */
  copy(from: WrittenFile, path: string): WrittenFile {
    const sum = from.hash ?? ''
    const isNew = this.#makeFolder(dirname(join(this.#out, path)))
    const known = isNew ? undefined : this.#known(path, sum)
    if (known !== undefined) return known
    const aside = this.#aside()
    linkOrCopy(join(this.#out, from.path), aside)
    return this.#replace(path, sum, aside)
  }

  #known(path: string, sum: string): WrittenFile | undefined {
    const known = this.#record.file(path)
    return known?.hash === sum && isAsWritten(this.#out, known) ? known : undefined
  }

  /** A file that no record knows. */
  #found(path: string, size: number, sum: string): WrittenFile | undefined {
    const file = join(this.#out, path)
    const info = statSync(file, { throwIfNoEntry: false })
    if (info?.isFile() !== true || info.size !== size || hash(readFileSync(file)) !== sum) return undefined
    return { path, hash: sum, size, time: info.mtimeMs }
  }

  /** @param aside the file that takes the place */
  #replace(path: string, sum: string, aside: string): WrittenFile {
    const file = join(this.#out, path)
    renameSync(aside, file)
    const { size, mtimeMs } = statSync(file)
    return { path, hash: sum, size, time: mtimeMs }
  }

  /**
   * A new name in a folder of this thread, since threads wait for each other to change one folder. What a killed build
   * left there was removed before.
   */
  #aside(): string {
    const folder = join(asideFolder(this.#out), String(threadId))
    this.#makeFolder(folder)
    return join(folder, String(++this.#count))
  }

  /**
   * One after the other: to have Node make all on the way takes it twice as long.
   * @returns whether it is new, so that only this build has written into it
   */
  #makeFolder(folder: string): boolean {
    if (folder === this.#out) return false
    const known = this.#folders.get(folder)
    if (known !== undefined) return known
    this.#makeFolder(dirname(folder))
    const isNew = isMade(folder)
    this.#folders.set(folder, isNew)
    return isNew
  }
}

/** @returns whether it was not there before */
function isMade(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    return false
  }
}

/** Some file systems have no hard links, or allow only so many to one file. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
  }
}

function writePieces(file: string, pieces: Iterable<Uint8Array>): void {
  const descriptor = openSync(file, 'wx')
  try {
    for (const piece of pieces) writeFileSync(descriptor, piece)
  } finally {
    closeSync(descriptor)
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
