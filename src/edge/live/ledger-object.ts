/** The ledger of ids in the bucket: read before ids are given, written after, and never over another writer's. */
import { mergeLedgers } from '../../ids/ledger.ts'
import { byHash, formatLedger, LEDGER_NAME, LedgerError, parseLedger } from '../../ids/ledger-file.ts'
import type { LedgerChange } from '../../site/apply.ts'
import { type Context, type Database, setStateValue, stateValue } from '../../site/database.ts'
import { putDiagnostics } from '../../site/diagnostics.ts'
import { ledgerChanges, toLedger } from '../../site/entries.ts'
import { ledgerHead } from '../../site/slugs.ts'
import type { Bucket } from './platform.ts'

/** The ETag of the object whose rows the table has, or had before it changed. */
const ETAG = 'ledger etag'

/** The changes of the table that the object has: see `ledgerChanges`. */
const SAVED = 'ledger saved'

/** In milliseconds: changes that come within this time are written together. */
export const SAVE_AFTER = 2_000

/**
 * The rows that the table has to take; undefined where it has them. An object that cannot be used is reported.
 * @param isServed whether the site goes on without it: the table has what it held
 * @throws {LedgerError}
 */
export async function readLedger(
  db: Database,
  bucket: Bucket,
  isServed: boolean,
): Promise<LedgerChange | undefined> {
  try {
    const rows = await load(db, bucket)
    putDiagnostics(db, 'folder', [LEDGER_NAME], [])
    return rows
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    putDiagnostics(db, 'folder', [LEDGER_NAME], [error.problem])
    if (!isServed) throw error
  }
}

async function load(db: Database, bucket: Bucket): Promise<LedgerChange | undefined> {
  const object = await bucket.get(LEDGER_NAME)
  if (object === null) {
    setStateValue(db, ETAG, null)
    return undefined
  }
  if (object.etag === stateValue(db, ETAG)) {
    await object.body.cancel()
    return undefined
  }
  const { rows, problems: _, ...head } = parseLedger(new TextDecoder().decode(await object.arrayBuffer()))
  setStateValue(db, ETAG, object.etag)
  return { ledger: mergeLedgers(rows, toLedger(db)), ...head }
}

/** Whether the table has rows that the object has not. */
export function isLedgerBehind(db: Database): boolean {
  return stateValue(db, SAVED) !== ledgerChanges(db)
}

/** @returns whether no other writer has replaced the object meanwhile; if one has, read it first */
export async function saveLedger({ db, site, hash }: Context, bucket: Bucket): Promise<boolean> {
  const known = stateValue(db, ETAG)
  const changes = ledgerChanges(db)
  const text = formatLedger(byHash(toLedger(db), hash), ledgerHead(db, site.links))
  const onlyIf = known === undefined ? { etagDoesNotMatch: '*' } : { etagMatches: known }
  const object = await bucket.put(LEDGER_NAME, new TextEncoder().encode(text), { onlyIf })
  if (object === null) return false
  setStateValue(db, ETAG, object.etag)
  setStateValue(db, SAVED, changes)
  return true
}
