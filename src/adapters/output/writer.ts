/** Writes the files of a build, and takes over from the build before what has stayed the same. */
import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Instant } from '../../model.ts'

/** Files that are made of the same things: all of them are taken over, or none. */
interface Group {
  /** Stands for everything that the files are made of. */
  readonly key: string
  /** From this instant on they are others; absent: never. */
  readonly until?: Instant
  /** By path, with size and time, by which it is seen if somebody has changed them since. */
  readonly files: Readonly<Record<string, readonly [size: number, time: number]>>
}

interface BuildRecord {
  readonly now: Instant
  readonly groups: Readonly<Record<string, Group>>
}

const NOTHING: BuildRecord = { now: Number.POSITIVE_INFINITY, groups: {} }

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
  #files: Record<string, readonly [number, number]> = {}

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
    const group = Object.hasOwn(this.#before.groups, name) ? this.#before.groups[name] : undefined
    if (previous === undefined || group?.key !== key) return false
    if (now < this.#before.now || now >= (group.until ?? Number.POSITIVE_INFINITY)) return false
    if (!Object.entries(group.files).every(([path, seen]) => isAsSeen(join(previous, path), seen)))
      return false
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
    const record: BuildRecord = { now, groups: Object.fromEntries(this.#groups) }
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      writeFileSync(file, JSON.stringify(record), { mode: 0o600 })
    } catch {
      rmSync(file, { force: true })
    }
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

function isAsSeen(file: string, [size, time]: readonly [number, number]): boolean {
  const info = statSync(file, { throwIfNoEntry: false })
  return info?.size === size && info.mtimeMs === time
}

function readRecord(file: string | undefined): BuildRecord {
  if (file === undefined || !existsSync(file)) return NOTHING
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return NOTHING
  }
}
