/** The files of a build are those of others, too, and none of these is ever written into. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
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
  writer.bringOver()
  if (over !== undefined) writer.write('site/same', over)
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

const files = (folder: string, ...paths: string[]) => paths.map((path) => statSync(join(folder, path)))

it('a name of a file is another name of the same, and is not when the file has become another', () => {
  const place = new Place(join(root, 'named'), join(root, 'posts'))
  const writer = new BuildWriter({ place, previous: undefined, record: undefined, now: 0 })
  writer.write('snapshot/one', 'tea')
  writer.link('snapshot/one', 'site/a/one')
  const [one, other] = files(writer.folder, 'snapshot/one', 'site/a/one')
  expect([one?.ino, one?.nlink]).toEqual([other?.ino, 2])
  writer.write('snapshot/one', 'coffee')
  expect([read(writer.folder, 'snapshot/one'), read(writer.folder, 'site/a/one')]).toEqual(['coffee', 'tea'])
  writer.link('snapshot/one', 'site/a/one')
  expect(read(writer.folder, 'site/a/one')).toBe('coffee')
})

// memory is a file system of its own, to which no link leads
it.skipIf(!existsSync('/dev/shm'))('a name is a copy where there can be no link', () => {
  const place = new Place(join(root, 'apart'), join(root, 'posts'))
  const record = join(root, 'apart-record')
  const writer = new BuildWriter({ place, previous: undefined, record, now: 0 })
  const elsewhere = mkdtempSync('/dev/shm/dropfeed-writer-')
  symlinkSync(elsewhere, join(writer.folder, 'snapshot'))
  for (const text of ['tea', 'coffee']) {
    writer.write('snapshot/one', text)
    writer.link('snapshot/one', 'site/one')
  }
  writer.close('one', 'key')
  writer.remember()
  const [one, other] = files(writer.folder, 'snapshot/one', 'site/one')
  expect([read(writer.folder, 'site/one'), one?.nlink, other?.nlink]).toEqual(['coffee', 1, 1])
  const next = new BuildWriter({ place, previous: writer.folder, record, now: 0 })
  expect(next.carry('one', 'key')).toBe(true)
  rmSync(elsewhere, { recursive: true })
})

it('parts are one file, more of them than the system takes at once', () => {
  const place = new Place(join(root, 'parts'), join(root, 'posts'))
  const writer = new BuildWriter({ place, previous: undefined, record: undefined, now: 0 })
  const words = Array.from({ length: 3_000 }, (_, number) => (number % 7 === 0 ? '' : `${number} `))
  writer.writeParts(
    'site/one',
    words.map((word) => Buffer.from(word)),
  )
  expect(read(writer.folder, 'site/one')).toBe(words.join(''))
})

it('and one that is the same is the same file', async () => {
  const [one, two] = [await build('1'), await build('2')].map(
    (folder) => statSync(join(folder, 'site/same')).ino,
  )
  expect(one).toBe(two)
})

it('a file of the posts folder is copied, large or small, and no other one that has taken its place', () => {
  const posts = join(root, 'media')
  mkdirSync(join(posts, 'a'), { recursive: true })
  writeFileSync(join(root, 'secret.jpg'), 'secret')
  writeFileSync(join(posts, 'a/photo.jpg'), Buffer.alloc(3_000_000, 'photo'), { mode: 0o600 })
  const place = new Place(join(root, 'copies'), posts)
  const writer = new BuildWriter({ place, previous: undefined, record: undefined, now: 0 })
  writer.copy(posts, 'a/photo.jpg', 'site/photo.jpg')
  expect(read(writer.folder, 'site/photo.jpg')).toBe(read(posts, 'a/photo.jpg'))
  rmSync(join(posts, 'a/photo.jpg'))
  symlinkSync('../../secret.jpg', join(posts, 'a/photo.jpg'))
  expect(() => writer.copy(posts, 'a/photo.jpg', 'site/linked.jpg')).toThrow('a/photo.jpg changed')
  symlinkSync('..', join(posts, 'b'))
  expect(() => writer.copy(posts, 'b/secret.jpg', 'site/below.jpg')).toThrow('ENOTDIR')
  expect(readdirSync(join(writer.folder, 'site'))).toEqual(['photo.jpg'])
})
