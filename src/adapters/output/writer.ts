/** Writes the files of a build, and takes over from the build before what has stayed the same. */
import { constants, copyFile, link, mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Instant } from '../../model.ts'
import { codeOf } from '../error-code.ts'
import { FileQueue } from './file-queue.ts'
import type { Place } from './place.ts'
import { type BuildRecord, type Group, isStanding, readRecord, type SeenFile, writeRecord } from './record.ts'
import { strip } from './recycled.ts'

export interface WriterOptions {
  readonly place: Place
  /** The folder of the build before, if anything may be taken over from it. */
  readonly previous: string | undefined
  /** The file in which it is remembered what a build consists of; undefined where there is no place for it. */
  readonly record: string | undefined
  readonly now: Instant
}

/** Files that may be on their way while the next are made: some MB. */
const UNDER_WAY = 4

export class BuildWriter {
  readonly #options: WriterOptions
  readonly #before: BuildRecord
  readonly #groups = new Map<string, Group>()
  readonly #folders = new Map<string, Promise<unknown>>()
  readonly #carried: string[] = []
  readonly #queue = new FileQueue()
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

  write(path: string, content: string | Uint8Array): void {
    this.#put(path, (file) => writeFile(file, content, { flag: 'wx' }))
  }

  /** @throws (from {@link ready}) where the file has gone */
  copy(from: string, path: string): void {
    this.#put(path, (file) => copyFile(from, file, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL))
  }

  /**
   * Waits until there is room for more.
   * @throws what the file system has refused
   */
  ready(): Promise<void> {
    return this.#queue.until(UNDER_WAY)
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
  async bringOver(): Promise<void> {
    for (const path of this.#carriedFiles()) {
      if (this.#left.has(path)) continue
      this.#queue.add(() => this.#link(path))
      await this.ready()
    }
  }

  /** Waits until every file is there. */
  finish(): Promise<void> {
    return this.#queue.until(0)
  }

  /** From then on nothing is written. */
  abandon(): Promise<void> {
    return this.#queue.abandon()
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

  /** The same file in both builds: nothing ever writes into one. */
  async #link(path: string): Promise<void> {
    const from = join(this.#options.previous ?? '', path)
    const file = await this.#place(path)
    try {
      await link(from, file)
    } catch {
      // too many links, or a file system without them
      await create(file, () => copyFile(from, file, constants.COPYFILE_EXCL))
    }
  }

  /** The file belongs to the group that is open now, whenever it gets there. */
  #put(path: string, bring: (file: string) => Promise<void>): void {
    const files = this.#files
    this.#queue.add(async () => {
      const file = await this.#place(path)
      await create(file, () => bring(file))
      const { size, mtimeMs } = await stat(file)
      files[path] = [size, mtimeMs]
    })
  }

  async #place(path: string): Promise<string> {
    const file = join(this.folder, path)
    await this.#folder(dirname(file))
    return file
  }

  #folder(folder: string): Promise<unknown> {
    const made = this.#folders.get(folder) ?? this.#make(folder)
    this.#folders.set(folder, made)
    return made
  }

  /** One after the other: to have Node make all on the way takes it twice as long. */
  async #make(folder: string): Promise<void> {
    if (folder === this.folder) return
    await this.#folder(dirname(folder))
    try {
      await mkdir(folder)
    } catch (error) {
      // of an old build, or to this file system two names are one
      if (codeOf(error) !== 'EEXIST') throw error
    }
  }
}

/** What has the name already may be a file of other builds, too: it is never written into. */
async function create(file: string, bring: () => Promise<void>): Promise<void> {
  try {
    await bring()
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    await rm(file)
    await bring()
  }
}
