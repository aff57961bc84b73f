/**
 * Watches a folder, and reports a file when it is complete: never half-written, however slowly it
 * is written. Two parts: the tree turns the system's events into bare hints ("look at this path"), the inspector looks
 * at the files and asks which process is still writing them.
 */
import { type Change, Inspector } from './inspector.ts'
import { eventsDelivered, Tree } from './tree.ts'

export type { Change } from './inspector.ts'

export interface Watcher {
  /** The paths that changed and are not reported yet: at start, the files that were still being written. */
  unreported(): ReadonlySet<string>
  /** The same, once all events up to now have arrived: a path among them may have been read half-written. */
  overtaken(): Promise<ReadonlySet<string>>
  /** When it resolves, nothing more is reported. */
  close(): Promise<void>
}

export interface WatchOptions {
  /** Called once for a file that is being written for two seconds: it is reported when its writer closes it. */
  readonly onWaiting?: (path: string) => void
  /** Called if something cannot be watched or read. Absent: a warning of the process. */
  readonly onError?: (error: Error) => void
}

/**
 * Calls `onChange` with batches of complete files; both halves of a rename come in one batch. Files only: symbolic
 * links are neither reported nor followed (but for `folder` itself). `folder` need not exist, and may go and come back.
 * Resolves when watching has begun; what changes from then on is reported, and so are files that were being written
 * just then.
 */
export async function watchFolder(
  folder: string,
  onChange: (changes: readonly Change[]) => void,
  options: WatchOptions = {},
): Promise<Watcher> {
  const onError = options.onError ?? ((error: Error) => process.emitWarning(error))
  const tree = new Tree(folder, onError)
  const { onWaiting = () => {} } = options
  const inspector = new Inspector(tree, { onChange, onWaiting, onError })
  inspector.begin(tree.begin(inspector))
  return {
    unreported: () => inspector.unreported(),
    overtaken: async () => {
      await eventsDelivered()
      return inspector.unreported()
    },
    close: () => {
      tree.close()
      return inspector.close()
    },
  }
}
