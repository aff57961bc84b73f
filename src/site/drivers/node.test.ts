/** The database on Node.js. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { databaseContract } from '../../../test/site/database.ts'
import { openDatabase } from './node.ts'

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dropfeed-sqlite-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'site.db')
}

describe('in memory', () => {
  databaseContract(async (test) => {
    const db = openDatabase(':memory:')
    try {
      return test(db)
    } finally {
      db.close()
    }
  })
})

describe('in a file', () => {
  databaseContract(async (test) => {
    const db = openDatabase(newFile())
    try {
      return test(db)
    } finally {
      db.close()
    }
  })

  it('a reader sees the last commit while a transaction is under way', () => {
    const file = newFile()
    const [writer, reader] = [openDatabase(file), openDatabase(file, { readOnly: true })]
    writer.run('create table thing (name text) strict')
    writer.transaction(() => {
      writer.run("insert into thing values ('tea')")
      expect(reader.all('select * from thing')).toEqual([])
    })
    expect(reader.all('select name from thing')).toMatchObject([{ name: 'tea' }])
    expect(() => reader.run("insert into thing values ('sea')")).toThrow(/readonly/)
    for (const db of [reader, writer]) db.close()
  })
})
