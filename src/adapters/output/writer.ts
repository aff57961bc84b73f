/** Writes the files of a build, and takes over from the build before what has stayed the same. */
import { constants, copyFileSync, linkSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Instant } from '../../model.ts'
import { type BuildRecord, type Group, isStanding, readRecord, type SeenFile, writeRecord } from './record.ts'

export interface WriterOptions {
  readonly folder: string
  readonly previous: string | undefined
  /** The file in which it is remembered what a build consists of; undefined where there is no place for it. */
  readonly record: string | undefined
  readonly now: Instant
}

export class BuildWriter {
  readonly #options: WriterOptions
  readonly #before: BuildRecord
  readonly #groups = new Map<string, Group>()
  readonly #made = new Set<string>()
  readonly #carried: string[] = []
  #files: Record<string, SeenFile> = {}

  constructor(options: WriterOptions) {
    this.#options = options
    this.#before = readRecord(options.record)
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
    const file = this.#place(path)
    writeFileSync(file, content)
    this.#note(path, file)
  }

  /** @throws where the file has gone */
  copy(from: string, path: string): void {
    const file = this.#place(path)
    copyFileSync(from, file, constants.COPYFILE_FICLONE)
    this.#note(path, file)
  }

  /** Brings over what is carried. */
  finish(): void {
    for (const name of this.#carried) {
      for (const path of Object.keys(this.#groups.get(name)?.files ?? {})) this.#link(path)
    }
  }

  /** For the next build, once this one counts. It only ever saves work, so failing to write it is no failure. */
  remember(): void {
    const { record: file, now } = this.#options
    if (file === undefined) return
    writeRecord(file, { now, groups: Object.fromEntries(this.#groups) })
  }

  /** The same file in both builds: nothing ever writes into one. */
  #link(path: string): void {
    const from = join(this.#options.previous ?? '', path)
    const file = this.#place(path)
    try {
      linkSync(from, file)
    } catch {
      // too many links, or a file system without them
      copyFileSync(from, file)
    }
  }

  #note(path: string, file: string): void {
    const { size, mtimeMs } = statSync(file)
    this.#files[path] = [size, mtimeMs]
  }

  #place(path: string): string {
    const file = join(this.#options.folder, path)
    const folder = dirname(file)
    if (!this.#made.has(folder)) mkdirSync(folder, { recursive: true })
    this.#made.add(folder)
    return file
  }
}
