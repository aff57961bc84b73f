/**
 * What is remembered of the build that is in place, so that it can be told, without making it again, that nothing has
 * changed. It only ever saves work: whatever is odd about it, the build is made again.
 */
import { closeSync } from 'node:fs'
import { join } from 'node:path'
import { LEDGER_NAME } from '../../identity/ledger.ts'
import type { Instant, Problem } from '../../model.ts'
import { hash, hashOf } from '../hash.ts'
import { openPlainFile, piecesOf } from '../plain-file.ts'
import { cacheFile, forget, keep, recall } from '../remembered/remembered.ts'
import { isAsWanted } from './links.ts'
import { isInPlace, readRecord, recordFile } from './record.ts'
import { truePath } from './target.ts'

/** What a build tells. */
export interface Told {
  readonly posts: number
  /** Of these, posts that were not public yet. */
  readonly scheduled: number
  /** When the next of them is (RFC 3339). */
  readonly next?: string
  readonly feeds: number
  readonly documents: number
  readonly problems: readonly Problem[]
}

interface Standing {
  readonly inputs: string
  /** Of the file of ids, as the build left it. */
  readonly ledger: string
  readonly told: Told
}

const FORMAT = 'dropfeed standing 2'

/** What the build in `out` told, if another one now would be the same. `inputs`: undefined where they are not known. */
export function standing(
  posts: string,
  out: string,
  inputs: string | undefined,
  now: Instant,
): Told | undefined {
  const known = inputs === undefined ? undefined : recall<Standing>(standingFile(out), FORMAT)
  const isSame = known?.inputs === inputs && known?.ledger === ledgerIn(posts)
  if (known === undefined || !isSame || !isAsWanted(join(out, 'site'))) return undefined
  const { next } = known.told
  // it is scheduled no more
  if (next !== undefined && Date.parse(next) <= now) return undefined
  return isInPlace(readRecord(recordFile(truePath(out))), out, now) ? known.told : undefined
}

/** @param inputs of before the folder was read */
export function rememberStanding(posts: string, out: string, inputs: string | undefined, told: Told): void {
  const file = standingFile(out)
  if (file === undefined) return
  if (inputs === undefined) forget(file)
  else keep(file, FORMAT, { inputs, ledger: ledgerIn(posts), told } satisfies Standing)
}

function standingFile(out: string): string | undefined {
  return cacheFile(`${hash(truePath(out))}.standing`)
}

/** The hash of the ledger; empty where there is none that can be read. */
function ledgerIn(posts: string): string {
  try {
    const { handle } = openPlainFile(posts, LEDGER_NAME)
    try {
      return hashOf(piecesOf(handle))
    } finally {
      closeSync(handle)
    }
  } catch {
    return ''
  }
}
