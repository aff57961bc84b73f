/** What build, check, diff and deploy begin with: the folder, read and compiled once. */
import { loadConfig, type SiteAt } from '../adapters/config.ts'
import { readFolder } from '../adapters/files.ts'
import { hash } from '../adapters/hash.ts'
import { LedgerFile } from '../adapters/ledger.ts'
import { type Compilation, createCompiler } from '../compile.ts'
import type { Instant, Problem } from '../model.ts'
import type { OnProgress } from '../progress.ts'

/** Options of every command that compiles the folder. */
export interface CommonOptions {
  readonly posts: string
  readonly config?: string
  readonly now?: Instant
  readonly json?: boolean
}

export interface CompiledFolder {
  readonly compilation: Compilation
  readonly problems: readonly Problem[]
  readonly now: Instant
  readonly siteAt: SiteAt
  /** Settings that the configuration makes itself. */
  readonly configured: ReadonlySet<string>
  /** With what is to be remembered; not written yet. */
  readonly ledger: LedgerFile
}

/** Where a site is as long as its configuration names no address. */
export const LOCAL_URL = 'http://localhost:3000'

/**
 * `url` stands in where the configuration names none.
 * @throws an Error in plain words if the folder or its ledger of ids cannot be used
 */
export async function compileFolder(
  options: CommonOptions,
  url: string,
  onProgress: OnProgress = () => {},
): Promise<CompiledFolder> {
  const { siteAt, keys: configured } = await loadConfig(options.config)
  const { sources, files, problems } = await readFolder(options.posts, onProgress)
  const ledger = await LedgerFile.open(options.posts)
  const now = options.now ?? Date.now()
  onProgress({ stage: 'compile', done: 0, total: sources.size })
  const compilation = createCompiler(siteAt(url), hash).compile(
    { sources: sources.values(), files, ledger: ledger.ledger },
    now,
  )
  onProgress({ stage: 'compile', done: sources.size, total: sources.size })
  ledger.ledger = compilation.ledger
  return { compilation, problems: [...problems, ...compilation.problems], now, siteAt, configured, ledger }
}
