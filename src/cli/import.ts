import { existsSync } from 'node:fs'
import { count } from '../base/count.ts'
import { cleanLine } from '../base/text.ts'
import { readFrontMatter } from '../content/frontmatter.ts'
import { removeLitter } from '../disk/aside.ts'
import { makeFolder } from '../disk/make-folder.ts'
import { readFolder } from '../folder/files.ts'
import { addressKey, type Imported, importPosts, type Present } from '../migrate/import.ts'
import type { Export } from '../migrate/imported-post.ts'
import { MediaFolder } from '../migrate/media-folder.ts'
import { isAddress } from '../migrate/old-feed.ts'
import { openExport } from '../migrate/open-export.ts'
import { adoptFeed } from './adopt.ts'
import type { CommonOptions } from './options.ts'
import { printJson, printList } from './terminal.ts'

export interface ImportOptions extends Omit<CommonOptions, 'now'> {
  readonly site?: string
  readonly media?: boolean
  readonly dryRun?: boolean
}

/** Makes posts of the export of another system, or of its feed; 1 if something of it is not imported as it was. */
export async function importFile(place: string, options: ImportOptions): Promise<number> {
  const { posts, dryRun = false } = options
  const opened = await openExport(place, options.site)
  if (!dryRun) {
    makeFolder(posts)
    removeLitter(posts)
  }
  const present = existsSync(posts)
    ? await readPresent(posts)
    : { byKey: new Map(), paths: new Set<string>() }
  const media = options.media ? new MediaFolder(posts, isAddress(place) ? place : options.site) : undefined
  const done = await importPosts(opened, { folder: posts, present, media, dryRun })
  const failures = media?.failures ?? []
  const refused = done.toAdopt.length === 0 || dryRun ? [] : (await adoptFeed(place, options)).refused
  if (options.json) printJson({ dryRun, ...forMachines(opened, done), notFetched: failures })
  else printForPeople(opened, done, options, media)
  const withoutId = refused.map(({ name, reason }) => withReason({ path: name, reason }))
  if (!options.json) printList('Without the id of the old feed:', withoutId)
  const lost = refused.length + done.asHtml.length + done.lost + failures.length
  return lost === 0 ? 0 : 1
}

/** The posts of the folder, with drafts and broken ones. */
async function readPresent(folder: string): Promise<Present> {
  const { sources, files } = await readFolder(folder)
  const byKey = new Map<string, string>()
  for (const source of sources.values()) {
    const matter = 'text' in source ? readFrontMatter(source) : undefined
    if (matter === undefined || !('fields' in matter)) continue
    const [id, permalink, link, date] = ['id', 'permalink', 'link', 'date'].map((key) =>
      textIn(matter.fields.get(key)),
    )
    if (id !== undefined) byKey.set(id, source.path)
    const address = permalink ?? link
    if (address !== undefined) byKey.set(addressKey(address, date), source.path)
  }
  return { byKey, paths: new Set([...sources.keys(), ...files.keys()]) }
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function forMachines({ kind, next }: Export, done: Imported): object {
  const { skipped, leftovers, toAdopt: _, ...lists } = done
  const [byKind, shortcodes] = [skipped, leftovers].map((map) => Object.fromEntries<unknown>(map))
  return { kind, ...lists, skipped: byKind, shortcodes, next }
}

function printForPeople(
  { kind, next }: Export,
  done: Imported,
  { posts, dryRun }: ImportOptions,
  media: MediaFolder | undefined,
): void {
  const shortcodes = [...done.leftovers].map(
    ([name, paths]) => `[${name}] in ${count(paths.length, 'post')}, such as ${paths[0]}`,
  )
  printList('Held back, with draft: true:', done.held.map(withReason))
  printList('Still HTML, which is too long or nested too deep to become Markdown:', done.asHtml)
  printList('Shortcodes that stay text:', shortcodes)
  if (media !== undefined) printMedia(media, done)
  const skipped = [...done.skipped].map(([name, number]) => `${number} × ${cleanLine(name)}`)
  if (skipped.length > 0) console.log(`Not imported: ${skipped.join(', ')}.`)
  if (next !== undefined) console.log(`The feed continues at ${cleanLine(next)}\nImport that page, too.`)
  const already = done.already.length === 0 ? '' : `, ${done.already.length} already there`
  const verb = dryRun ? 'would be imported' : 'imported'
  console.log(
    `${kind}: ${count(done.written.length, 'post')} ${verb} into ${posts}${already}, ${done.held.length} held back.`,
  )
  if (!dryRun && done.written.length > 0) console.log('Next: dropfeed check')
}

function withReason({ path, reason }: { readonly path: string; readonly reason: string }): string {
  return `${path} (${reason})`
}

function printMedia({ failures, fetched }: MediaFolder, { changed, edited }: Imported): void {
  printList(
    'Not fetched, so these keep their old address; run this again to try again:',
    failures.map(({ address, reason }) => `${address} (${reason})`),
  )
  printList('Changed since they were imported, so their files keep the old address:', edited)
  console.log(`${count(fetched, 'file')} fetched; ${count(changed.length, 'post')} imported earlier changed.`)
}
