/** The files of a build are those of others, too, and none of these is ever written into. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { Place } from '../../src/adapters/output/place.ts'
import { BuildWriter } from '../../src/adapters/output/writer.ts'
import { litter } from '../support/output.ts'

const root = mkdtempSync(join(tmpdir(), 'dropfeed-writer-'))
const MANIFEST = 'snapshot/manifest.json'

vi.stubEnv('CI', '')
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true })
})

/** Gives the folder of a build of which `site/same` is carried over, and then written over if there is a text for it. */
async function build(version: string, over?: string): Promise<string> {
  const place = new Place(join(root, 'out'), join(root, 'posts'))
  const writer = new BuildWriter({ place, previous: place.current, record: join(root, 'record'), now: 0 })
  const isCarried = writer.carry('same', 'key')
  writer.recycle()
  if (!isCarried) {
    writer.write('site/same', 'the same')
    writer.close('same', 'key')
  }
  writer.write(MANIFEST, version)
  writer.close('other', version)
  await writer.bringOver()
  await writer.finish()
  if (over !== undefined) writer.write('site/same', over)
  await writer.finish()
  place.commit(writer.folder)
  writer.remember()
  return writer.folder
}

const read = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8')

it.each([
  ['a new folder', ['1', '2']],
  ['the folder of an old build', ['1', '2', '3', '4', '5']],
])('in %s', async (_, versions) => {
  const folders: string[] = []
  for (const version of versions) folders.push(await build(version))
  const before = folders.at(-1) ?? ''
  const after = await build('last', 'not the same')
  expect([read(before, 'site/same'), read(after, 'site/same')]).toEqual(['the same', 'not the same'])
  expect([read(before, MANIFEST), read(after, MANIFEST)]).toEqual([versions.at(-1), 'last'])
  rmSync(join(root, 'out'), { recursive: true })
  rmSync(join(root, 'record'))
})

it('in a new folder where somebody has been at the old one', async () => {
  for (const version of ['1', '2', '3']) await build(version)
  rmSync(join(root, 'out', '.dropfeed', 'spare', 'site'), { recursive: true })
  const last = await build('4')
  expect([read(last, 'site/same'), litter(join(root, 'out'))]).toEqual(['the same', []])
})

it('and one that is the same is the same file', async () => {
  const [one, two] = [await build('1'), await build('2')].map(
    (folder) => statSync(join(folder, 'site/same')).ino,
  )
  expect(one).toBe(two)
})
