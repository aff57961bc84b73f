/** A database of its own for a test, in a Durable Object. */
import { runInDurableObject } from 'cloudflare:test'
import { exports } from 'cloudflare:workers'
import type { Database } from '../../src/site/database.ts'
import { durableDatabase, type Rows } from '../../src/site/drivers/durable-object.ts'

let used = 0

export async function withDatabase<T>(test: (db: Database) => T, onRows?: (rows: Rows) => void): Promise<T> {
  const stub = exports.SiteObject.getByName(`test-${used++}`)
  return runInDurableObject(stub, (_, { storage }) => test(durableDatabase(storage, onRows)))
}
