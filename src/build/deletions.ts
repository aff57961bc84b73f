/** Deletes what a build has no use for any more. */
import { rmdirSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { codeOf } from '../disk/error-code.ts'
import { type BuildRecord, KEPT } from './record.ts'

interface Output {
  /** The folder that is built to. */
  readonly out: string
  readonly record: BuildRecord
}

/**
 * Deletes files where folders have to be, and the other way round, before anything is written.
 * @param parts that are no part of the site any more, by their keys
 * @param expected the files that are about to be written, with their parts
 */
export function makeWay(
  { out, record }: Output,
  parts: readonly string[],
  expected: readonly (readonly [part: string, path: string])[],
): void {
  const gone = record.filesOf(parts).map(({ path }) => path)
  const [going, coming] = [new Set(gone), new Set(expected.map(([, path]) => path))]
  for (const path of coming) for (const folder of foldersOf(path)) if (going.has(folder)) remove(out, folder)
  for (const path of going) if (foldersOf(path).some((folder) => coming.has(folder))) remove(out, path)
}

function foldersOf(path: string): string[] {
  const folder = dirname(path)
  return folder === '.' ? [] : [folder, ...foldersOf(folder)]
}

/**
 * Deletes files that are no part of the site any more. Those of the snapshot that are named by their content stay for
 * one build: a reader may have its manifest.
 */
export function deleteUnused({ out, record }: Output, before: ReadonlySet<string>): void {
  const kept = record.filesOf([KEPT]).map(({ path }) => path)
  const used = record.used(kept)
  const forgotten: string[] = []
  for (const path of kept) {
    const stays = isNamedByContent(path) && !before.has(path)
    if (stays && !used.has(path)) continue
    if (!used.has(path)) remove(out, path)
    forgotten.push(path)
  }
  record.forget(forgotten)
}

function isNamedByContent(path: string): boolean {
  return /^snapshot\/(?:documents|packs)\//.test(path)
}

/** Removes a file, and the folders that are empty without it. What has taken the place of the file stays. */
function remove(out: string, path: string): void {
  if (!isDone(() => unlinkSync(join(out, path)))) return
  for (const folder of foldersOf(path).slice(0, -1)) if (!isDone(() => rmdirSync(join(out, folder)))) return
}

/** What says that a name is another thing, is none, or is a folder with something in it; EPERM is macOS for a folder. */
const OTHERS: readonly (string | undefined)[] = [
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'EPERM',
  'ENOTEMPTY',
  'EEXIST',
]

function isDone(removal: () => void): boolean {
  try {
    removal()
    return true
  } catch (error) {
    if (!OTHERS.includes(codeOf(error))) throw error
    return false
  }
}
