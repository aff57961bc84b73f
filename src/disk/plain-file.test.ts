/** Files of a folder: opened without following links, without waiting, and read only where they are small enough. */
import { execFileSync } from 'node:child_process'
import {
  closeSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readFolder } from '../folder/files.ts'
import { isInPlace, openPlainFile, readPlainFile } from './plain-file.ts'

let home: string
let folder: string
const at = (name: string) => join(folder, name)
const text = (path: string, most = 100) => Buffer.from(readPlainFile(folder, path, most).bytes).toString()

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dropfeed-plain-'))
  folder = join(home, 'posts')
  mkdirSync(join(home, 'outside/b'), { recursive: true })
  mkdirSync(at('a/b'), { recursive: true })
  for (const path of ['x.md', 'a/x.md', 'a/b/x.md']) writeFileSync(at(path), 'inside')
  for (const path of ['x.md', 'b/x.md']) writeFileSync(join(home, 'outside', path), 'outside')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('a plain file', () => {
  it.each(['x.md', 'a/x.md', 'a/b/x.md'])('%s is read', (path) => {
    expect(text(path)).toBe('inside')
  })

  it('is read through a link to the folder itself', () => {
    symlinkSync(folder, join(home, 'link'))
    const { bytes } = readPlainFile(join(home, 'link'), 'a/b/x.md', 100)
    expect(Buffer.from(bytes).toString()).toBe('inside')
  })

  it('is read up to the limit, and refused above it without being read', () => {
    expect(text('x.md', 6)).toBe('inside')
    expect(() => text('x.md', 5)).toThrow('has 1 MB, and 1 MB is the most')
    truncateSync(at('x.md'), 1900 * 1024 ** 2)
    expect(() => text('x.md')).toThrow('x.md has 1,900 MB, and 1 MB is the most.')
  })
})

/** What stands in the place of a file, and the words for it. */
const UNFIT: readonly [what: string, make: () => unknown, flaw: string][] = [
  ['a link', () => symlinkSync(join(home, 'outside/x.md'), at('y.md')), 'is a symbolic link'],
  ['a link within the folder', () => symlinkSync('x.md', at('y.md')), 'is a symbolic link'],
  ['a link that leads nowhere', () => symlinkSync('nothing', at('y.md')), 'is a symbolic link'],
  ['a link to a device without an end', () => symlinkSync('/dev/zero', at('y.md')), 'is a symbolic link'],
  ['a FIFO', () => execFileSync('mkfifo', [at('y.md')]), 'is not a plain file'],
  ['a folder', () => mkdirSync(at('y.md')), 'is not a plain file'],
]

describe('what is no plain file', () => {
  it.each(UNFIT)('%s is refused', (_, make, flaw) => {
    make()
    expect(() => text('y.md')).toThrow(`${at('y.md')} ${flaw}.`)
  })

  it('a link on the way, or a way out of the folder, leads nowhere', () => {
    symlinkSync(join(home, 'outside'), at('c'))
    symlinkSync(join(home, 'outside/b'), at('a/c'))
    for (const path of ['c/x.md', 'c/b/x.md', 'a/c/x.md', '../outside/x.md', 'a/../../outside/x.md']) {
      expect(() => text(path), path).toThrow()
    }
  })

  it('closes every file', () => {
    symlinkSync(join(home, 'outside'), at('c'))
    const opened = () => readdirSync('/proc/self/fd').length
    const before = opened()
    for (const path of ['c/x.md', 'a/none/x.md', 'none.md', 'a/b']) {
      expect(() => text(path)).toThrow()
    }
    expect(opened()).toBe(before)
  })

  it('is seen without descriptors, too', () => {
    symlinkSync(join(home, 'outside'), at('c'))
    const inPlace = (from: string, opened: string, path: string) => {
      const file = openPlainFile(from, opened)
      try {
        return [true, false].map((hasDescriptors) => isInPlace(file, folder, path, hasDescriptors))
      } finally {
        closeSync(file.handle)
      }
    }
    expect(inPlace(join(home, 'outside'), 'b/x.md', 'c/b/x.md')).toEqual([false, false])
    expect(inPlace(folder, 'a/b/x.md', 'a/b/x.md')).toEqual([true, true])
    expect(inPlace(folder, 'a/b/x.md', 'a/x.md')).toEqual([false, false])
  })

  it('is no file that an editor replaces while it is open', () => {
    const file = openPlainFile(folder, 'a/x.md')
    writeFileSync(at('new'), 'new')
    renameSync(at('new'), at('a/x.md'))
    expect(isInPlace({ ...file, info: fstatSync(file.handle) }, folder, 'a/x.md')).toBe(true)
    closeSync(file.handle)
  })
})

/** Swaps a folder for a link to another one, and back, until it is ended. */
const SWAP = `
const { renameSync, symlinkSync } = require('node:fs')
const { folder, outside } = require('node:worker_threads').workerData
symlinkSync(outside, folder + '.link')
for (;;) {
  renameSync(folder, folder + '.real')
  renameSync(folder + '.link', folder)
  renameSync(folder, folder + '.link')
  renameSync(folder + '.real', folder)
}`

it('nothing outside is read while a folder on the way is swapped for a link', async () => {
  const swapping = new Worker(SWAP, {
    eval: true,
    workerData: { folder: at('a'), outside: join(home, 'outside') },
  })
  const seen = { inside: 0, refused: 0, outside: 0 }
  const end = performance.now() + 1_000
  while (performance.now() < end) {
    try {
      seen[text('a/b/x.md') === 'inside' ? 'inside' : 'outside']++
    } catch {
      seen.refused++
    }
  }
  await swapping.terminate()
  expect(seen.outside).toBe(0)
  expect(Math.min(seen.inside, seen.refused)).toBeGreaterThan(0)
})

describe('a post', () => {
  it.each([
    ['has 1,900 MB, and 2 MB is the most', () => truncateSync(at('x.md'), 1900 * 1024 ** 2)],
    ['is not a plain file', () => rmSync(at('x.md')) ?? execFileSync('mkfifo', [at('x.md')])],
  ])('that %s is reported, and the others are read', async (flaw, make) => {
    make()
    const { sources } = await readFolder(folder)
    expect(sources.get('x.md')).toMatchObject({ unreadable: { path: 'x.md', what: `The file ${flaw}.` } })
    expect(sources.get('a/x.md')).toEqual({ path: 'a/x.md', text: 'inside' })
  })
})
