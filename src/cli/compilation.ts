/** What build, check and deploy begin with: the folder, read and compiled once. */
import { loadConfig } from '../adapters/config.ts'
import { readFolder } from '../adapters/files.ts'
import { hash } from '../adapters/hash.ts'
import { LedgerFile } from '../adapters/ledger.ts'
import { type Compilation, createCompiler } from '../compile.ts'
import type { Instant, Problem } from '../model.ts'

/** Options that every command has. */
export interface CommonOptions {
  readonly posts: string
  readonly config?: string
  readonly now?: Instant
}

export interface CompiledFolder {
  readonly compilation: Compilation
  readonly problems: readonly Problem[]
  readonly now: Instant
  /** Settings that the configuration makes itself. */
  readonly configured: ReadonlySet<string>
  /** With what is to be remembered; not written yet. */
  readonly ledger: LedgerFile
}

/**
 * `url` stands in where the configuration names none.
 * @throws an Error in plain words if the folder or its ledger of ids cannot be used
 */
export async function compileFolder(options: CommonOptions, url: string): Promise<CompiledFolder> {
  const config = await loadConfig(options.config)
  const { sources, files, problems } = await readFolder(options.posts)
  const ledger = await LedgerFile.open(options.posts)
  const now = options.now ?? Date.now()
  const compilation = createCompiler(config.siteAt(url), hash).compile(
    { sources: sources.values(), files, ledger: ledger.ledger },
    now,
  )
  ledger.ledger = compilation.ledger
  const configured = config.keys
  return { compilation, problems: [...problems, ...compilation.problems], now, configured, ledger }
}
