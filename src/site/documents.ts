/** The `document` table: documents as they were served, so that dates never go back and deltas reach across a restart. */
import type { MadeDocument } from '../feeds/documents.ts'
import { appeared, type ServedDocument, succeedDocument } from '../feeds/history.ts'
import type { Instant } from '../model.ts'
import type { DocumentIndex } from '../snapshot/snapshot.ts'
import type { Database } from './database.ts'
import { first } from './database.ts'

/** Documents of feeds that are gone count, too: a tag may come back. */
const MAX_DOCUMENTS = 5000

/** A document as it was served the last time. */
export function servedDocument(db: Database, path: string): ServedDocument | undefined {
  const row = first<{ served: string }>(db, 'select served from document where path = ?', path)
  return row && JSON.parse(row.served)
}

/** Notes that a document is served. */
export function putServed(db: Database, { path, past, marks, editions }: DocumentIndex): void {
  const served: ServedDocument = { past, marks, editions: editions.map(toServed) }
  db.run(
    `insert or replace into document (path, served, number)
     values (?, ?, (select coalesce(max(number), 0) + 1 from document))`,
    ...[path, JSON.stringify(served)],
  )
}

/** Forgets the documents that were served least recently. */
export function forgetServed(db: Database): void {
  db.run(
    `delete from document where number <
     (select number from document order by number desc limit 1 offset ${MAX_DOCUMENTS - 1})`,
  )
}

function toServed({ from, etag, modified, runs }: ServedDocument['editions'][number]) {
  return { from, etag, runs, ...(modified === undefined ? {} : { modified }) }
}

/**
 * Dates a document by what was served before.
 * @param changed when its feed changed last; undefined: not since it was first made
 */
export function succeed(
  document: MadeDocument,
  before: ServedDocument | undefined,
  { changed, now }: { changed: Instant | undefined; now: Instant },
): MadeDocument {
  const { index } = document
  if (before !== undefined) return { ...document, index: succeedDocument(before, index, changed ?? now) }
  return changed === undefined ? document : { ...document, index: appeared(index, changed) }
}
