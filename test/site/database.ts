/** What the site expects of a database, whichever engine is behind it. */
import { describe, expect, it } from 'vitest'
import type { Database } from '../../src/site/database.ts'
import { CACHE, createState, createTables, dropCache, STATE } from '../../src/site/schema.ts'

/** @param use runs a test with an empty database */
export function databaseContract(use: <T>(test: (db: Database) => T) => Promise<T>): void {
  const withTable = <T>(test: (db: Database) => T) =>
    use((db) => {
      db.run('create table thing (name text primary key, number integer, ratio real, bytes blob) strict')
      return test(db)
    })

  const names = (db: Database) => db.all('select name from thing order by name')

  describe('values', () => {
    it('come back as they were bound', () =>
      withTable((db) => {
        const bytes = new Uint8Array([0, 1, 255])
        db.run('insert into thing values (?, ?, ?, ?)', 'tea \u{1F375}', 1_900_000_000_000, 1.5, bytes)
        expect(db.all('select * from thing').map((row) => Object.assign({}, row))).toEqual([
          { name: 'tea \u{1F375}', number: 1_900_000_000_000, ratio: 1.5, bytes },
        ])
      }))

    it('null stays null', () =>
      withTable((db) => {
        db.run('insert into thing values (?, ?, ?, ?)', 'tea', null, null, null)
        const [row] = db.all<{ number: null; bytes: null }>('select number, bytes from thing')
        expect([row?.number, row?.bytes]).toEqual([null, null])
      }))

    it('whole numbers stay integers in a text of JSON', () =>
      withTable((db) => {
        db.run('insert into thing (name, number) values (?, ?)', 'tea', 5)
        expect(db.all<{ text: string }>("select number || '' as text from thing")[0]?.text).toBe('5')
      }))

    it('a long list is one parameter', () =>
      withTable((db) => {
        const many = Array.from({ length: 20_000 }, (_, number) => `name-${number}`)
        db.run('insert into thing (name) select value from json_each(?)', JSON.stringify(many))
        expect(db.all('select count(*) as count from thing')).toMatchObject([{ count: 20_000 }])
      }))
  })

  describe('a transaction', () => {
    it('returns what its work returns, and keeps what it did', () =>
      withTable((db) => {
        const result = db.transaction(() => {
          db.run("insert into thing (name) values ('a')")
          return 'done'
        })
        expect([result, names(db).length]).toEqual(['done', 1])
      }))

    it('leaves nothing where its work fails', () =>
      withTable((db) => {
        const fail = () =>
          db.transaction(() => {
            db.run("insert into thing (name) values ('a')")
            db.run("insert into thing (name) values ('a')")
          })
        expect(fail).toThrow(/UNIQUE/)
        expect(names(db)).toEqual([])
        db.transaction(() => db.run("insert into thing (name) values ('b')"))
        expect(names(db)).toMatchObject([{ name: 'b' }])
      }))
  })

  describe('the schema', () => {
    it('is created once, and again without harm', () =>
      use((db) => {
        for (const _ of [1, 2]) createTables(db, [...CACHE, ...STATE])
        db.run("insert into cache_value values ('a', 'b')")
        expect(db.all('select value from cache_value')).toMatchObject([{ value: 'b' }])
      }))

    it('loses its cache and keeps its state', () =>
      use((db) => {
        createTables(db, [...CACHE, ...STATE])
        db.run("insert into state_value values ('a', 'kept')")
        db.run("insert into cache_value values ('a', 'lost')")
        dropCache(db)
        createTables(db, CACHE)
        expect(db.all('select value from cache_value')).toEqual([])
        expect(db.all('select value from state_value')).toMatchObject([{ value: 'kept' }])
      }))

    it('leaves a state alone that a newer version wrote', () =>
      use((db) => {
        createState(db)
        createState(db)
        db.run("update state_value set value = '99' where name = 'version'")
        expect(() => createState(db)).toThrow('Another version of dropfeed')
        expect(db.all('select value from state_value')).toMatchObject([{ value: '99' }])
      }))

    it('reads a window of a feed from its index alone, newest first', () =>
      use((db) => {
        createTables(db, CACHE)
        const query = 'select path from membership where feed = ? order by published desc, id limit 50'
        const plan = db.all<{ detail: string }>(`explain query plan ${query}`, 1)
        expect(plan.map(({ detail }) => detail)).toEqual(['SEARCH membership USING PRIMARY KEY (feed=?)'])
      }))
  })
}
