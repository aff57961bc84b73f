/** Every feed has places of its own, with names that file systems take. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { places } from '../../src/adapters/stores/snapshot-places.ts'
import { DOCUMENTS } from '../../src/paths.ts'
import { fileSlug } from '../../src/slug.ts'

const FILES = Object.values(DOCUMENTS).map(({ file }) => file)

/** Also longer than any name may be. */
const slug = fc.oneof(
  fc.constantFrom('a', 'b', 'rss-xml', 'index-json'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }).map(fileSlug),
)
const base = fc.array(slug, { maxLength: 4 }).map((names) => ['', ...names, ''].join('/'))

it('no two documents or indexes share one, and none stands in the way of another', () => {
  fc.assert(
    fc.property(fc.uniqueArray(base, { maxLength: 8 }), (bases) => {
      const found = bases.flatMap((base) => [
        places.index(base),
        ...FILES.map((file) => places.document(base + file)),
      ])
      expect(new Set(found).size).toBe(found.length)
      const folders = new Set(found.flatMap((place) => foldersOf(place)))
      expect(found.filter((place) => folders.has(place))).toEqual([])
      const names = found.flatMap((place) => place.split('/'))
      expect(names.filter((name) => Buffer.byteLength(name) > 255)).toEqual([])
    }),
  )
})

function foldersOf(place: string): string[] {
  const names = place.split('/')
  return names.slice(0, -1).map((_, index) => names.slice(0, index + 1).join('/'))
}

it('they lie side by side as long as their names are short', () => {
  expect(places.document('/tags/tea/rss.xml')).toBe('/feeds/tags~tea~rss.xml')
  expect(places.index('/')).toBe('/feeds/index.json')
  const long = `/${'journey/'.repeat(12)}`
  expect(places.index(long)).toBe(`/feeds${long}index.json`)
})
