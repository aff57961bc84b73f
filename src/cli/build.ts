/** A build of the folder as it is at one instant. */
import { existsSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { count } from '../base/count.ts'
import { messageOf } from '../base/message.ts'
import type { OnProgress } from '../base/progress.ts'
import { type FeedChanges, openOut, writeBuild } from '../build/build.ts'
import { waitForLock } from '../build/lock.ts'
import { HOUSE, PARTS, truePath } from '../build/target.ts'
import { loadConfig } from '../config/load.ts'
import { checkFolder } from '../folder/listing.ts'
import { SourceChanged } from '../folder/source-file.ts'
import { undisturbed } from '../folder/undisturbed.ts'
import type { Problem } from '../model.ts'
import { isUsed } from '../site/files.ts'
import { adviceOnAddress, adviceOnHub } from './advice.ts'
import { type OpenedSite, stateIn, withSite } from './opened-site.ts'
import { type BuildOptions, LOCAL_URL, stopping } from './options.ts'
import {
  annotate,
  brokenPosts,
  describeChanges,
  describePosts,
  describeProblems,
  formatProblems,
} from './report.ts'
import type { Summary } from './summary.ts'
import { paint, printJson, withProgress } from './terminal.ts'

/** Posts may change so often during a build. */
const ATTEMPTS = 5

interface Built {
  readonly summary: Summary
  readonly isRefused: boolean
  /** Undefined for the first build, and for one that is refused. */
  readonly changes?: FeedChanges | undefined
}

/** Builds for any static host; advises those who may publish the build. */
export async function build(options: BuildOptions): Promise<number> {
  const config = await loadConfig(options.config)
  return buildFor(LOCAL_URL, options, [...adviceOnAddress(config), ...adviceOnHub(config)])
}

/**
 * Writes `OUT/site` and `OUT/snapshot`. Builds to one folder wait for each other before they read the posts, so the
 * last one to start is the one that stays.
 * @param url the site's address where the configuration has none
 * @returns 1 if a problem stopped the build
 */
export async function buildFor(
  url: string,
  options: BuildOptions,
  advice: readonly Problem[] = [],
): Promise<number> {
  const { out } = options
  const unlock = await waitForLock(truePath(out), () =>
    console.error(`Another build is being written to "${out}": waiting until it has finished.`),
  )
  if (unlock === undefined)
    throw new Error(
      `Another build to "${out}" has not finished for ten minutes. End it, and run this one again.`,
    )
  try {
    const started = performance.now()
    const built = await withProgress((onProgress) => buildAnew(url, options, onProgress))
    report(built, options, advice, (performance.now() - started) / 1000)
    return built.isRefused ? 1 : 0
  } finally {
    unlock()
  }
}

async function buildAnew(url: string, options: BuildOptions, onProgress: OnProgress): Promise<Built> {
  const { out, posts } = options
  await checkFolder(posts)
  const [isNew, isFirst] = [!existsSync(out), !existsSync(join(out, HOUSE))]
  const place = openOut(out, posts)
  try {
    const vanished = options.allowEmpty ? 'accept' : 'refuse'
    const wanted = { ...options, state: stateIn(place), vanished, onProgress } as const
    return await withSite(wanted, url, (opened) => untilUndisturbed(opened, options, onProgress))
  } finally {
    if (isFirst && !PARTS.some((part) => existsSync(join(place, part)))) removeMade(place, isNew)
  }
}

/** Removes what a first build made that wrote nothing, so that the folder does not look like one of builds. */
function removeMade(out: string, isNew: boolean): void {
  try {
    rmSync(join(out, HOUSE), { recursive: true, force: true })
    if (isNew) rmdirSync(out)
  } catch {
    // another program has put a file there
  }
}

/** Starts again when posts change meanwhile. */
async function untilUndisturbed(
  opened: OpenedSite,
  options: BuildOptions,
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

async function buildOnce(
  { context, database, pool, ledger, read }: OpenedSite,
  { posts, out, strict, now: look }: BuildOptions,
  onProgress: OnProgress,
): Promise<Built> {
  const reading = await undisturbed(posts, (path) =>
    console.error(`Waiting for ${join(posts, path)}: another program is writing it.`),
  )
  try {
    const { summary, now } = await read()
    if (stopping(strict, summary.problems).length > 0) return { summary, isRefused: true }
    // a build for another instant must not write ids
    if (look === undefined) await saveLedger(ledger)
    const assure = () => reading.assure((path) => isUsed(context.db, path))
    const { files } = database
    const changes = await writeBuild({ context, files, pool, posts, out, now, assure, onProgress })
    return { summary, isRefused: false, changes }
  } finally {
    await reading.close()
  }
}

/** Before anybody sees an id. The build is complete without the file, so a failure to write it does not fail the build. */
async function saveLedger(ledger: OpenedSite['ledger']): Promise<void> {
  try {
    if (await ledger.save())
      console.error(`The ids of the posts are in ${ledger.path}, which has changed: commit it with them.`)
  } catch (error) {
    console.error(messageOf(error))
  }
}

function report(
  { summary, isRefused, changes }: Built,
  { out, posts, strict, json }: BuildOptions,
  advice: readonly Problem[],
  seconds: number,
): void {
  const { problems, feeds, documents } = summary
  annotate(problems, posts)
  annotate(advice, '')
  if (advice.length > 0) console.error(formatProblems(advice, '', process.stderr))
  if (json) {
    const broken = brokenPosts(problems)
    const rounded = Number(seconds.toFixed(3))
    printJson({ written: !isRefused, out, ...summary, broken, advice, changes, seconds: rounded })
    return
  }
  if (problems.length > 0) console.error(formatProblems(problems, posts, process.stderr))
  if (isRefused) {
    const found = count(stopping(strict, problems).length, strict === 'errors' ? 'error' : 'problem')
    console.error(`Nothing was written: ${found}.`)
    return
  }
  const parts = [
    `Built ${describePosts(summary)} into ${count(feeds, 'feed')} (${count(documents, 'document')}) in ${out}`,
    describeChanges(changes),
    problems.length === 0 ? '' : paint('yellow', describeProblems(problems)),
  ]
  console.log(`${parts.filter(Boolean).join('; ')}; ${seconds.toFixed(1)} s.`)
}
