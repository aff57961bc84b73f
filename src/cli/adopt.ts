import { count } from '../base/count.ts'
import { cleanLine } from '../base/text.ts'
import { loadConfig } from '../config/load.ts'
import { parsePost } from '../content/parse.ts'
import { hash } from '../disk/hash.ts'
import { readFolder } from '../folder/files.ts'
import { LedgerFile } from '../folder/ledger.ts'
import { type Addressed, assignAddresses } from '../ids/addresses.ts'
import { type Adoption, adoptIds } from '../ids/adopt.ts'
import { identifyAll } from '../ids/identity.ts'
import type { Ledger } from '../ids/ledger.ts'
import { type Leftover, type Matching, matchFeed } from '../ids/matching.ts'
import { readOldFeed } from '../migrate/old-feed.ts'
import type { Post, Site } from '../model.ts'
import type { CommonOptions } from './options.ts'
import { printJson } from './terminal.ts'

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
  const { entries, next, place } = await readOldFeed(feed)
  const matching = matchFeed(entries, posts)
  const adoption = adoptIds(ledger, matching.matches, posts, options.force ?? false)
  file.ledger = folder.identify(adoption.ledger).ledger
  if (!options.dryRun) await file.save()
  const result = { ...matching, ...adoption, total: entries.length, next, file: file.path }
  if (place !== feed && !options.json) console.log(`${cleanLine(feed)} names the feed ${cleanLine(place)}`)
  if (options.json) tellMachine(result, options)
  else tellPeople(result, options)
  return leftoversOf(result).length === 0 ? 0 : 1
}

interface Result extends Matching, Adoption {
  /** Entries of the old feed. */
  readonly total: number
  readonly next: string | undefined
  /** Path of the ledger. */
  readonly file: string
}

function leftoversOf({ entries, refused, posts }: Result): readonly Leftover[] {
  return [...entries, ...refused, ...posts]
}

function tellMachine(result: Result, { dryRun = false }: AdoptOptions): void {
  const { total, adopted, before, entries, refused, posts, older, next } = result
  printJson({ dryRun, total, adopted, before, entries, refused, posts, older, next })
}

function tellPeople(result: Result, { dryRun = false }: AdoptOptions): void {
  const { total, adopted, older, next } = result
  tell('Entries of the feed without a post:', result.entries)
  tell('Posts that do not get their old id:', result.refused)
  tell('Posts without an entry in the feed:', result.posts)
  if (older > 0) {
    console.log(`${count(older, 'post')} older than the oldest entry of the feed, which has no ids for them.`)
  }
  if (next !== undefined) console.log(`The feed continues at ${cleanLine(next)}\nAdopt that page, too.`)
  const done = dryRun ? 'would be adopted' : 'adopted'
  const before = result.before === 0 ? '' : `, ${result.before} already had theirs`
  console.log(
    `${count(total, 'item')} in the feed, ${count(adopted, 'id')} ${done}${before}, ${leftoversOf(result).length} left over.`,
  )
  if (!dryRun && adopted > 0) console.log(`They are in ${result.file}: commit it with the posts.`)
}

interface Identification {
  readonly posts: readonly Addressed<Post>[]
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
  return {
    identify(known) {
      const { rows, ledger } = identifyAll(posts, new Set(sources.keys()), known, { site, hash })
      const { owners } = assignAddresses(posts, rows, { site, hash })
      return { posts: [...owners.values()], ledger }
    },
  }
}

function tell(title: string, leftovers: readonly Leftover[]): void {
  if (leftovers.length === 0) return
  console.log(title)
  for (const { name, reason } of leftovers) console.log(`  ${cleanLine(name)}: ${cleanLine(reason)}.`)
}
