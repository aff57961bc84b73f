import { loadConfig } from '../adapters/config.ts'
import { readFolder } from '../adapters/files.ts'
import { hash } from '../adapters/hash.ts'
import { LedgerFile } from '../adapters/ledger.ts'
import { readOldFeed } from '../adapters/old-feed.ts'
import { type Addressed, assignAddresses } from '../addresses.ts'
import { adoptIds } from '../adopt.ts'
import { createIdentify } from '../identity.ts'
import type { Ledger } from '../ledger.ts'
import { type Leftover, matchFeed } from '../matching.ts'
import type { Site } from '../model.ts'
import { parsePost } from '../parse.ts'
import type { CommonOptions } from './compilation.ts'
import { count } from './report.ts'

export interface AdoptOptions extends CommonOptions {
  readonly dryRun?: boolean
  readonly force?: boolean
}

/** Gives posts the ids that they have in the feed of another system; 1 if an entry or a post is left over. */
export async function adopt(feed: string, options: AdoptOptions): Promise<number> {
  const { siteAt } = await loadConfig(options.config)
  const file = await LedgerFile.open(options.posts)
  const folder = await readPosts(options.posts, siteAt('http://localhost'))
  const { posts, ledger } = folder.identify(file.ledger)
  const { entries, next } = await readOldFeed(feed)
  const matching = matchFeed(entries, posts)
  const adoption = adoptIds(ledger, matching.matches, posts, options.force ?? false)
  const leftovers = [...matching.entries, ...adoption.refused, ...matching.posts]
  tell('Entries of the feed without a post:', matching.entries)
  tell('Posts that do not get their old id:', adoption.refused)
  tell('Posts without an entry in the feed:', matching.posts)
  if (matching.older > 0) {
    console.log(
      `${count(matching.older, 'post')} older than the oldest entry of the feed: no id to adopt for them here.`,
    )
  }
  if (next !== undefined) console.log(`The feed goes on at ${next}\nAdopt that, too.`)
  file.ledger = folder.identify(adoption.ledger).ledger
  if (!options.dryRun) await file.save()
  const done = options.dryRun ? 'would be adopted' : 'adopted'
  const before = adoption.before === 0 ? '' : `, ${adoption.before} had been before`
  console.log(
    `${count(entries.length, 'item')} in the feed, ${count(adoption.adopted, 'id')} ${done}${before}, ${leftovers.length} left over.`,
  )
  if (!options.dryRun && adoption.adopted > 0)
    console.log(`They are in ${file.path}: commit it with the posts.`)
  return leftovers.length === 0 ? 0 : 1
}

interface Identification {
  readonly posts: readonly Addressed[]
  /** Has a row for each of the posts. */
  readonly ledger: Ledger
}

/** The posts of a folder, and who they are with a given ledger. */
async function readPosts(
  folder: string,
  site: Site,
): Promise<{ identify: (known: Ledger) => Identification }> {
  const { sources } = await readFolder(folder)
  const posts = [...sources.values()].flatMap((source) => parsePost(source, site).post ?? [])
  const identify = createIdentify(site, hash)
  return {
    identify(known) {
      const { ids, ledger } = identify(posts, new Set(sources.keys()), known)
      return { posts: assignAddresses(posts, ids, { site, hash }).addressed, ledger }
    },
  }
}

function tell(title: string, leftovers: readonly Leftover[]): void {
  if (leftovers.length === 0) return
  console.log(title)
  for (const { name, reason } of leftovers) console.log(`  ${name}: ${reason}.`)
}
