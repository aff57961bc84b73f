import type { LedgerFile } from '../adapters/ledger.ts'
import { writeBuild } from '../adapters/output.ts'
import { type CommonOptions, compileFolder } from './compilation.ts'
import { count, formatProblems } from './report.ts'

export interface BuildOptions extends CommonOptions {
  readonly out: string
  readonly strict?: boolean
}

/**
 * Writes `OUT/site` and `OUT/snapshot`. A post with a problem is left out; with --strict nothing is written.
 */
export async function build(options: BuildOptions, url = 'http://localhost:3000'): Promise<number> {
  const started = performance.now()
  const { compilation, problems, now, ledger } = await compileFolder(options, url)
  if (problems.length > 0) console.error(formatProblems(problems, options.posts))
  if (options.strict && problems.length > 0) {
    console.error(`Nothing was written: ${count(problems.length, 'problem')}.`)
    return 1
  }
  await writeBuild(compilation, options.posts, options.out, now)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const { posts, documents } = compilation
  console.log(
    `Built ${count(posts, 'post')} into ${count(documents.length, 'feed document')} in ${options.out} (${seconds} s).`,
  )
  // what is looked at as it will be then shall leave no trace
  if (options.now === undefined) await saveLedger(ledger)
  return 0
}

/** The build is good without it, now; so failing to write it does not fail the build. */
async function saveLedger(ledger: LedgerFile): Promise<void> {
  try {
    const isNew = await ledger.save()
    if (isNew) console.log(`The ids of the posts are in ${ledger.path}: commit it with them.`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  }
}
