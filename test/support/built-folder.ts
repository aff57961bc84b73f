/** Sites of folders in memory, and builds of them. */

import { type FeedChanges, writeBuild } from '../../src/build/build.ts'
import { hash } from '../../src/disk/hash.ts'
import { KeptLedger } from '../../src/folder/kept-ledger.ts'
import { inMemory } from '../../src/folder/site-database.ts'
import { updateSite } from '../../src/folder/site-folder.ts'
import type { Instant, Site } from '../../src/model.ts'
import { Pool } from '../../src/pool/pool.ts'
import type { Context } from '../../src/site/database.ts'

export interface Folder {
  readonly posts: string
  readonly site: Site
  readonly now: Instant
}

/** The site of a folder at an instant. */
export async function readFolderAt({ posts, site, now }: Folder): Promise<Context> {
  const context = { db: inMemory().db, site, hash }
  const ledger = new KeptLedger(posts, { db: () => context.db, links: site.links })
  await updateSite(
    {
      ...{ folder: posts, context, files: undefined, keepsLastGood: false, vanished: 'accept' },
      pool: new Pool({ runtime: 'worker_threads' }),
    },
    now,
    await ledger.changed(),
  )
  return context
}

export async function buildFolder(folder: Folder, out: string): Promise<FeedChanges | undefined> {
  const context = await readFolderAt(folder)
  return writeBuild({ context, files: undefined, posts: folder.posts, out, now: folder.now })
}
