/** What lies in the posts folder, by name. */
import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../base/usage-error.ts'
import { POST } from '../content/folder-item.ts'
import { isIgnored, standsFor } from '../content/ignored.ts'
import { persistently } from '../disk/transient.ts'

/** @throws an Error in plain words if the folder is not there or not a folder */
export async function checkFolder(folder: string): Promise<void> {
  await persistently(() => readdir(folder)).catch((error: NodeJS.ErrnoException) => {
    throw unreadableFolder(folder, error)
  })
}

/** Paths of everything below a folder but hidden and temporary files, sorted; links are not followed. */
export async function listFolder(folder: string): Promise<string[]> {
  const entries = await persistently(() => readdir(folder, { withFileTypes: true })).catch(
    (error: NodeJS.ErrnoException) => {
      throw unreadableFolder(folder, error)
    },
  )
  return (await listEntries(folder, '', entries)).sort()
}

/** Whether files of a folder are posts by their names; false where it cannot be read. */
export async function hasPosts(folder: string): Promise<boolean> {
  const paths: readonly string[] = await listFolder(folder).catch(() => [])
  return paths.some((path) => POST.test(path))
}

/** Nothing is waited for but folders: of files there are thousands. */
async function listEntries(root: string, parent: string, entries: readonly Dirent[]): Promise<string[]> {
  const files: string[] = []
  const folders: Promise<string[]>[] = []
  for (const entry of entries) {
    const path = standsFor(parent + entry.name)
    if (isIgnored(path)) continue
    if (entry.isDirectory()) folders.push(listSubfolder(root, path))
    else files.push(path)
  }
  return [files, ...(await Promise.all(folders))].flat()
}

async function listSubfolder(root: string, path: string): Promise<string[]> {
  const children = await persistently(() => readdir(join(root, path), { withFileTypes: true })).catch(
    () => undefined,
  )
  if (children === undefined) return [path]
  const below = await listEntries(root, `${path}/`, children)
  return POST.test(path) ? [path, ...below] : below
}

/** A folder that is not there has been named wrongly, or not at all. */
function unreadableFolder(folder: string, { code }: NodeJS.ErrnoException): Error {
  if (code === 'ENOENT')
    return new UsageError(
      `The folder "${folder}" does not exist. Name another with --posts, or begin: dropfeed new "Hello".`,
    )
  if (code === 'ENOTDIR')
    return new UsageError(
      `"${folder}" is a file, not a folder. Name the folder that holds your posts with --posts.`,
    )
  return new Error(`The folder "${folder}" cannot be read (${code}). Check its permissions.`)
}
