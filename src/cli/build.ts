import { count } from '../base/count.ts'
import { waitForLock } from '../build/lock.ts'
import { truePath } from '../build/target.ts'
import { loadConfig } from '../config/load.ts'
import type { Problem } from '../model.ts'
import { adviceOnAddress, adviceOnHub, hintOnEmptiness } from './advice.ts'
import { annotate } from './annotations.ts'
import { type Built, buildAnew } from './build-anew.ts'
import { brokenPosts, describeChanges, describePosts, describeProblems } from './counts.ts'
import { type BuildOptions, LOCAL_URL, stopping } from './options.ts'
import { withProgress } from './progress.ts'
import { formatProblems } from './report.ts'
import { paint, printJson } from './terminal.ts'

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
    return await buildAlone(url, options, advice)
  } finally {
    unlock()
  }
}

async function buildAlone(url: string, options: BuildOptions, advice: readonly Problem[]): Promise<number> {
  const started = performance.now()
  const built = await withProgress((onProgress) => buildAnew(url, { ...options, onProgress }))
  reportProblems(built, options, advice)
  const seconds = (performance.now() - started) / 1000
  if (options.json) printJson(forMachines(built, options, advice, seconds))
  else if (!built.isRefused) console.log(summaryOf(built, options, seconds))
  if (built.isRefused) return 1
  const hint = await hintOnEmptiness(built.summary.posts, options.posts)
  if (hint !== undefined) console.error(hint)
  reportLedger(built)
  return 0
}

function reportProblems(
  { summary: { problems }, isRefused }: Built,
  { posts, strict, json }: BuildOptions,
  advice: readonly Problem[],
): void {
  annotate(problems, posts)
  if (advice.length > 0) console.error(formatProblems(advice, '', process.stderr))
  annotate(advice, '')
  if (json) return
  if (problems.length > 0) console.error(formatProblems(problems, posts, process.stderr))
  const found = count(stopping(strict, problems).length, strict === 'errors' ? 'error' : 'problem')
  if (isRefused) console.error(`Nothing was written: ${found}.`)
}

function forMachines(
  { summary, isRefused, changes }: Built,
  { out }: BuildOptions,
  advice: readonly Problem[],
  seconds: number,
): object {
  const broken = brokenPosts(summary.problems)
  const rounded = Number(seconds.toFixed(3))
  return { written: !isRefused, out, ...summary, broken, advice, changes, seconds: rounded }
}

function summaryOf({ summary, changes }: Built, { out }: BuildOptions, seconds: number): string {
  const { feeds, documents, problems } = summary
  const parts = [
    `Built ${describePosts(summary)} into ${count(feeds, 'feed')} (${count(documents, 'document')}) in ${out}`,
    describeChanges(changes),
    problems.length === 0 ? '' : paint('yellow', describeProblems(problems)),
  ]
  return `${parts.filter(Boolean).join('; ')}; ${seconds.toFixed(1)} s.`
}

function reportLedger({ ledger: { path, isNew, error } }: Built): void {
  if (error !== undefined) console.error(error instanceof Error ? error.message : error)
  if (isNew) console.error(`The ids of the posts are in ${path}, which has changed: commit it with them.`)
}
