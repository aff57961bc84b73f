/** The posts of test/fixtures/hostile in memory; `node test/hostile.ts` asks other programs as well. */
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { SaxesParser } from 'saxes'
import { beforeAll, describe, expect, it } from 'vitest'
import { documents, NOW, SITE } from '../../../test/support/compiled.ts'
import { type Compilation, createCompiler } from '../../../test/support/compiler.ts'
import config from '../../../test/support/hostile.config.ts'
import { differences, tell } from '../../../test/support/story.ts'
import { parseSite } from '../../config/site.ts'
import { hash } from '../../disk/hash.ts'
import { readFolder } from '../../folder/files.ts'

let compilation: Compilation
let bases: string[]
beforeAll(async () => {
  const { sources, files } = await readFolder('test/fixtures/hostile')
  compilation = createCompiler(parseSite(config, SITE), hash).compile(
    { sources: sources.values(), files },
    NOW,
  )
  bases = compilation.manifest.feeds.filter(({ since = 0 }) => since <= NOW).map(({ base }) => base)
})

describe('hostile posts', () => {
  it('make many feeds', () => {
    expect(bases.length).toBeGreaterThan(30)
  })

  it('are well-formed in every feed', () => {
    for (const base of bases) {
      const { rss, atom } = documents(compilation, base)
      for (const document of [rss, atom]) {
        const parser = new SaxesParser({ xmlns: true })
        parser.on('error', (error) => expect.unreachable(`${base}: ${error.message}`))
        parser.write(document).close()
      }
    }
  })

  it('tell the same story in all three formats of every feed', () => {
    expect(bases.flatMap((base) => differences(documents(compilation, base)))).toEqual([])
  })

  it('fit the schema of JSON Feed 1.1', () => {
    const ajv = new Ajv({ allErrors: true })
    formats.default(ajv)
    const isValid = ajv.compile(JSON.parse(readFileSync('test/support/jsonfeed.schema.json', 'utf8')))
    for (const base of bases) {
      expect([isValid(JSON.parse(documents(compilation, base).json)), isValid.errors]).toEqual([true, null])
    }
  })

  it('are told as they were typed', () => {
    const titles = tell.rss(documents(compilation).rss).entries.map(({ title }) => title)
    expect(titles).toEqual(
      expect.arrayContaining([
        'One ]]> two ]]> three ]]>',
        'AT&T, Array<T>, &amp;, &lt;b&gt;, &nbsp;, &copy and &#38;',
        'How </title> and <script>alert(1)</script> got <b>in</b>',
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y "z">]>&y;',
        'urn:hole:0: urn:hole:1: urn:hole:99: $& $1 $` $$',
        '12:30',
        '010',
        'Bell and tail end',
        'High low pair 😀 swapped',
      ]),
    )
  })
})
