/**
 * The sample posts' main feed, byte for byte. After an intended change:
 *
 *   UPDATE_GOLDEN=1 npx vitest run --project unit src/feeds/formats/golden
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { readFolderAt } from '../../../test/support/built-folder.ts'
import { text } from '../../../test/support/documents.ts'
import config from '../../../test/support/sample.config.ts'
import { differences } from '../../../test/support/story.ts'
import { parseSite } from '../../config/site.ts'
import { measureUsed } from '../../folder/media/durations.ts'
import type { Problem } from '../../model.ts'
import { allDiagnostics } from '../../site/diagnostics.ts'
import { SiteAt } from '../../site/site.ts'
import { formats } from './index.ts'

const NOW = Date.UTC(2026, 6, 1, 12)

let site: SiteAt
let problems: readonly Problem[]
beforeAll(async () => {
  const context = await readFolderAt({
    posts: 'posts',
    site: parseSite(config, 'https://blog.example'),
    now: NOW,
  })
  await measureUsed(context, 'posts', NOW)
  site = new SiteAt(context, NOW)
  problems = allDiagnostics(context.db)
})

describe('the sample posts', () => {
  it('have no problem', () => {
    expect(problems).toEqual([])
  })

  it.each(formats)('are the same $name as before', ({ file }) => {
    const golden = `test/golden/${file}`
    const written = text(site, `/${file}`, NOW)
    if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(golden, written)
    expect(lines(written)).toEqual(lines(readFileSync(golden, 'utf8')))
    expect(written).toBe(readFileSync(golden, 'utf8'))
  })

  it('tell the same story in all three formats of every feed', () => {
    const bases = site.manifest.feeds.filter(({ since = 0 }) => since <= NOW).map(({ base }) => base)
    expect(bases.length).toBeGreaterThan(10)
    const found = bases.flatMap((base) =>
      differences({
        rss: text(site, `${base}rss.xml`, NOW),
        atom: text(site, `${base}atom.xml`, NOW),
        json: text(site, `${base}feed.json`, NOW),
      }),
    )
    expect(found).toEqual([])
  })
})

/** A difference is then shown as the lines that differ. */
function lines(document: string): string[] {
  return document.split('\n')
}
