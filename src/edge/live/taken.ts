/** Keys of the bucket as a change of the site. */
import type { MediaFile } from '../../model.ts'
import type { Changes } from '../../site/apply.ts'
import type { Context } from '../../site/context.ts'
import type { Database } from '../../site/database.ts'
import { putDiagnostics } from '../../site/diagnostics.ts'
import { type ReadSource, readSource } from '../../site/read.ts'
import type { Item } from './items.ts'

/** A key may have been a post and be a file, or the other way round; a key that holds nothing is gone. */
export function changesOf(
  items: readonly Item[],
  { site, hash }: Context,
): Required<Pick<Changes, 'sources' | 'files' | 'stamps'>> {
  const sources = new Map<string, ReadSource | undefined>()
  const files = new Map<string, MediaFile | undefined>()
  const stamps = new Map<string, string>()
  for (const { pending, item, stamp } of items) {
    const { path } = pending
    const isPost = item !== undefined && 'source' in item
    sources.set(path, isPost ? readSource(item.source, site, hash) : undefined)
    files.set(path, item !== undefined && 'file' in item ? item.file : undefined)
    if (stamp !== undefined) stamps.set(path, stamp)
  }
  return { sources, files, stamps }
}

/** Notes the files that are neither posts nor files that a post can use, though a publisher may expect it. */
export function noteOddities(db: Database, items: readonly Item[]): void {
  for (const { pending, item } of items)
    putDiagnostics(
      db,
      'folder',
      [pending.path],
      item !== undefined && 'problem' in item ? [item.problem] : [],
    )
}
