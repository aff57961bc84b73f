/**
 * The sample posts' main feed, byte for byte. After an intended change:
 *
 *   UPDATE_GOLDEN=1 npx vitest run --project unit test/formats/golden
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { readFolder } from '../../src/adapters/folder/files.ts'
import { hash } from '../../src/adapters/hash.ts'
import { withDurations } from '../../src/adapters/media/used-durations.ts'
import { type Compilation, createCompiler } from '../../src/compile.ts'
import { parseSite } from '../../src/config.ts'
import { formats } from '../../src/formats/index.ts'
import { text } from '../support/documents.ts'
import config from '../support/sample.config.ts'
import { differences } from '../support/story.ts'

const NOW = Date.UTC(2026, 6, 1, 12)

let compilation: Compilation
beforeAll(async () => {
  const { sources, files } = await readFolder('posts')
  const site = parseSite(config, 'https://blog.example')
  const built = await withDurations('posts', files, (measured) => ({
    compilation: createCompiler(site, hash).compile({ sources: sources.values(), files: measured }, NOW),
  }))
  compilation = built.compilation
})

describe('the sample posts', () => {
  it('have no problem', () => {
    expect(compilation.problems).toEqual([])
  })

  it.each(formats)('are the same $name as before', ({ file }) => {
    const golden = `test/golden/${file}`
    const written = text(compilation, `/${file}`, NOW)
    if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(golden, written)
    expect(lines(written)).toEqual(lines(readFileSync(golden, 'utf8')))
    expect(written).toBe(readFileSync(golden, 'utf8'))
  })

  it('tell the same story in all three formats of every feed', () => {
    const bases = compilation.manifest.feeds.filter(({ since = 0 }) => since <= NOW).map(({ base }) => base)
    expect(bases.length).toBeGreaterThan(10)
    const found = bases.flatMap((base) =>
      differences({
        rss: text(compilation, `${base}rss.xml`, NOW),
        atom: text(compilation, `${base}atom.xml`, NOW),
        json: text(compilation, `${base}feed.json`, NOW),
      }),
    )
    expect(found).toEqual([])
  })
})

/** A difference is then shown as the lines that differ. */
function lines(document: string): string[] {
  return document.split('\n')
}
