/** `node place-build.ts OUT VERSION`: puts a build of two files into place, each saying which version it is. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Place } from '../../src/adapters/output/place.ts'
import { places } from '../../src/adapters/stores/snapshot-places.ts'

const [, , out = '', version = ''] = process.argv

const place = new Place(out, join(out, '..', 'posts'))
const folder = place.prepare()
for (const [part, file] of [
  ['site', 'rss.xml'],
  ['snapshot', places.manifest],
] as const) {
  mkdirSync(join(folder, part))
  writeFileSync(join(folder, part, file), version)
}
place.commit(folder)
