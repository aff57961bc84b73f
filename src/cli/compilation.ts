/** What build, check, diff and deploy begin with: the folder, read and compiled once. */

import { loadConfig, type SiteAt } from '../adapters/config.ts'
import { fingerprint } from '../adapters/fingerprint.ts'
import { LedgerFile } from '../adapters/folder/ledger.ts'
import { hash } from '../adapters/hash.ts'
import { withDurations } from '../adapters/media/used-durations.ts'
import { activeFiles } from '../adapters/output/active-files.ts'
import { previousIndex } from '../adapters/output/previous.ts'
import type { BuildOptions } from '../adapters/output.ts'
import { digestFolder } from '../adapters/remembered/digests.ts'
import { writerAhead } from '../adapters/threads/ahead.ts'
import { Helpers } from '../adapters/threads/helpers.ts'
import { type Compilation, createCompiler } from '../compile.ts'
import type { Instant, MediaFile, Problem } from '../model.ts'
import type { OnProgress } from '../progress.ts'
import type { CommonOptions } from './options.ts'

export interface CompiledFolder {
  readonly compilation: Compilation
  readonly problems: readonly Problem[]
  readonly now: Instant
  readonly siteAt: SiteAt
  /** With what is to be remembered; not written yet. */
  readonly ledger: LedgerFile
  /** For {@link writeBuild}. */
  readonly buildOptions: BuildOptions
  /** Lets helpers go. */
  finish(): Promise<void>
}

/**
 * `url` stands in where the configuration names none.
 * @throws an Error in plain words if the folder or its ledger of ids cannot be used
 */
export async function compileFolder(
  options: CommonOptions & { readonly out?: string; readonly helpers?: Helpers },
  url: string,
  onProgress: OnProgress = () => {},
): Promise<CompiledFolder> {
  const { siteAt } = await loadConfig(options.config)
  const site = siteAt(url)
  const { helpers = new Helpers() } = options
  const folder = await digestFolder({ folder: options.posts, site, holdsTexts: false, onProgress }, helpers)
  // at once, so that a build that ends too soon was not for nothing
  folder.remember()
  const { sources, files, problems } = folder
  const ledger = await LedgerFile.open(options.posts)
  const now = options.now ?? Date.now()
  // what is looked at as it will be was not served before
  const isSequel = options.out !== undefined && options.now === undefined
  const previous = isSequel ? { previous: previousIndex(options.out) } : {}
  onProgress({ stage: 'compile', done: 0, total: sources.size })
  const compile = (files: ReadonlyMap<string, MediaFile>) => {
    const compiler = createCompiler(site, hash, { read: folder.read, ...previous })
    const content = { sources: sources.values(), files, ledger: ledger.ledger }
    return { compiler, compilation: compiler.compile(content, now) }
  }
  const { compiler, compilation } = await withDurations(options.posts, files, compile)
  onProgress({ stage: 'compile', done: sources.size, total: sources.size })
  ledger.ledger = compilation.ledger
  return {
    compilation,
    problems: [...problems, ...compilation.problems, ...activeFiles(compilation.media, options.posts)],
    now,
    siteAt,
    ledger,
    buildOptions: {
      fingerprint: fingerprint(site),
      press: compiler.press,
      ahead: writerAhead({ folder: options.posts, site, press: compiler.press }, helpers),
      onProgress,
    },
    finish: () => helpers.close(),
  }
}
