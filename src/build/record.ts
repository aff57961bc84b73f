/**
 * The record of a build: which files it wrote, and what they were made of. It lies with the build, in
 * `OUT/.dropfeed/record.db`, so another machine or configuration, or the build after one that was killed, goes on from
 * it.
 */
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { first } from '../site/database.ts'
import { isDamaged, type NodeDatabase, openDatabase } from '../site/drivers/node.ts'
import { HOUSE } from './target.ts'

/** A file of a build. */
export interface WrittenFile {
  /** Below the folder that is built to: `site/rss.xml`. */
  readonly path: string
  /** Of its content; null of a file that was about to be written. */
  readonly hash: string | null
  /** In bytes. */
  readonly size: number
  /** When it was written, as the file system says it, in milliseconds since 1970. */
  readonly time: number
}

/** Files that are made of the same things. */
export interface MadePart {
  /** `page /posts/tea`, `feed /tags/tea/`, `pack pages 12` */
  readonly key: string
  /** What the files were made of, besides the version of the site. */
  readonly of: string
  readonly files: readonly WrittenFile[]
}

/** The state of the site that a complete build shows. */
export interface Shown {
  /** The random name of the cache: versions of another one mean nothing. */
  readonly cache: string
  readonly version: number
  /** When the build was made. */
  readonly now: number
}

/** The part with files of the build before: its readers may still need them. */
export const KEPT = 'kept'

const TABLES = [
  'create table if not exists part (key text primary key, of text not null) strict, without rowid',
  `create table if not exists written (
    part text not null, path text not null, hash text, size integer not null, time real not null,
    primary key (part, path)
  ) strict, without rowid`,
  'create index if not exists written_path on written (path)',
  'create table if not exists value (name text primary key, value text not null) strict, without rowid',
]

/** Counts up when the tables, or the names of files and parts, change. */
const FORMAT = '3'

/** Rows that are read together. */
const SOME = 1000

export class BuildRecord {
  readonly #db: NodeDatabase

  private constructor(db: NodeDatabase) {
    this.#db = db
  }

  /** A record that cannot be read is made again: then everything is made again, too. */
  static open(out: string): BuildRecord {
    const file = fileIn(out)
    try {
      return BuildRecord.#create(file)
    } catch (error) {
      if (!isDamaged(error)) throw error
      for (const ending of ['', '-wal', '-shm']) rmSync(file + ending, { force: true })
      return BuildRecord.#create(file)
    }
  }

  /** For a thread that writes files; another one writes the record. */
  static openReader(out: string): BuildRecord {
    return new BuildRecord(openDatabase(fileIn(out), { readOnly: true }))
  }

  static #create(file: string): BuildRecord {
    const db = openDatabase(file, { synchronous: 'normal' })
    try {
      for (const table of TABLES) db.run(table)
      const record = new BuildRecord(db)
      if (record.#value('format') !== FORMAT) record.#reset()
      return record
    } catch (error) {
      db.close()
      throw error
    }
  }

  /** What the last complete build showed; undefined while none is complete. */
  get shown(): Shown | undefined {
    const text = this.#value('shown')
    return text === undefined ? undefined : JSON.parse(text)
  }

  /** Whether a build was begun and not finished. */
  get isUnfinished(): boolean {
    return this.#value('unfinished') !== undefined
  }

  /** What each part was made of, by its key. */
  parts(): Map<string, string> {
    const rows = this.#db.all<{ key: string; of: string }>('select key, of from part')
    return new Map(rows.map(({ key, of }) => [key, of]))
  }

  /** All files, by the keys of their parts: some at a time, so that memory does not grow with their number. */
  *everyFile(): Generator<WrittenFile & { part: string }> {
    const sql = `select * from written where (part, path) > (?, ?) order by part, path limit ${SOME}`
    let rows: (WrittenFile & { part: string })[]
    for (let [part, path] = ['', '']; ; { part, path } = rows.at(-1) ?? { part, path }) {
      rows = this.#db.all(sql, part, path)
      yield* rows
      if (rows.length < SOME) return
    }
  }

