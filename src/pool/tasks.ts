/** What workers do for a site: read posts, compose them, and write a build, against the database that another thread writes. */

import { FileWriter } from '../build/file-writer.ts'
import { type Instructions, type Made, Maker } from '../build/maker.ts'
import type { Order } from '../build/orders.ts'
import { BuildRecord } from '../build/record.ts'
import { hash } from '../disk/hash.ts'
import { ScratchFile, type ScratchPlace } from '../disk/scratch-file.ts'
import { persistently } from '../disk/transient.ts'
import { type ReadPath, readPath } from '../folder/read-path.ts'
import { openReader, type SiteDatabaseFiles } from '../folder/site-database.ts'
import type { Instant, Site } from '../model.ts'
import { type ComposedRows, composePost, rowsOf } from '../site/compose.ts'
import type { Context } from '../site/context.ts'
import { directoryOf } from '../site/references.ts'

export type Task = ReadTask | ComposeTask | MakeTask

export interface ReadTask {
  readonly kind: 'read'
  readonly folder: string
  readonly site: Site
  readonly paths: readonly string[]
}

/** The site that a worker works for. */
interface Workplace {
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

export function run(task: Task): Promise<readonly ReadPath[] | Made> | readonly ComposedRows[] {
  if (task.kind === 'make') return make(task)
  return task.kind === 'read' ? read(task) : compose(task)
}

async function read({ folder, site, paths }: ReadTask): Promise<ReadPath[]> {
  const read: ReadPath[] = []
  for (const path of paths) read.push(await persistently(() => readPath(folder, path, site)))
  return read
}

const contextOf = once(
  ({ files, site, scratch }: Workplace): Context => ({
    ...{ db: openReader(files), site, hash },
    ...(scratch === undefined ? {} : { scratch: new ScratchFile(scratch) }),
  }),
)

/** Keeps what it made for the last input: a worker works for one site. */
function once<Input, Output>(make: (input: Input) => Output): (input: Input) => Output {
  let known: { readonly key: string; readonly output: Output } | undefined
  return (input) => {
    const key = JSON.stringify(input)
    if (known?.key !== key) known = { key, output: make(input) }
    return known.output
  }
}

const makerOf = once(({ files, site, scratch, now, posts, out }: Omit<MakeTask, 'kind' | 'order'>) => {
  const writer = new FileWriter(out, BuildRecord.openReader(out))
  return new Maker(contextOf({ files, site, scratch }), { posts, now, out }, writer)
})

async function make({ kind: _, order, ...task }: MakeTask): Promise<Made> {
  return makerOf(task).make(order)
}

function compose({ files, site, scratch, paths, now, keepsEntries }: ComposeTask): ComposedRows[] {
  const context = contextOf({ files, site, scratch })
  const directory = directoryOf(context)
  return paths.flatMap((path) => {
    const post = composePost(context, path, now, directory)
    return post === undefined ? [] : rowsOf(post, context, keepsEntries)
  })
}
