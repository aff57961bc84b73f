/** Composes posts in a worker, against the database that another thread writes. */

import { hash } from '../disk/hash.ts'
import { ScratchFile } from '../disk/scratch-file.ts'
import { openReader } from '../folder/site-database.ts'
import { type ComposedRows, composePost, rowsOf } from '../site/compose.ts'
import type { Context } from '../site/database.ts'
import { directoryOf } from '../site/references.ts'
import type { ComposeTask, Workplace } from './tasks.ts'

export const contextOf = once(
  ({ files, site, scratch }: Workplace): Context => ({
    ...{ db: openReader(files), site, hash },
    ...(scratch === undefined ? {} : { scratch: new ScratchFile(scratch) }),
  }),
)

/** Keeps what it made for the last input: a worker works for one site. */
export function once<Input, Output>(make: (input: Input) => Output): (input: Input) => Output {
  let known: { readonly key: string; readonly output: Output } | undefined
  return (input) => {
    const key = JSON.stringify(input)
    if (known?.key !== key) known = { key, output: make(input) }
    return known.output
  }
}

export function compose({ files, site, scratch, paths, now, keepsEntries }: ComposeTask): ComposedRows[] {
  const context = contextOf({ files, site, scratch })
  const directory = directoryOf(context)
  return paths.flatMap((path) => {
    const post = composePost(context, path, now, directory)
    return post === undefined ? [] : rowsOf(post, context, keepsEntries)
  })
}