  /** The files of some parts. */
  filesOf(keys: readonly string[]): WrittenFile[] {
    return this.#db.all(
      'select path, hash, size, time from written where part in (select value from json_each(?))',
      JSON.stringify(keys),
    )
  }

  /** Those of some paths whose files are of a part. */
  used(paths: readonly string[]): Set<string> {
    const rows = this.#db.all<{ path: string }>(
      `select path from written where part <> '${KEPT}' and path in (select value from json_each(?))`,
      JSON.stringify(paths),
    )
    return new Set(rows.map(({ path }) => path))
  }

  /** The hash of one of the documents that a feed shows, by the feed's base. @param file its name: `feed.json` */
  shownDocuments(file: string): Map<string, string | null> {
    const rows = this.#db.all<{ base: string; hash: string | null }>(
      `select substr(part, 6) as base, hash from written
       where part glob 'feed *' and path = 'site' || substr(part, 6) || ?`,
      file,
    )
    return new Map(rows.map(({ base, hash }) => [base, hash]))
  }

  /** A file as it was written last. */
  file(path: string): WrittenFile | undefined {
    return first(
      this.#db,
      `select path, hash, size, time from written where path = ? order by part = '${KEPT}' limit 1`,
      path,
    )
  }

  begin(): void {
    this.#setValue('unfinished', '1')
  }

  /** Notes files that are about to be written: if the build is killed, the next one knows that they are its own. */
  expect(files: Iterable<readonly [part: string, path: string]>): void {
    this.#db.transaction(() => {
      for (const [part, path] of files)
        this.#db.run('insert or ignore into written (part, path, size, time) values (?, ?, 0, 0)', part, path)
    })
  }

  /** Replaces what is known of some parts. Files that they no longer have are kept for the readers of the build before. */
  put(parts: readonly MadePart[]): void {
    this.#db.transaction(() => {
      for (const { key, of, files } of parts) {
        this.#db.run(
          `update or replace written set part = ? where part = ?
           and path not in (select value from json_each(?))`,
          ...[KEPT, key, JSON.stringify(files.map(({ path }) => path))],
        )
        this.#db.run('insert or replace into part (key, of) values (?, ?)', key, of)
        for (const { path, hash, size, time } of files)
          this.#db.run(
            'insert or replace into written (part, path, hash, size, time) values (?, ?, ?, ?, ?)',
            ...[key, path, hash, size, time],
          )
      }
    })
  }

  /** Files of a part that are no part of the build any more count as kept. */
  drop(keys: Iterable<string>): void {
    this.#db.transaction(() => {
      for (const key of keys) {
        this.#db.run('update or replace written set part = ? where part = ?', KEPT, key)
        this.#db.run('delete from part where key = ?', key)
      }
    })
  }

  /** Forgets files that are deleted. */
  forget(paths: Iterable<string>): void {
    this.#db.transaction(() => {
      for (const path of paths) this.#db.run('delete from written where part = ? and path = ?', KEPT, path)
    })
  }

  finish(shown: Shown): void {
    this.#db.transaction(() => {
      this.#setValue('shown', JSON.stringify(shown))
      this.#db.run("delete from value where name = 'unfinished'")
    })
  }

  close(): void {
    this.#db.close()
  }

  #reset(): void {
    this.#db.transaction(() => {
      for (const table of ['part', 'written', 'value']) this.#db.run(`delete from ${table}`)
      this.#setValue('format', FORMAT)
    })
  }

  #value(name: string): string | undefined {
    return first<{ value: string }>(this.#db, 'select value from value where name = ?', name)?.value
  }

  #setValue(name: string, value: string): void {
    this.#db.run('insert or replace into value (name, value) values (?, ?)', name, value)
  }
}

function fileIn(out: string): string {
  return join(out, HOUSE, 'record.db')
}

/** Whether a file is as it was written. */
export function isAsWritten(out: string, { path, hash, size, time }: WrittenFile): boolean {
  if (hash === null) return false
  // joined as they are: to put thousands of paths in order takes as long as to ask for the files
  const info = statSync(`${out}/${path}`, { throwIfNoEntry: false })
  return info?.size === size && info.mtimeMs === time
}
