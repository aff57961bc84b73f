import { count } from '../base/count.ts'
import { cleanLine } from '../base/text.ts'
import { adoptIds } from '../migrate/adopt.ts'
import { type Leftover, matchFeed } from '../migrate/matching.ts'
import { readOldFeed } from '../migrate/old-feed.ts'
import { apply } from '../site/apply.ts'
import { toLedger } from '../site/entries.ts'
import { placedPosts } from '../site/posts.ts'
import { withSite } from './opened-site.ts'
import { type CommonOptions, LOCAL_URL } from './options.ts'
import { printJson, printList } from './terminal.ts'

export interface AdoptOptions extends CommonOptions {
  readonly dryRun?: boolean
}

/** Gives posts the ids that they have in the feed of another system; 1 if an entry, or a post of its time, has no match. */
export async function adopt(feed: string, options: AdoptOptions): Promise<number> {
  const { dryRun = false, json } = options
  const result = await adoptFeed(feed, options)
  const { place, file: _, matches: __, ledger: ___, ...counted } = result
  if (place !== feed && !json) console.log(`${cleanLine(feed)} names the feed ${cleanLine(place)}`)
  if (json) printJson({ dryRun, ...counted })
  else printForPeople(result, dryRun)
  return leftoversOf(result).length === 0 ? 0 : 1
}

/** The same without output. */
export async function adoptFeed(feed: string, { dryRun = false, ...options }: AdoptOptions) {
  return withSite(options, LOCAL_URL, async ({ context, ledger, read }) => {
    const { now } = await read()
    const { entries, next, place } = await readOldFeed(feed)
    const posts = placedPosts(context)
    const matching = matchFeed(entries, posts)
    const adoption = adoptIds(toLedger(context.db), matching.matches, posts)
    const changes = { sources: new Map(), files: new Map(), ledger: adoption.ledger }
    apply(context, changes, now, { keepsLastGood: false })
    if (!dryRun) await ledger.save()
    return { ...matching, ...adoption, total: entries.length, next, place, file: ledger.path }
  })
}

type AdoptedFeed = Awaited<ReturnType<typeof adoptFeed>>

function leftoversOf({ entries, refused, posts }: AdoptedFeed): readonly Leftover[] {
  return [...entries, ...refused, ...posts]
}

function printForPeople(result: AdoptedFeed, dryRun: boolean): void {
  const { total, adopted, older, next } = result
  const rows = (leftovers: readonly Leftover[]) => leftovers.map(({ name, reason }) => `${name}: ${reason}.`)
  printList('Entries of the feed without a post:', rows(result.entries))
  printList('Posts that do not get their old id:', rows(result.refused))
  printList('Posts without an entry in the feed:', rows(result.posts))
  if (older > 0) {
    console.log(`${count(older, 'post')} older than the entries of the feed, which has no ids for them.`)
  }
  if (next !== undefined) console.log(`The feed continues at ${cleanLine(next)}\nAdopt that page, too.`)
  const done = dryRun ? 'would be adopted' : 'adopted'
  const before = result.before === 0 ? '' : `, ${result.before} already had theirs`
  console.log(
    `${count(total, 'entry', 'entries')} in the feed, ${count(adopted, 'id')} ${done}${before}, ${leftoversOf(result).length} without a match.`,
  )
  if (!dryRun && adopted > 0) console.log(`Commit ${result.file} with the posts: it has the ids.`)
}
