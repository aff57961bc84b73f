/** A site that is told of changes, whichever engine is behind it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCompiler } from '../../src/compile.ts'
import { EMPTY_LEDGER } from '../../src/identity/ledger.ts'
import type { Hash } from '../../src/model.ts'
import { apply, type Changes } from '../../src/site/apply.ts'
import type { Context } from '../../src/site/context.ts'
import type { Database } from '../../src/site/database.ts'
import { readSource } from '../../src/site/read.ts'
import { CACHE, createTables, STATE } from '../../src/site/schema.ts'
import { SiteAt } from '../../src/site/site.ts'
import { NOW, type Step, Story, type StoryChanges, site, steps } from './histories.ts'
import { toldOf, toldOfCompilation } from './told.ts'

function read(changes: StoryChanges, hash: Hash): Changes {
  const sources = new Map(
    [...changes.sources].map(([path, source]) => [path, source && readSource(source, site, hash)]),
  )
  return { sources, files: changes.files }
}

/** @param use runs a test with an empty database */
export function applyContract(
  use: <T>(test: (db: Database) => T) => Promise<T>,
  hash: Hash,
  numRuns: number,
): void {
  const withSite = <T>(test: (context: Context) => T) =>
    use((db) => {
      createTables(db, [...CACHE, ...STATE])
      return test({ db, site, hash })
    })

  /** Whether the site shows what the compiler shows after the last step, or after each. */
  const follow = (context: Context, all: readonly Step[], isComparedBetween: boolean) => {
    const compiler = createCompiler(site, hash)
    const story = new Story()
    let ledger = EMPTY_LEDGER
    let at: SiteAt | undefined
    for (const [number, step] of all.entries()) {
      const changes = story.take(step)
      const compilation = compiler.change({ ...changes, ledger }, NOW)
      ledger = compilation.ledger
      const changed = apply(context, read(changes, hash), NOW, { keepsLastGood: true })
      // one that was made before the change shows the same as a new one
      at ??= new SiteAt(context, NOW)
      at.renew(NOW, changed)
      // where last good versions stand in, the address is that of the post as it is now
      const isComparable = compilation.problems.every(({ severity }) => severity !== 'error')
      if (isComparable && (isComparedBetween || number === all.length - 1))
        expect(toldOf(context, at)).toEqual(toldOfCompilation(compilation))
    }
  }

  describe('a site that is told of changes', () => {
    it('shows what the compiler shows', async () => {
      const property = fc.asyncProperty(steps, fc.boolean(), (all, isComparedBetween) =>
        withSite((context) => follow(context, all, isComparedBetween)),
      )
      await fc.assert(property, { numRuns })
    }, 120_000)
  })
}
