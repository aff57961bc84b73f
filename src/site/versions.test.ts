/** Whatever a change of the folder or the clock changes of a page or a document has the version of that change. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Step, Story, site, steps } from '../../test/site/histories.ts'
import { hash } from '../disk/hash.ts'
import { sectionsOf } from '../feeds/feeds.ts'
import { postPage } from '../pages/post.ts'
import { siteAt } from '../pages/site.ts'
import { cut } from '../snapshot/bytes.ts'
import { isPublic, visible } from '../snapshot/visibility.ts'
import { apply } from './apply.ts'
import type { Context } from './database.ts'
import { openDatabase } from './drivers/node.ts'
import { allFeeds } from './feeds.ts'
import { readSource } from './read-source.ts'
import { CACHE, createTables, STATE } from './schema.ts'
import { SiteAt } from './site.ts'
import { siteVersion } from './versions.ts'

const DAY = 86_400_000
const START = Date.UTC(2026, 5, 3)

/** What a static host serves, by address, and the version of each. */
function shown(context: Context, now: number): Map<string, { content: string; version: number }> {
  const { db } = context
  const at = new SiteAt(context, now)
  const found = new Map<string, { content: string; version: number }>()
  const around = siteAt(at.manifest, now)
  const publicPage = (path: string | undefined) => {
    const page = path === undefined ? undefined : at.page(path)
    return page !== undefined && isPublic(page.public, now) ? page : undefined
  }
  for (const { page: path, version } of db.all<{ page: string; version: number }>(
    'select page, version from post where page is not null',
  )) {
    const page = at.page(path)
    if (page === undefined) continue
    const html = isPublic(page.public, now)
      ? postPage({ page, older: publicPage(page.older), newer: publicPage(page.newer) }, around)
      : ''
    found.set(path, { content: JSON.stringify(page) + html, version })
  }
  const document = (base: string, version: number) => {
    for (const { index, bytes } of at.formats(base)) {
      const showing = visible(index, now)
      if (showing === undefined) continue
      const { edition } = showing
      const content = new TextDecoder().decode(cut(index, bytes(), edition, edition.runs))
      found.set(index.path, { content, version })
    }
  }
  const sections = sectionsOf(context.site, (name) => hash(name).slice(0, 6))
  for (const { base, version } of allFeeds(db, sections)) document(base ?? '', version)
  for (const { number, version } of db.all<{ number: number; version: number }>('select * from archive_page'))
    document(`/archive/${number + 1}/`, version)
  return found
}

function changesOf(step: Step, story: Story) {
  const { sources, files } = story.take(step)
  const read = [...sources].map(([path, source]) => [path, source && readSource(source, site, hash)] as const)
  return { sources: new Map(read), files }
}

it('is newer than the version of the site before', () => {
  const days = fc.integer({ min: -1, max: 3 })
  fc.assert(
    fc.property(fc.tuple(steps, fc.array(days, { minLength: 12, maxLength: 12 })), ([all, turns]) => {
      const db = openDatabase(':memory:')
      createTables(db, [...CACHE, ...STATE])
      const context = { db, site, hash }
      const story = new Story()
      let now = START
      apply(context, { sources: new Map(), files: new Map() }, now, { keepsLastGood: false })
      let before = shown(context, now)
      for (const [number, step] of all.entries()) {
        const version = siteVersion(db)
        now += (turns[number] ?? 0) * DAY
        apply(context, changesOf(step, story), now, { keepsLastGood: false })
        const after = shown(context, now)
        const other = [...after].filter(
          ([path, { content }]) => (before.get(path)?.content ?? content) !== content,
        )
        const stale = other.filter(([, part]) => part.version <= version).map(([path]) => path)
        expect(stale).toEqual([])
        before = after
      }
      db.close()
    }),
    { numRuns: Number(process.env.RUNS ?? 25) },
  )
}, 60_000)
