/** A build of the folder as it is at one instant. */
import { existsSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { OnProgress } from '../base/progress.ts'
import { type FeedChanges, openOut, writeBuild } from '../build/build.ts'
import { HOUSE, PARTS } from '../build/target.ts'
import type { KeptLedger } from '../folder/kept-ledger.ts'
import { checkFolder } from '../folder/listing.ts'
import { SourceChanged } from '../folder/source-file.ts'
import { undisturbed } from '../folder/undisturbed.ts'
import { type OpenedSite, type Summary, stateIn, withSite } from './opened-site.ts'
import { type BuildOptions, stopping } from './options.ts'

/** Posts may change so often during a build. */
const ATTEMPTS = 5

type Options = BuildOptions & { readonly onProgress: OnProgress }

export interface Built {
  readonly summary: Summary
  /** Whether the ledger file is another one than before, or why it could not be written. */
  readonly ledger: { readonly path: string; readonly isNew: boolean; readonly error?: unknown }
  readonly isRefused: boolean
  /** Undefined for the first build, and for one that is refused. */
  readonly changes?: FeedChanges | undefined
}

export async function buildAnew(url: string, options: Options): Promise<Built> {
  const { out, posts, onProgress } = options
  await checkFolder(posts)
  const [isNew, isFirst] = [!existsSync(out), !existsSync(join(out, HOUSE))]
  const place = openOut(out, posts)
  try {
    const vanished = options.allowEmpty ? 'accept' : 'refuse'
    const wanted = { ...options, state: stateIn(place), vanished, onProgress } as const
    return await withSite(wanted, url, (opened) => untilUndisturbed(opened, options))
  } finally {
    if (isFirst && !PARTS.some((part) => existsSync(join(place, part)))) removeMade(place, isNew)
  }
}

/** Starts again when posts change meanwhile. */
async function untilUndisturbed(opened: OpenedSite, options: Options): Promise<Built> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await buildOnce(opened, options)
    } catch (error) {
      const hasChanged = error instanceof Error && error.name === SourceChanged.name
      if (!hasChanged || attempt === ATTEMPTS) throw error
    }
  }
}

async function buildOnce(
  { context, database, pool, ledger, read }: OpenedSite,
  options: Options,
): Promise<Built> {
  const { posts, out, strict, onProgress } = options
  const reading = await undisturbed(posts, (path) =>
    console.error(`Waiting for ${join(posts, path)}: another program is writing it.`),
  )
  try {
    const { summary, isUsed, now } = await read()
    if (stopping(strict, summary.problems).length > 0)
      return { summary, ledger: { path: ledger.path, isNew: false }, isRefused: true }
    // a build for another instant must not write ids
    const isLook = options.now !== undefined
    const saved = isLook ? { path: ledger.path, isNew: false } : await saveLedger(ledger)
    const assure = () => reading.assure(isUsed)
    const changes = await writeBuild({
      ...{ context, files: database.files, pool, posts, out, now, assure, onProgress },
    })
    return { summary, ledger: saved, isRefused: false, changes }
  } finally {
    await reading.close()
  }
}

/** Before anybody sees an id. The build is complete without the file, so a failure to write it does not fail the build. */
async function saveLedger(ledger: KeptLedger): Promise<Built['ledger']> {
  const { path } = ledger
  try {
    return { path, isNew: await ledger.save() }
  } catch (error) {
    return { path, isNew: false, error }
  }
}

/** A first build that wrote nothing leaves nothing, so that the folder does not look like one of builds. */
function removeMade(out: string, isNew: boolean): void {
  try {
    rmSync(join(out, HOUSE), { recursive: true, force: true })
    if (isNew) rmdirSync(out)
  } catch {
    // another program has put a file there
  }
}
