/**
 * `node place-build.ts OUT VERSION`: puts a build of three files into place, two of which say which version it is, and
 * one is the same in all.
 */
import { join } from 'node:path'
import { Place } from '../../src/adapters/output/place.ts'
import { BuildWriter } from '../../src/adapters/output/writer.ts'
import { places } from '../../src/adapters/stores/snapshot-places.ts'

const [, , out = '', version = ''] = process.argv

const place = new Place(out, join(out, '..', 'posts'))
place.mend()
const writer = new BuildWriter({ place, previous: place.current, record: join(out, '..', 'record'), now: 0 })
const isThere = writer.carry('same', 'key')
writer.recycle()
if (!isThere) {
  writer.write('site/tags/tea/rss.xml', 'tea')
  writer.close('same', 'key')
}
for (const path of ['site/rss.xml', `snapshot${places.manifest}`]) writer.write(path, version)
writer.close('version', version)
writer.bringOver()
place.commit(writer.folder)
writer.remember()
