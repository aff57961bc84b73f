/** A build of the folder as it is at one instant. */
import { join } from 'node:path'
import { SourceChanged } from '../adapters/folder/source-file.ts'
import { type Undisturbed, undisturbed } from '../adapters/folder/undisturbed.ts'
import { writeBuild } from '../adapters/output.ts'
import type { Helpers } from '../adapters/threads/helpers.ts'
import type { Compilation } from '../compile.ts'
import type { OnProgress } from '../progress.ts'
import { compareFeeds, showsPosts } from './compare-feeds.ts'
import { type CompiledFolder, compileFolder } from './compilation.ts'
import { type FeedChanges, NO_CHANGES } from './feed-changes.ts'
import type { BuildOptions } from './options.ts'
import { stopping } from './strict.ts'

/** How often posts may change while a build is at work. */
const ATTEMPTS = 5

type Options = BuildOptions & {
  readonly helpers: Helpers
  /** Called when nothing can come between any more: the build counts before anybody else's turn. */
  readonly onReplacing: () => void
}

export interface Built {
  readonly compiled: CompiledFolder
  readonly isRefused: boolean
  /** Absent where there was no build before, and where this one is refused. */
  readonly changes?: FeedChanges | undefined
  /** The build before had posts, and this one has none. */
  readonly isEmptied: boolean
}

/** Begins again when posts change meanwhile: what counts is the folder as it was at one instant. */
export async function buildAnew(url: string, options: Options, onProgress: OnProgress): Promise<Built> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await compileAndWriteOnce(url, options, onProgress)
    } catch (error) {
      const hasChanged = error instanceof Error && error.name === SourceChanged.name
      if (!hasChanged || attempt === ATTEMPTS) throw error
    }
  }
}

async function compileAndWriteOnce(url: string, options: Options, onProgress: OnProgress): Promise<Built> {
  const reading = await undisturbed(options.posts, (path) =>
    console.error(`Waiting for ${join(options.posts, path)}: another program is writing it.`),
  )
  try {
    const compiled = await compileFolder(options, url, onProgress)
    return { compiled, ...(await write(compiled, options, reading)) }
  } finally {
    await reading.close()
  }
}

/** Writes nothing if a problem stops the build. */
async function write(
  { compilation, problems, now, buildOptions, finish }: CompiledFolder,
  options: Options,
  reading: Undisturbed,
): Promise<Omit<Built, 'compiled'>> {
  // nobody asks to be assured where the build is the one before, file by file
  let changes: FeedChanges | undefined = NO_CHANGES
  let isEmptied = false
  const assure = async () => {
    changes = await compareFeeds(compilation, options.out, now)
    isEmptied = compilation.posts === 0 && (await showsPosts(options.out, now))
    await reading.assure(among(compilation.media))
    options.onReplacing()
  }
  try {
    if (stopping(options.strict ?? false, problems).length > 0) return { isRefused: true, isEmptied }
    await writeBuild(compilation, options.posts, options.out, now, { ...buildOptions, assure })
    return { isRefused: false, changes, isEmptied }
  } finally {
    await finish()
  }
}

function among(media: Compilation['media']): (path: string) => boolean {
  const paths = new Set(Array.from(media, ({ path }) => path))
  return (path) => paths.has(path)
}
