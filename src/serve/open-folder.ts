/** Feeds from a folder of posts, kept up with while it changes. */
import { readerOf } from '../config/file.ts'
import { parseSite, type SiteConfig } from '../config/site.ts'
import { encode } from '../http/compression.ts'
import type { Feeds } from '../http/mount.ts'
import type { Problem } from '../model.ts'
import { hasOwnHub } from '../push/addresses.ts'
import { type RunningPush, startPush } from './push/push-thread.ts'
import { type FolderEvents, FolderThread } from './thread/folder-thread.ts'

export interface OpenFolderOptions {
  /** The folder with the posts. */
  readonly posts: string
  /**
   * The configuration, as in feed.config.ts; files that it names are looked up in the current folder. Its `url` is where
   * the feeds are mounted: `https://host.example/blog`.
   */
  readonly site: SiteConfig & { readonly url: string }
  /** Is called with all problems: at first and after each change, if there are any. */
  readonly onProblems?: (problems: readonly Problem[]) => void
  /** Is called if something cannot be watched, read or written. Absent: a warning of the process. */
  readonly onError?: (error: Error) => void
}

export interface FolderFeeds extends Feeds {
  close(): Promise<void>
}

/**
 * Posts dropped into the folder are served within a second. The ids of the posts are kept in its ledger. Hubs in the
 * configuration are pinged, and `'self'` is the site's own (WebSub).
 * @throws an Error in plain words if the folder or the configuration cannot be used
 */
export async function openFolder({
  posts,
  site: config,
  onProblems = () => {},
  onError = (error) => process.emitWarning(error),
}: OpenFolderOptions): Promise<FolderFeeds> {
  const site = parseSite(config, config.url, readerOf('.'))
  const report = (problems: readonly Problem[]) => problems.length > 0 && onProblems(problems)
  let push: RunningPush | undefined
  const events: FolderEvents = {
    published: (_changes, { problems, changedFeeds }) => {
      push?.feedsChanged(changedFeeds)
      report(problems)
    },
    waiting: () => {},
    failed: onError,
  }
  const folder = await FolderThread.open({ posts, remembers: true, events }, site)
  if (site.hubs.length > 0) push = startPush({ posts, site, store: folder, events })
  report(folder.state.problems)
  return {
    current: () => folder.current(),
    encode,
    ...(push !== undefined && hasOwnHub(site) ? { hub: push.accept } : {}),
    async close() {
      await folder.close()
      await push?.close()
    },
  }
}
