/**
 * The `last_answer` table: the manifest and the documents as the object gave them out last. They are served while the
 * site is made again, after a deployment for example.
 */

import { type Database, first } from '../../site/database.ts'
import type { Bytes, Manifest } from '../../snapshot/snapshot.ts'
import type { SentDocument } from './protocol.ts'

/** Rows, when an object starts. */
const MOST = 1000

/** Of a row, in bytes: the object takes none above 2 MB. */
const LONGEST = 1_900_000

/** The path of the manifest, which no document has. */
const MANIFEST = 'manifest'

const NO_BYTES = new Uint8Array()

export function createLastAnswers(db: Database): void {
  db.run(`create table if not exists last_answer (
    path text primary key, tag text not null, value text not null, bytes blob not null
  ) strict, without rowid`)
  const count = first<{ count: number }>(db, 'select count(*) as count from last_answer')?.count ?? 0
  // most sites have few, and readers ask for them again
  if (count > MOST) db.run('delete from last_answer')
}

/** @param tag another one whenever the document is another one */
export function keepDocument(db: Database, path: string, tag: string, document: SentDocument): void {
  keep(db, { path, tag, value: JSON.stringify(document.index), bytes: document.bytes })
}

export function keepManifest(db: Database, tag: string, manifest: Manifest): void {
  keep(db, { path: MANIFEST, tag, value: JSON.stringify(manifest), bytes: NO_BYTES })
}

export function lastDocument(
  db: Database,
  path: string,
): { readonly tag: string; readonly value: SentDocument } | undefined {
  const row = rowOf(db, path)
  return row && { tag: row.tag, value: { index: JSON.parse(row.value), bytes: row.bytes } }
}

export function lastManifest(
  db: Database,
): { readonly tag: string; readonly manifest: Manifest } | undefined {
  const row = rowOf(db, MANIFEST)
  return row && { tag: row.tag, manifest: JSON.parse(row.value) }
}

interface Row {
  readonly path: string
  readonly tag: string
  readonly value: string
  readonly bytes: Bytes
}

function rowOf(db: Database, path: string): Row | undefined {
  return first<Row>(db, 'select * from last_answer where path = ?', path)
}

function keep(db: Database, { path, tag, value, bytes }: Row): void {
  if (first(db, 'select 1 from last_answer where path = ? and tag = ?', path, tag) !== undefined) return
  db.run('delete from last_answer where path = ?', path)
  if (3 * value.length + bytes.length > LONGEST) return
  const row = [path, tag, value, bytes]
  db.run('insert into last_answer (path, tag, value, bytes) values (?, ?, ?, ?)', ...row)
}
