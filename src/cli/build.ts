import { join } from 'node:path'
import type { LedgerFile } from '../adapters/ledger.ts'
import { waitForLock } from '../adapters/lock.ts'
import { truePath } from '../adapters/output/target.ts'
import { writeBuild } from '../adapters/output.ts'
import { SourceChanged } from '../adapters/source-file.ts'
import { type Undisturbed, undisturbed } from '../adapters/undisturbed.ts'
import type { Compilation } from '../compile.ts'
import { DOCUMENTS } from '../paths.ts'
import type { OnProgress } from '../progress.ts'
import { annotate } from './annotations.ts'
import { describeChanges, type FeedChanges, watchFeeds } from './changes.ts'
import { type CommonOptions, type CompiledFolder, compileFolder, LOCAL_URL } from './compilation.ts'
import { withProgress } from './progress.ts'
import { count, formatProblems } from './report.ts'
import { paint, printJson } from './terminal.ts'

/** How often posts may change while a build is at work. */
const ATTEMPTS = 5

export interface BuildOptions extends CommonOptions {
  readonly out: string
  readonly strict?: boolean
}

export function build(options: BuildOptions): Promise<number> {
  return buildFor(LOCAL_URL, options)
}

/**
 * Writes `OUT/site` and `OUT/snapshot`. A post with a problem is left out; with --strict nothing is written.
 * `url` stands in where the configuration names none. Builds of one folder wait for each other before they read the
 * posts: what is read last is what stays.
 */
export async function buildFor(url: string, options: BuildOptions): Promise<number> {
  const { out } = options
  const unlock = await waitForLock(truePath(out), () =>
    console.error(`Another build is being written to "${out}": waiting until it has finished.`),
  )
  if (unlock === undefined)
    throw new Error(
      `Another build to "${out}" has not finished for ten minutes. End it, and run this one again.`,
    )
  try {
    return await buildAlone(url, options)
  } finally {
    await unlock()
  }
}

async function buildAlone(url: string, options: BuildOptions): Promise<number> {
  const started = performance.now()
  const changesOf = await watchFeeds(options.out, options.now ?? Date.now())
  const { compiled, isRefused } = await withProgress((onProgress) =>
    compileAndWrite(url, options, onProgress),
  )
  annotate(compiled.problems, options.posts)
  const changes = isRefused ? undefined : await changesOf()
  tell(compiled, options, { isRefused, changes, seconds: (performance.now() - started) / 1000 })
  // what is looked at as it will be then shall leave no trace
  if (!isRefused && options.now === undefined) await saveLedger(compiled.ledger)
  return isRefused ? 1 : 0
}

interface Written {
  readonly compiled: CompiledFolder
  readonly isRefused: boolean
}

/** Begins again when posts change meanwhile: what counts is the folder as it was at one instant. */
async function compileAndWrite(url: string, options: BuildOptions, onProgress: OnProgress): Promise<Written> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await compileAndWriteOnce(url, options, onProgress)
    } catch (error) {
      const hasChanged = error instanceof Error && error.name === SourceChanged.name
      if (!hasChanged || attempt === ATTEMPTS) throw error
    }
  }
}

async function compileAndWriteOnce(
  url: string,
  options: BuildOptions,
  onProgress: OnProgress,
): Promise<Written> {
  const reading = await undisturbed(options.posts, (path) =>
    console.error(`Waiting for ${join(options.posts, path)}: another program is writing it.`),
  )
  try {
    const compiled = await compileFolder(options, url, onProgress)
    return { compiled, isRefused: !(await write(compiled, options, reading)) }
  } finally {
    await reading.close()
  }
}

/** Says whether it did: with --strict no problem is let through. */
async function write(
  compiled: CompiledFolder,
  options: BuildOptions,
  reading: Undisturbed,
): Promise<boolean> {
  const { compilation, problems, now, buildOptions, finish } = compiled
  const assure = () => reading.assure(among(compilation.media))
  try {
    if (options.strict === true && problems.length > 0) return false
    await writeBuild(compilation, options.posts, options.out, now, { ...buildOptions, assure })
    return true
  } finally {
    await finish()
  }
}

function among(media: Compilation['media']): (path: string) => boolean {
  const paths = new Set(Array.from(media, ({ path }) => path))
  return (path) => paths.has(path)
}

interface Outcome {
  readonly isRefused: boolean
  readonly changes: FeedChanges | undefined
  readonly seconds: number
}

function tell(compiled: CompiledFolder, options: BuildOptions, outcome: Outcome): void {
  if (options.json) tellMachine(compiled, options, outcome)
  else tellPeople(compiled, options, outcome)
}

function tellMachine(
  { compilation, problems }: CompiledFolder,
  { out }: BuildOptions,
  { isRefused, changes, seconds }: Outcome,
): void {
  const { posts, manifest } = compilation
  const [feeds, documents, written] = [manifest.feeds.length, documentsOf(compilation), !isRefused]
  printJson({ written, out, posts, feeds, documents, changes, problems, seconds })
}

/** How many there are, archive pages too. */
function documentsOf({ feeds }: Compilation): number {
  return feeds.length * Object.keys(DOCUMENTS).length
}

function tellPeople(
  { compilation, problems }: CompiledFolder,
  { out, posts: folder }: BuildOptions,
  { isRefused, changes, seconds }: Outcome,
): void {
  const { posts, manifest } = compilation
  const found = count(problems.length, 'problem')
  if (problems.length > 0) console.error(formatProblems(problems, folder, process.stderr))
  if (isRefused) {
    console.error(`Nothing was written: ${found}.`)
    return
  }
  const feeds = `${count(manifest.feeds.length, 'feed')} (${count(documentsOf(compilation), 'document')})`
  const told = [
    `Built ${count(posts, 'post')} into ${feeds} in ${out}`,
    describeChanges(changes),
    problems.length === 0 ? '' : paint('yellow', found),
  ]
  console.log(`${told.filter(Boolean).join('; ')}; ${seconds.toFixed(1)} s.`)
}

/** The build is good without it, now; so failing to write it does not fail the build. */
async function saveLedger(ledger: LedgerFile): Promise<void> {
  try {
    const isNew = await ledger.save()
    if (isNew) console.error(`The ids of the posts are in ${ledger.path}: commit it with them.`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  }
}
