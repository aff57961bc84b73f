/** What is remembered of a build outside of it: what each of its files was made of. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '../../model.ts'
import { hash } from '../hash.ts'
import { cacheFile, keep, recall } from '../remembered/remembered.ts'

/** By this it is seen if somebody has changed a file since. */
export type SeenFile = readonly [size: number, time: number]

/** Files that are made of the same things: all of them are taken over, or none. */
export interface Group {
  /** Stands for everything that the files are made of. */
  readonly key: string
  /** From this instant on they are others; absent: never. */
  readonly until?: Instant
  /** By path below the build. */
  readonly files: Readonly<Record<string, SeenFile>>
}

export interface BuildRecord {
  /** When the build was made. */
  readonly now: Instant
  readonly groups: Readonly<Record<string, Group>>
}

const FORMAT = 'dropfeed build 1'

const NOTHING: BuildRecord = { now: Number.POSITIVE_INFINITY, groups: {} }

/** @param out the one path of the folder that is built to; undefined where there is no place for it */
export function recordFile(out: string): string | undefined {
  return cacheFile(`${hash(out)}.build`)
}

/** @param file undefined where there is no place for it */
export function readRecord(file: string | undefined): BuildRecord {
  return recall<BuildRecord>(file, FORMAT) ?? NOTHING
}

export function writeRecord(file: string, record: BuildRecord): void {
  keep(file, FORMAT, record)
}

/** @throws where the file is not there */
export function see(file: string): SeenFile {
  const { size, mtimeMs } = statSync(file)
  return [size, mtimeMs]
}

/** Whether the whole build in a folder is as it was written, and would be written now. */
export function isInPlace({ now: then, groups }: BuildRecord, folder: string, now: Instant): boolean {
  return then <= now && Object.values(groups).every((group) => isStanding(group, folder, now))
}

/** Whether the files are as they were written, and as they would be now. */
export function isStanding({ files, until }: Group, folder: string, now: Instant): boolean {
  if (until !== undefined && now >= until) return false
  return Object.entries(files).every(([path, seen]) => isAsSeen(join(folder, path), seen))
}

function isAsSeen(file: string, [size, time]: SeenFile): boolean {
  const info = statSync(file, { throwIfNoEntry: false })
  return info?.size === size && info.mtimeMs === time
}
