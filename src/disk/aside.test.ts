/** Files that are replaced in one step: nothing planted beside them is written through, and no one sees half of one. */
import {
  chmodSync,
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
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LedgerFile } from '../folder/ledger.ts'
import { LEDGER_NAME } from '../ids/ledger-file.ts'
import { Aside, removeLitter, replaceFile } from './aside.ts'

/** No process has this number: it is above the largest that Linux gives. */
const NOBODY = 2 ** 22 + 1

let folder: string
const at = (name: string) => join(folder, name)
const read = (name: string) => readFileSync(at(name), 'utf8')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dropfeed-aside-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a file that is replaced', () => {
  it('has the new content, and nothing is left beside it', () => {
    replaceFile(at('file'), 'old')
    replaceFile(at('file'), 'new')
    expect([read('file'), readdirSync(folder)]).toEqual(['new', ['file']])
  })

  it('keeps its permissions', () => {
    writeFileSync(at('file'), 'old')
    chmodSync(at('file'), 0o664)
    replaceFile(at('file'), 'new', 0o600)
    expect(statSync(at('file')).mode & 0o777).toBe(0o664)
    replaceFile(at('other'), 'new', 0o600)
    expect(statSync(at('other')).mode & 0o777).toBe(0o600)
  })

  it('stays as it is until then, and when that fails', () => {
    writeFileSync(at('file'), 'old')
    const aside = new Aside(at('file'))
    aside.append('ne')
    expect(read('file')).toBe('old')
    aside.abandon()
    expect([read('file'), readdirSync(folder)]).toEqual(['old', ['file']])
    expect(() => replaceFile(folder, 'a file in the place of a folder')).toThrow()
    expect(readdirSync(folder)).toEqual(['file'])
  })

  it('gives way to the new one where it is a link, and what that leads to stays', () => {
    writeFileSync(at('precious'), 'precious')
    symlinkSync('precious', at('file'))
    replaceFile(at('file'), 'new')
    expect([read('file'), read('precious')]).toEqual(['new', 'precious'])
  })
})

it('a link planted where an earlier version wrote aside is not written through by the ledger', async () => {
  writeFileSync(at('precious'), 'precious')
  symlinkSync('precious', at(`${LEDGER_NAME}.${process.pid}.tmp`))
  const file = new LedgerFile(folder)
  await file.changed()
  await file.write([{ path: 'a.md', id: 'a', text: '', sketch: '' }], { links: '/posts/:slug' }, () => {})
  expect(read('precious')).toBe('precious')
  expect(read(LEDGER_NAME)).toContain('a.md')
})

describe('litter', () => {
  it('of processes that have ended is removed, and nothing that only looks like it', () => {
    const names = [
      `file.${NOBODY}.tmp`,
      `file.${NOBODY}-0123456789abcdef.tmp`,
      `other.${NOBODY}-0123456789abcdef.tmp`,
      `file.${process.pid}-0123456789abcdef.tmp`,
      'file.tmp',
      'file.12.md',
    ]
    for (const name of names) writeFileSync(at(name), '')
    removeLitter(folder, 'file')
    expect(readdirSync(folder)).toEqual(names.slice(2).toSorted())
    removeLitter(folder)
    expect(readdirSync(folder)).toEqual(names.slice(3).toSorted())
  })

  it('that is a link goes without what it leads to', () => {
    writeFileSync(at('precious'), 'precious')
    symlinkSync('precious', at(`file.${NOBODY}.tmp`))
    removeLitter(folder)
    expect(readdirSync(folder)).toEqual(['precious'])
  })
})
