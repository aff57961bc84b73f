/** The contents of a site, to be compared. */
import type { MadeDocument } from '../../src/feeds/documents.ts'
import type { Context, Database } from '../../src/site/database.ts'
import { allDiagnostics } from '../../src/site/diagnostics.ts'
import { toLedger } from '../../src/site/entries.ts'
import { pageParts } from '../../src/site/outline.ts'
import type { SiteAt } from '../../src/site/site.ts'

function documentOf({ index, bytes }: MadeDocument) {
  const { past: _, marks, editions, ...rest } = index
  const made = bytes()
  return {
    ...rest,
    // dates of modification and posts that are gone come from changes that a new site has not seen
    marks: marks.slice(0, made.slices.length),
    editions: editions.map(({ modified: _, ...edition }) => edition),
    bytes: [...made.opening, ...made.slices, made.closing].map((part) => new TextDecoder().decode(part)),
  }
}

/** Paths of the files that posts show or offer. */
export function mediaPaths(db: Database): string[] {
  return db
    .all<{ file: string }>('select distinct file from reference where file is not null')
    .map(({ file }) => file)
}

/** Paths of all pages of posts. */
export function pagePaths(db: Database): string[] {
  return pageParts(db, 0).map(({ path }) => path)
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : 1
}

export type Contents = ReturnType<typeof contentsOf>

export function contentsOf(context: Context, at: SiteAt) {
  return {
    manifest: at.manifest,
    media: mediaPaths(context.db)
      .flatMap((path) => at.media(path) ?? [])
      .map((file) => ({ ...file, public: file.public.toSorted((a, b) => a.from - b.from) }))
      .sort(byPath),
    posts: at.posts,
    ledger: toLedger(context.db),
    bases: at.bases,
    pages: pagePaths(context.db)
      .flatMap((path) => at.page(path) ?? [])
      .sort(byPath),
    documents: at.bases.flatMap((base) => at.formats(base)).map(documentOf),
    problems: allDiagnostics(context.db),
  }
}
