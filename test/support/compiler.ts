/** A site of sources that a test hands in, in a database in memory. */

import type { MadeDocument } from '../../src/feeds/documents.ts'
import type { Ledger } from '../../src/ids/ledger.ts'
import type { Hash, Instant, MediaFile, Problem, Site, Source } from '../../src/model.ts'
import { apply } from '../../src/site/apply.ts'
import { allDiagnostics } from '../../src/site/diagnostics.ts'
import { openDatabase } from '../../src/site/drivers/node.ts'
import { toLedger } from '../../src/site/entries.ts'
import { readSource } from '../../src/site/read-source.ts'
import { CACHE, createTables, STATE } from '../../src/site/schema.ts'
import { SiteAt } from '../../src/site/site.ts'
import type { FeedDocument, Former, Manifest, Media, Page } from '../../src/snapshot/snapshot.ts'
import { mediaPaths, pagePaths } from '../site/contents.ts'

export interface Folder {
  readonly sources: Iterable<Source>
  readonly files: ReadonlyMap<string, MediaFile>
  readonly ledger?: Ledger
}

/** What of a folder is not as it was, by path; undefined is what has gone. */
export interface FolderChanges {
  readonly sources: ReadonlyMap<string, Source | undefined>
  readonly files: ReadonlyMap<string, MediaFile | undefined>
  readonly ledger: Ledger
}

/** Everything public now or later, until the next change. */
export interface Compilation {
  readonly manifest: Manifest
  readonly media: readonly Media[]
  readonly problems: readonly Problem[]
  readonly posts: number
  readonly scheduled: readonly Instant[]
  readonly ledger: Ledger
  /** The addresses of the feeds: the main feed first, archive pages last. */
  readonly bases: readonly string[]
  document(path: string): MadeDocument | undefined
  page(path: string): Page | undefined
  former(path: string): Former | undefined
  file(path: string): Media | undefined
  readonly documents: readonly FeedDocument[]
  readonly pages: readonly Page[]
  /** The path of each post that has a page, by the path of the page. */
  readonly postsOfPages: ReadonlyMap<string, string>
}

export interface Compiler {
  /** The site of a whole folder. */
  compile(folder: Folder, now: Instant): Compilation
  /** The site after a change of a folder that was compiled before. */
  change(changes: FolderChanges, now: Instant): Compilation
}

export function createCompiler(site: Site, hash: Hash): Compiler {
  const db = openDatabase(':memory:')
  createTables(db, [...CACHE, ...STATE])
  const context = { db, site, hash }
  let known: FolderChanges = { sources: new Map(), files: new Map(), ledger: [] }
  let at: SiteAt | undefined

  const change = ({ sources, files, ledger }: FolderChanges, now: Instant): Compilation => {
    const read = new Map(
      [...sources].map(([path, source]) => [path, source && readSource(source, site, hash)]),
    )
    const given = ledger === known.ledger ? {} : { ledger }
    const changed = apply(context, { sources: read, files, ...given }, now, { keepsLastGood: true })
    at ??= new SiteAt(context, now)
    at.renew(now, changed)
    const rows = toLedger(db)
    known = {
      sources: new Map([...known.sources, ...sources]),
      files: new Map([...known.files, ...files]),
      ledger: rows,
    }
    return compilationOf(at, rows, context.db)
  }

  return {
    change,
    compile: ({ sources, files, ledger = known.ledger }, now) =>
      change(
        {
          sources: differences(known.sources, new Map([...sources].map((source) => [source.path, source]))),
          files: differences(known.files, files),
          ledger,
        },
        now,
      ),
  }
}

function differences<T>(
  before: ReadonlyMap<string, T | undefined>,
  now: ReadonlyMap<string, T>,
): Map<string, T | undefined> {
  const gone = [...before.keys()].filter((path) => !now.has(path))
  const changed = [...now].filter(([path, thing]) => before.get(path) !== thing)
  return new Map([...gone.map((path): [string, T | undefined] => [path, undefined]), ...changed])
}

function compilationOf(at: SiteAt, ledger: Ledger, db: ReturnType<typeof openDatabase>): Compilation {
  return {
    manifest: at.manifest,
    problems: allDiagnostics(db),
    posts: at.posts,
    scheduled: at.scheduled,
    ledger,
    bases: at.bases,
    document: (path) => at.document(path),
    page: (path) => at.page(path),
    former: (path) => at.former(path),
    file: (path) => at.media(path),
    get media() {
      return mediaPaths(db).flatMap((path) => at.media(path) ?? [])
    },
    get documents() {
      return at.bases
        .flatMap((base) => at.formats(base))
        .map(({ index, bytes }): FeedDocument => ({ ...index, ...bytes() }))
    },
    get pages() {
      return pagePaths(db).flatMap((path) => at.page(path) ?? [])
    },
    get postsOfPages() {
      const rows = db.all<{ path: string; page: string }>(
        'select path, page from post where page is not null',
      )
      return new Map(rows.map(({ path, page }) => [page, path]))
    },
  }
}
