import { waitForLock } from '../build/lock.ts'
import { truePath } from '../build/target.ts'
import { type LoadedConfig, loadConfig } from '../config/load.ts'
import type { LedgerFile } from '../folder/ledger.ts'
import type { Problem } from '../model.ts'
import { adviceOnAddress, tellAdvice } from './advice.ts'
import { annotate } from './annotations.ts'
import { buildAnew } from './build-anew.ts'
import { type BuildOptions, LOCAL_URL } from './options.ts'
import { withProgress } from './progress.ts'
import { tellBuild } from './tell-build.ts'

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
  const { out } = options
  const unlock = await waitForLock(truePath(out), () =>
    console.error(`Another build is being written to "${out}": waiting until it has finished.`),
  )
  if (unlock === undefined)
    throw new Error(
      `Another build to "${out}" has not finished for ten minutes. End it, and run this one again.`,
    )
  try {
    return await buildAlone(url, options, advise)
  } finally {
    unlock()
  }
}

async function buildAlone(url: string, options: BuildOptions, advise: Advise): Promise<number> {
  const started = performance.now()
  const advice = advise(await loadConfig(options.config))
  let isReplacing = false
  const onReplacing = () => {
    isReplacing = true
  }
  const built = await withProgress(
    (onProgress) => buildAnew(url, { ...options, onReplacing }, onProgress),
    process.stderr,
    () => (isReplacing ? 'Stopped. The next build completes this one.' : 'Stopped. Nothing was replaced.'),
  )
  annotate(built.told.problems, options.posts)
  tellAdvice(advice)
  tellBuild({ ...built, advice }, options, (performance.now() - started) / 1000)
  if (built.isRefused) return 1
  // ids of a look at another instant are not written
  if (options.now === undefined) await saveLedger(built.ledger)
  return 0
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
