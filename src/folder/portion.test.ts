import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Change } from '../watch/watch.ts'
import { portionOf } from './portion.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-portion-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function written(path: string, size: number): Promise<Change> {
  await writeFile(join(folder, path), 'x'.repeat(size))
  return { path, kind: 'written' }
}

const KB = 1024
const paths = (changes: readonly Change[]) => changes.map(({ path }) => path)

it('leaves long posts beyond 512 KB for later, and no other change', async () => {
  const changes = [
    await written('a.md', 400 * KB),
    await written('b.md', 500 * KB),
    await written('c.md', 400 * KB),
    await written('film.mp4', 2000 * KB),
    await written('short.md', 10 * KB),
    await written('d.md', 100 * KB),
    { path: 'gone.mp3', kind: 'removed' } as const,
  ]
  const { first, rest } = portionOf(folder, changes)
  expect(paths(first)).toEqual(['a.md', 'film.mp4', 'short.md', 'd.md', 'gone.mp3'])
  expect(paths(rest)).toEqual(['b.md', 'c.md'])
})

it('always takes a post, however long it is', async () => {
  const changes = [await written('a.md', 3000 * KB), await written('b.md', 3000 * KB)]
  const { first, rest } = portionOf(folder, changes)
  expect(paths(first)).toEqual(['a.md'])
  expect(paths(portionOf(folder, rest).first)).toEqual(['b.md'])
})

it('a folder of short posts is one portion, however many there are', async () => {
  const changes = await Promise.all(Array.from({ length: 300 }, (_, n) => written(`${n}.md`, 20 * KB)))
  expect(portionOf(folder, changes).rest).toEqual([])
})

it('a folder of long posts that was renamed is one portion', async () => {
  const names = Array.from({ length: 8 }, (_, n) => `${n}.md`)
  const removed = names.map((path): Change => ({ path: `old/${path}`, kind: 'removed' }))
  const changes = [...removed, ...(await Promise.all(names.map((path) => written(path, 300 * KB))))]
  expect(portionOf(folder, changes)).toEqual({ first: changes, rest: [] })
})
