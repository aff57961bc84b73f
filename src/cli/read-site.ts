/** Brings the database of a site up to date with its folder, and counts what it has then. */
import { DOCUMENTS } from '../base/paths.ts'
import { activeFiles, activeSiteFiles } from '../build/active-files.ts'
import type { SiteFolder } from '../folder/folder-update.ts'
import type { KeptLedger } from '../folder/kept-ledger.ts'
import { measureUsed } from '../folder/media/durations.ts'
import type { Scan } from '../folder/scan.ts'
import { updateSite } from '../folder/site-folder.ts'
import type { Instant, Problem } from '../model.ts'
import type { LedgerChange } from '../site/apply.ts'
import type { Context } from '../site/database.ts'
import { addressClashes, allDiagnostics } from '../site/diagnostics.ts'
import { mediaParts } from '../site/outline.ts'
import { SiteAt } from '../site/site.ts'
import { adviceOnWords, missingLedger } from './advice.ts'
import { scheduledOf } from './report.ts'
import { rememberSummary, type Summary } from './summary.ts'

export interface Reading {
  readonly now: Instant
  readonly change: LedgerChange | undefined
  readonly scan: Scan
  readonly ledger: KeptLedger
  /** Whether the ledger should be there, and is not. */
  readonly isMissing: boolean
  /** The file of the configuration. */
  readonly config: string | undefined
}

export async function readSite(
  folder: SiteFolder,
  { now, change, scan, ledger, isMissing, config }: Reading,
): Promise<Summary> {
  const { context, folder: posts } = folder
  rememberSummary(context.db, undefined)
  const { oddities } = await updateSite(folder, now, change, scan)
  await measureUsed(context, posts, now)
  const missing = isMissing ? missingLedger(context.site) : []
  const ofLedger = [...ledger.problems, ...missing]
  const found = [...ofLedger, ...oddities, ...adviceOnWords(context.site, config)]
  const summary = summarize(context, posts, found, now)
  // the ledger is mended when it is written
  if (ofLedger.length === 0) rememberSummary(context.db, summary)
  return summary
}

function summarize(context: Context, posts: string, found: readonly Problem[], now: Instant): Summary {
  const { db } = context
  const site = new SiteAt(context, now)
  const { manifest, bases } = site
  const media = mediaParts(db, now).map(({ file }) => file)
  return {
    posts: site.posts,
    ...scheduledOf(site.scheduled, manifest),
    feeds: manifest.feeds.length,
    documents: bases.length * Object.keys(DOCUMENTS).length,
    problems: [
      ...found,
      ...allDiagnostics(db),
      ...addressClashes(db),
      ...activeFiles(media, posts),
      ...activeSiteFiles(context.site.files),
    ],
  }
}
