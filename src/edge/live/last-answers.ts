/**
 * The `last_answer` table: the manifest and the documents as the object gave them out last. They are served while the
 * site is made again, after a deployment for example.
 */
import { type Database, first } from '../../site/database.ts'
import type { Bytes } from '../../snapshot/snapshot.ts'

/** Rows, when an object starts. */
const MOST = 1000

/** Of a row, in bytes: the object takes none above 2 MB. */
const LONGEST = 1_900_000

/** See `Answer`. */
export interface LastAnswer {
  /** Another one whenever the answer is another one. */
  readonly tag: string
  readonly value: string
  readonly bytes: Bytes
}

export function createLastAnswers(db: Database): void {
  db.run(`create table if not exists last_answer (
    path text primary key, tag text not null, value text not null, bytes blob not null
  ) strict, without rowid`)
  const count = first<{ count: number }>(db, 'select count(*) as count from last_answer')?.count ?? 0
  // most sites have few, and readers ask for them again
  if (count > MOST) db.run('delete from last_answer')
}

export function lastAnswer(db: Database, path: string): LastAnswer | undefined {
  return first<LastAnswer>(db, 'select tag, value, bytes from last_answer where path = ?', path)
}

export function keepAnswer(db: Database, path: string, { tag, value, bytes }: LastAnswer): void {
  if (first(db, 'select 1 from last_answer where path = ? and tag = ?', path, tag) !== undefined) return
  db.run('delete from last_answer where path = ?', path)
  if (3 * value.length + bytes.length > LONGEST) return
  const row = [path, tag, value, bytes]
  db.run('insert into last_answer (path, tag, value, bytes) values (?, ?, ?, ?)', ...row)
}
