/** A posts folder that is read as a whole, once: nobody shall be writing in it meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises'
import { MAY_BE_POST } from '../content/folder-item.ts'
import { watchFolder } from '../watch/watch.ts'
import { SourceChanged } from './source-file.ts'

/** In milliseconds. How often to ask whether a post is complete… */
const RECHECK = 20
/** …and how long. */
const PATIENCE = 10_000

export interface Undisturbed {
  /**
   * @param isUsed which files matter besides posts
   * @throws {SourceChanged} if one has changed since, or is being written now
   */
  assure(isUsed: (path: string) => boolean): Promise<void>
  close(): Promise<void>
}

/**
 * Waits until every post is complete, and notices from then on what changes.
 * @param onWaiting called for a post that is being written for two seconds
 * @throws an Error in plain words if one is not complete after ten
 */
export async function undisturbed(folder: string, onWaiting: (path: string) => void): Promise<Undisturbed> {
  const changed = new Set<string>()
  const watcher = await watchFolder(
    folder,
    (changes) => {
      for (const { path } of changes) changed.add(path)
    },
    // what cannot be watched can be read all the same
    { onWaiting, onError: () => {} },
  )
  const unfinished = () => [...watcher.unreported()].find((path) => MAY_BE_POST.test(path))
  const end = performance.now() + PATIENCE
  while (unfinished() !== undefined && performance.now() < end) await sleep(RECHECK)
  const path = unfinished()
  if (path !== undefined) {
    await watcher.close()
    throw new Error(
      `${path} is still being written by another program. Nothing was replaced. Run the command again when it is closed.`,
    )
  }
  changed.clear()
  return {
    async assure(isUsed) {
      const paths = [...changed, ...(await watcher.overtaken())]
      const path = paths.find((path) => MAY_BE_POST.test(path) || isUsed(path))
      if (path !== undefined) throw new SourceChanged(path)
    },
    close: () => watcher.close(),
  }
}
