/** The cache folder keeps what was used last, and never what may not be lost. */
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { prune } from './remembered.ts'

it('loses the caches that were used least recently, with their companions', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dropfeed-remembered-'))
  const put = (name: string, age: number) => {
    writeFileSync(join(folder, name), '')
    utimesSync(join(folder, name), Date.now() / 1000 - age, Date.now() / 1000 - age)
  }
  const cache = (number: number) => `abc${number}.build-${String(number).padStart(12, '0')}.db`
  for (let number = 0; number < 22; number++)
    for (const ending of ['', '-wal', '-shm', '.lock']) put(cache(number) + ending, 100 * number)
  // in use: only this file of it is touched
  put(`${cache(21)}-shm`, 0)
  put('abc.serve.state.db', 1e6)
  prune(folder)
  const left = readdirSync(folder)
  expect(left.filter((name) => name.endsWith('.db')).toSorted()).toEqual(
    ['abc.serve.state.db', ...[...Array(19).keys(), 21].map(cache)].toSorted(),
  )
  expect(left.length).toBe(20 * 4 + 1)
  rmSync(folder, { recursive: true })
})
