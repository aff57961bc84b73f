import { count } from '../base/count.ts'
import { toMend } from '../base/problem.ts'
import type { OnProgress } from '../base/progress.ts'
import { dropfeed } from '../http/mount.ts'
import { compare, floods } from '../migrate/difference.ts'
import { readPublished } from '../migrate/published-site.ts'
import { readApp } from '../migrate/site-reader.ts'
import { MemoryStore, snapshotOf } from '../site/memory.ts'
import { reportDifference, type SiteDifference } from './difference-report.ts'
import { type Earlier, readEarlier } from './earlier.ts'
import { askForMovedPages, askForOldAddresses } from './old-addresses.ts'
import { type OpenOptions, withSite } from './opened-site.ts'
import { type CommonOptions, LOCAL_URL } from './options.ts'
import { withProgress } from './progress.ts'
import { printJson } from './terminal.ts'

export interface DiffOptions extends CommonOptions {
  readonly against: string
}

/** Tells what subscribers would notice of the posts as they are now; 1 if they would see read ones as unread, or lose the feed. */
export async function diff(options: DiffOptions): Promise<number> {
  const earlier = await readEarlier(options.against)
  const { difference, problems } = await withProgress((onProgress) =>
    compareWith(earlier, { ...options, builds: options.against }, onProgress),
  )
  if (options.json) printJson(forMachines(difference, options.against))
  else reportDifference(difference, earlier)
  if (problems > 0) console.error(`${count(problems, 'problem')} in the posts: see dropfeed check.`)
  return floods(difference) ? 1 : 0
}

/** Entries without their texts. */
function forMachines(difference: SiteDifference, against: string): object {
  const brief = (key: string, value: unknown) => {
    if (key === 'parts' && !Array.isArray(value)) return undefined
    return key === 'published' && Number.isFinite(value) ? new Date(Number(value)).toISOString() : value
  }
  return { against, floods: floods(difference), ...JSON.parse(JSON.stringify(difference, brief)) }
}

interface Comparison {
  readonly difference: SiteDifference
  readonly problems: number
}

/** Where the configuration names no address, the posts are looked at as they would be at the old one. */
async function compareWith(
  earlier: Earlier,
  options: OpenOptions,
  onProgress: OnProgress,
): Promise<Comparison> {
  const url = earlier.url || LOCAL_URL
  return withSite({ ...options, onProgress }, url, async ({ context, read }) => {
    const { site, summary, now } = await read()
    const { url: root, feeds } = context.site
    const app = dropfeed(new MemoryStore(snapshotOf(site)), () => now)
    const { before, after, successors } = earlier.beside(await readPublished(readApp(app, root)))
    const oldAddresses = await askForOldAddresses(app, before, root, earlier.file)
    const difference = compare(before, after, { limit: feeds.limit, ...oldAddresses, successors })
    const movedPages = await askForMovedPages(app, difference, root)
    return { difference: { ...difference, movedPages }, problems: toMend(summary.problems).length }
  })
}
