/** A site that is contents of changes shows what a new site of the same folder shows, whichever engine is behind it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Ledger } from '../../src/ids/ledger.ts'
import type { Hash } from '../../src/model.ts'
import { apply, type Changes } from '../../src/site/apply.ts'
import type { Database } from '../../src/site/database.ts'
import { readSource } from '../../src/site/read-source.ts'
import { CACHE, createTables, STATE } from '../../src/site/schema.ts'
import { SiteAt } from '../../src/site/site.ts'
import { allSlugs, type Slugs } from '../../src/site/slugs.ts'
import { type Contents, contentsOf } from './contents.ts'
import { NOW, type Step, Story, type StoryChanges, site, steps } from './histories.ts'

/** Runs a test with an empty database. */
type Use = <T>(test: (db: Database) => T) => Promise<T>

/** The folder at some step, the ids from before it, and what the changed site says after it. */
interface State {
  readonly folder: Changes
  readonly ledger: Ledger
  readonly slugs: Slugs
  readonly contents: Contents
}

function read({ sources, files }: StoryChanges, hash: Hash): Changes {
  const known = [...sources].map(([path, source]): [string, ReturnType<typeof readSource> | undefined] => [
    path,
    source && readSource(source, site, hash),
  ])
  return { sources: new Map(known), files }
}

/** Takes all steps in one site. Where last good versions stand in, a new site does not know them. */
function follow(db: Database, hash: Hash, all: readonly Step[]): State[] {
  createTables(db, [...CACHE, ...STATE])
  const context = { db, site, hash }
  const story = new Story()
  const states: State[] = []
  let at: SiteAt | undefined
  let ledger: Ledger = []
  for (const step of all) {
    const changed = apply(context, read(story.take(step), hash), NOW, { keepsLastGood: true })
    // one that was made before the change shows the same as a new one
    at ??= new SiteAt(context, NOW)
    at.renew(NOW, changed)
    const contents = contentsOf(context, at)
    const folder = read({ sources: new Map(story.sources), files: new Map(story.files) }, hash)
    if (contents.problems.every(({ severity }) => severity !== 'error'))
      states.push({ folder, ledger, slugs: allSlugs(db), contents })
    ledger = contents.ledger
  }
  return states
}

/** What a new site of the folder says. */
function anew(db: Database, hash: Hash, { folder, ledger, slugs }: State): Contents {
  createTables(db, [...CACHE, ...STATE])
  const context = { db, site, hash }
  apply(context, { ...folder, ledger, slugs }, NOW, { keepsLastGood: true })
  return contentsOf(context, new SiteAt(context, NOW))
}

export function applyContract(use: Use, hash: Hash, numRuns: number): void {
  describe('a site that is contents of changes', () => {
    it('shows what a new site of the folder shows', async () => {
      const property = fc.asyncProperty(steps, fc.integer(), async (all, chosen) => {
        const states = await use((db) => follow(db, hash, all))
        const some = states[Math.abs(chosen) % states.length]
        for (const state of new Set([some, states.at(-1)]))
          if (state !== undefined) expect(state.contents).toEqual(await use((db) => anew(db, hash, state)))
      })
      await fc.assert(property, { numRuns })
    }, 120_000)
  })
}
