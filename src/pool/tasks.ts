/** What workers do for a site: read posts, compose them, and write a build. */

import type { Instructions, Made } from '../build/maker.ts'
import type { Order } from '../build/orders.ts'
import type { ScratchPlace } from '../disk/scratch-file.ts'
import { persistently } from '../disk/transient.ts'
import { type ReadPath, readPath } from '../folder/read-path.ts'
import type { SiteDatabaseFiles } from '../folder/site-database.ts'
import type { Instant, Site } from '../model.ts'
import type { ComposedRows } from '../site/compose.ts'

export type Task = ReadTask | ComposeTask | MakeTask

export interface ReadTask {
  readonly kind: 'read'
  readonly folder: string
  readonly site: Site
  readonly paths: readonly string[]
}

/** The site that a worker works for. */
export interface Workplace {
  readonly files: SiteDatabaseFiles
  readonly site: Site
  /** Where the bytes of posts are put aside; undefined: nowhere. */
  readonly scratch: ScratchPlace | undefined
}

export interface ComposeTask extends Workplace {
  readonly kind: 'compose'
  /** Whether the entries are wanted as JSON. */
  readonly keepsEntries: boolean
  readonly paths: readonly string[]
  readonly now: Instant
}

export interface MakeTask extends Instructions, Workplace {
  readonly kind: 'make'
  readonly order: Order
}

/** Loads what composing and writing need when they begin: most of the code is theirs, and reading comes first. */
export async function run(task: Task): Promise<readonly ReadPath[] | readonly ComposedRows[] | Made> {
  if (task.kind === 'read') return read(task)
  if (task.kind === 'compose') return (await import('./compose.ts')).compose(task)
  return (await import('./make.ts')).make(task)
}

async function read({ folder, site, paths }: ReadTask): Promise<ReadPath[]> {
  const read: ReadPath[] = []
  for (const path of paths) read.push(await persistently(() => readPath(folder, path, site)))
  return read
}
