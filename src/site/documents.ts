/** The documents of the site: made from the database when somebody asks, and dated by what was served before. */
import { documentMaker, type MadeDocument } from '../compile/documents.ts'
import { appeared, succeedDocument } from '../compile/succession.ts'
import { formatNamed, formats } from '../formats/index.ts'
import type { FormatName, Instant } from '../model.ts'
import type { DocumentIndex } from '../snapshot.ts'
import type { Database } from './database.ts'
import { first } from './database.ts'

/** What was served of a document the last time. */
function servedDocument(db: Database, path: string): DocumentIndex | undefined {
  const row = first<{ served: string }>(db, 'select served from document where path = ?', path)
  return row && JSON.parse(row.served)
}

/** Notes what is served of a document. */
export function putServed(db: Database, index: DocumentIndex): void {
  db.run('insert or replace into document (path, served) values (?, ?)', index.path, JSON.stringify(index))
}

/** Dates a document by what was served before. */
export function succeed(
  db: Database,
  document: MadeDocument,
  { changed, now }: { changed: Instant | undefined; now: Instant },
): MadeDocument {
  const { index } = document
  const before = servedDocument(db, index.path)
  const next =
    before !== undefined
      ? succeedDocument(before, index, changed ?? now)
      : changed === undefined
        ? index
        : appeared(index, changed)
  return { ...document, index: next }
}

/** The format of a document, by the name of its file. */
export function formatOf(path: string): FormatName | undefined {
  const file = path.slice(path.lastIndexOf('/') + 1)
  return formats.find((format) => format.file === file)?.name
}

export { documentMaker, formatNamed }
