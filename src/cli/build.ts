import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { LoadedConfig } from '../adapters/config.ts'
import { fingerprint } from '../adapters/fingerprint.ts'
import type { LedgerFile } from '../adapters/folder/ledger.ts'
import { hasMorePosts } from '../adapters/folder/listing.ts'
import { keepNurserySmall } from '../adapters/heap.ts'
import { inputsOf } from '../adapters/output/build-inputs.ts'
import { waitForLock } from '../adapters/output/lock.ts'
import { rememberStanding, standing, type Told } from '../adapters/output/standing.ts'
import { truePath } from '../adapters/output/target.ts'
import { Helpers } from '../adapters/threads/helpers.ts'
import type { Problem } from '../model.ts'
import { DOCUMENTS } from '../paths.ts'
import { adviceOnAddress, tellAdvice } from './advice.ts'
import { annotate } from './annotations.ts'
import type { Built } from './build-anew.ts'
import { NO_CHANGES } from './feed-changes.ts'
import { type BuildOptions, LOCAL_URL } from './options.ts'
import { withProgress } from './progress.ts'
import { scheduledAt } from './scheduled.ts'
import { stopping } from './strict.ts'
import { type Outcome, tellBuild } from './tell-build.ts'

/** So many posts are built sooner than helpers are there. */
const FEW = 300

/** What is built here may be published as it is. */
export function build(options: BuildOptions): Promise<number> {
  return buildFor(LOCAL_URL, options, adviceOnAddress)
}

/** What is to be said of the configuration, which is told with every build. */
type Advise = (config: LoadedConfig) => readonly Problem[]

/**
 * Writes `OUT/site` and `OUT/snapshot`. A post with an error is left out; with --strict nothing is written.
 * `url` stands in where the configuration names none. Builds of one folder wait for each other before they read the
 * posts: what is read last is what stays.
 */
export async function buildFor(
  url: string,
  options: BuildOptions,
  advise: Advise = () => [],
): Promise<number> {
  keepNurserySmall()
  const { out } = options
  const unlock = await waitForLock(truePath(out), () =>
    console.error(`Another build is being written to "${out}": waiting until it has finished.`),
  )
  if (unlock === undefined)
    throw new Error(
      `Another build to "${out}" has not finished for ten minutes. End it, and run this one again.`,
    )
  const helpers = new Helpers()
  try {
    return await buildAlone(url, { ...options, helpers }, advise)
  } finally {
    unlock()
    await helpers.close()
  }
}

type Options = BuildOptions & { readonly helpers: Helpers }

async function buildAlone(url: string, options: Options, advise: Advise): Promise<number> {
  const started = performance.now()
  const { posts, out, strict = false, now, helpers } = options
  if (isFirst(out) && hasMorePosts(posts, FEW)) helpers.summon()
  // loaded once helpers have been asked to come: what checks a configuration takes long to load
  const { loadConfig } = await import('../adapters/config.ts')
  const config = await loadConfig(options.config)
  const advice = advise(config)
  // what is looked at as it will be then shall leave no trace, and follow none
  const inputs = now === undefined ? await inputsOf(posts, fingerprint(config.siteAt(url))) : undefined
  const known = standing(posts, out, inputs, Date.now())
  const isRefusable = known !== undefined && stopping(strict, known.problems).length > 0
  const built = known === undefined || isRefusable ? await anew(url, options) : unchanged(known)
  annotate(built.told.problems, posts)
  tellAdvice(advice)
  tellBuild({ ...built, advice }, options, (performance.now() - started) / 1000)
  if (built.isRefused) return 1
  if (built.ledger !== undefined && now === undefined) {
    await saveLedger(built.ledger)
    rememberStanding(posts, out, inputs, built.told)
  }
  return 0
}

/** Whether there is no build to take anything over from. */
function isFirst(out: string): boolean {
  return !existsSync(join(out, 'site'))
}

interface Made extends Outcome {
  readonly ledger?: LedgerFile
}

function unchanged(told: Told): Made {
  return { told, isRefused: false, isEmptied: false, changes: NO_CHANGES }
}

/** What it takes is loaded only now: most of the time to start. */
async function anew(url: string, options: Options): Promise<Made> {
  const { buildAnew } = await import('./build-anew.ts')
  let isInPlace = false
  const onReplacing = () => {
    isInPlace = true
  }
  const built = await withProgress(
    (onProgress) => buildAnew(url, { ...options, onReplacing }, onProgress),
    process.stderr,
    () => (isInPlace ? undefined : 'Stopped. Nothing was replaced.'),
  )
  const { compiled, ...outcome } = built
  return { told: toldOf(compiled), ...outcome, ledger: compiled.ledger }
}

function toldOf({ compilation, problems, now }: Built['compiled']): Told {
  const { posts, manifest, feeds } = compilation
  // of archive pages, too
  const documents = feeds.length * Object.keys(DOCUMENTS).length
  return { posts, ...scheduledAt(compilation, now), feeds: manifest.feeds.length, documents, problems }
}

/** The build is good without it, now; so failing to write it does not fail the build. */
async function saveLedger(ledger: LedgerFile): Promise<void> {
  try {
    const isNew = await ledger.save()
    if (isNew)
      console.error(`The ids of the posts are in ${ledger.path}, which has changed: commit it with them.`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  }
}
