/**
 * What is remembered of the build that is in place, so that it can be told, without making it again, that nothing has
 * changed. It only ever saves work: whatever is odd about it, the build is made again.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LEDGER_NAME } from '../../identity/ledger.ts'
import type { Instant, Problem } from '../../model.ts'
import { hash } from '../hash.ts'
import { cacheFile } from '../remembered.ts'
import { isInPlace, readRecord, recordFile } from './record.ts'
import { truePath } from './target.ts'

/** What a build tells. */
export interface Told {
  readonly posts: number
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

/** What the build in `out` told, if another one now would be the same. `inputs`: undefined where they are not known. */
export function standing(
  posts: string,
  out: string,
  inputs: string | undefined,
  now: Instant,
): Told | undefined {
  const file = standingFile(out)
  if (file === undefined || inputs === undefined) return undefined
  try {
    const known: Standing = JSON.parse(readFileSync(file, 'utf8'))
    const isSame = known.inputs === inputs && known.ledger === ledgerIn(posts)
    return isSame && isInPlace(readRecord(recordFile(truePath(out))), out, now) ? known.told : undefined
  } catch {
    return undefined
  }
}

/** @param inputs of before the folder was read */
export function rememberStanding(posts: string, out: string, inputs: string | undefined, told: Told): void {
  const file = standingFile(out)
  if (file === undefined) return
  try {
    if (inputs === undefined) rmSync(file, { force: true })
    else writeFileSync(file, JSON.stringify({ inputs, ledger: ledgerIn(posts), told }), { mode: 0o600 })
  } catch {
    rmSync(file, { force: true })
  }
}

function standingFile(out: string): string | undefined {
  return cacheFile(`${hash(truePath(out))}.standing`)
}

function ledgerIn(posts: string): string {
  try {
    return hash(readFileSync(join(posts, LEDGER_NAME)))
  } catch {
    return ''
  }
}
