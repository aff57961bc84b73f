/** What workers do for a site: read posts, and compose them against the database that another thread writes. */
import type { Instant, Site } from '../../model.ts'
import { type ComposedPost, composePost } from '../../site/compose.ts'
import type { Context } from '../../site/context.ts'
import { readPost, type StampedSource } from '../folder/read-post.ts'
import { hash } from '../hash.ts'
import { openReader, type SiteDatabaseFiles } from '../site-database.ts'

export type Task = ReadTask | ComposeTask

export interface ReadTask {
  readonly kind: 'read'
  readonly folder: string
  readonly site: Site
  readonly paths: readonly string[]
}

export interface ComposeTask {
  readonly kind: 'compose'
  readonly files: SiteDatabaseFiles
  readonly site: Site
  readonly paths: readonly string[]
  readonly now: Instant
}

export function run(task: Task): readonly StampedSource[] | readonly ComposedPost[] {
  return task.kind === 'read' ? read(task) : compose(task)
}

/** Posts that cannot be read are left to the caller, which reports why. */
function read({ folder, site, paths }: ReadTask): StampedSource[] {
  const sources: StampedSource[] = []
  for (const path of paths) {
    const source = readPost(folder, path, site)
    if (source !== undefined) sources.push(source)
  }
  return sources
}

let reading: { readonly key: string; readonly context: Context } | undefined

function compose({ files, site, paths, now }: ComposeTask): ComposedPost[] {
  const key = JSON.stringify([files, site])
  if (reading?.key !== key) reading = { key, context: { db: openReader(files), site, hash } }
  const { context } = reading
  const composed: ComposedPost[] = []
  for (const path of paths) {
    const post = composePost(context, path, now)
    if (post !== undefined) composed.push(post)
  }
  return composed
}
