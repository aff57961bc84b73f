/** A build of the folder as it is at one instant. */
import { existsSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DOCUMENTS } from '../base/paths.ts'
import type { OnProgress } from '../base/progress.ts'
import { type FeedChanges, openOut, writeBuild } from '../build/build.ts'
import { HOUSE, PARTS } from '../build/target.ts'
import type { LedgerFile } from '../folder/ledger.ts'
import { checkFolder } from '../folder/listing.ts'
import { SourceChanged } from '../folder/source-file.ts'
import { undisturbed } from '../folder/undisturbed.ts'
import type { Instant } from '../model.ts'
import { openBuild } from '../serve/disk.ts'
import { visible } from '../snapshot/visibility.ts'
import { type OpenedSite, openSite, type Told } from './opened-site.ts'
import type { BuildOptions } from './options.ts'
import { stopping } from './strict.ts'

/** How often posts may change while a build is at work. */
const ATTEMPTS = 5

type Options = BuildOptions & {
  /** Called before the first file is replaced. */
  readonly onReplacing: () => void
}

export interface Built {
  readonly told: Told
  readonly ledger: LedgerFile
  readonly isRefused: boolean
  /** Absent where there was no build before, and where this one is refused. */
  readonly changes?: FeedChanges | undefined
  /** The build before had posts, and this one has none. */
  readonly isEmptied: boolean
}

export async function buildAnew(url: string, options: Options, onProgress: OnProgress): Promise<Built> {
  const { out, posts } = options
  await checkFolder(posts)
  const [isNew, isFirst] = [out, join(out, HOUSE)].map((path) => !existsSync(path))
  const place = openOut(out, posts)
  try {
    return await buildInto(place, url, options, onProgress)
  } finally {
    const hasFiles = PARTS.some((part) => existsSync(join(place, part)))
    if (isFirst && !hasFiles) removeMade(place, isNew === true)
  }
}

async function buildInto(
  place: string,
  url: string,
  options: Options,
  onProgress: OnProgress,
): Promise<Built> {
  const opened = await openSite({ ...options, state: join(place, HOUSE, 'state.db'), onProgress }, url)
  try {
    return await untilUndisturbed(opened, options, onProgress)
  } finally {
    opened.close()
  }
}

/** Begins again when posts change meanwhile: a build shows the folder as it was at one instant. */
async function untilUndisturbed(
  opened: OpenedSite,
  options: Options,
  onProgress: OnProgress,
): Promise<Built> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await buildOnce(opened, options, onProgress)
    } catch (error) {
      const hasChanged = error instanceof Error && error.name === SourceChanged.name
      if (!hasChanged || attempt === ATTEMPTS) throw error
    }
  }
}

/** Writes nothing if a problem stops the build. */
async function buildOnce(
  { context, database, ledger, read }: OpenedSite,
  options: Options,
  onProgress: OnProgress,
): Promise<Built> {
  const { posts, out, strict = false } = options
  const reading = await undisturbed(posts, (path) =>
    console.error(`Waiting for ${join(posts, path)}: another program is writing it.`),
  )
  try {
    const { told, isUsed, now } = await read()
    if (stopping(strict, told.problems).length > 0) return { told, ledger, isRefused: true, isEmptied: false }
    const isEmptied = told.posts === 0 && (await showsPosts(out, now))
    const assure = async () => {
      await reading.assure(isUsed)
      options.onReplacing()
    }
    const changes = await writeBuild({ context, files: database.files, posts, out, now, assure, onProgress })
    return { told, ledger, isRefused: false, changes, isEmptied }
  } finally {
    await reading.close()
  }
}

/** Whether anybody sees a post in the build in `out` at an instant. */
async function showsPosts(out: string, now: Instant): Promise<boolean> {
  try {
    const build = await (await openBuild(out)).current()
    const main = await build.document(`/${DOCUMENTS.json.file}`)
    const runs = main && visible(main.index, now)?.edition.runs
    return runs !== undefined && runs.length > 0
  } catch {
    return false
  }
}

/** Of a first build that wrote no file nothing stays: else a folder of somebody else would look like one of builds. */
function removeMade(out: string, isNew: boolean): void {
  try {
    rmSync(join(out, HOUSE), { recursive: true, force: true })
    if (isNew) rmdirSync(out)
  } catch {
    // somebody has put something there
  }
}
