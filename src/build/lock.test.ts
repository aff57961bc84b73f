/** The lock on a folder that builds are written to: one process has it at a time, and no other user can hold it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { hash } from '../disk/hash.ts'
import { lock, waitForLock } from './lock.ts'

const OUT = '/srv/tea/dist'
const NAME = `${hash(OUT)}.lock`

let home: string
let cache: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dropfeed-lock-'))
  cache = join(home, 'cache', 'dropfeed')
  vi.stubEnv('XDG_CACHE_HOME', join(home, 'cache'))
  vi.stubEnv('TMPDIR', home)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true, force: true })
})

/** Another program holds the file. */
function hold(file: string): DatabaseSync {
  const engine = new DatabaseSync(file)
  engine.exec('begin exclusive')
  return engine
}

it('is given to one at a time, for each folder', () => {
  const unlock = lock(OUT)
  expect([typeof unlock, lock(OUT), typeof lock(`${OUT}2`)]).toEqual(['function', undefined, 'function'])
  unlock?.()
  expect(lock(OUT)).toBeTypeOf('function')
})

it('is given back by a process that is killed, and until then waited for', async () => {
  const script = `import { lock } from '${resolve('src/build/lock.ts')}'
    const unlock = lock('${OUT}')
    console.log(typeof unlock)
    // what nobody refers to is collected, and a lock with it
    setInterval(() => unlock, 1000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script])
  expect(String((await once(child.stdout, 'data'))[0])).toBe('function\n')
  expect(lock(OUT)).toBeUndefined()
  const onWaiting = vi.fn()
  const waited = waitForLock(OUT, onWaiting)
  child.kill('SIGKILL')
  expect(await waited).toBeTypeOf('function')
  expect(onWaiting).toHaveBeenCalledOnce()
})

it('is a file that nobody else may open, in a folder of its own', () => {
  lock(OUT)
  expect(readdirSync(cache)).toEqual([NAME])
  expect([cache, join(cache, NAME)].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600])
})

it('is no name that anybody on the machine may take', async () => {
  const squatter = createServer().listen(`\0dropfeed-${hash(OUT)}`)
  await once(squatter, 'listening')
  expect(lock(OUT)).toBeTypeOf('function')
  squatter.close()
})

it.each([
  ['others may write to the folder', () => chmodSync(cache, 0o777)],
  ['others may open the file', () => chmodSync(join(cache, NAME), 0o644)],
  [
    'the folder is a link',
    () => {
      mkdirSync(join(home, 'elsewhere'), { mode: 0o700 })
      rmSync(cache, { recursive: true })
      symlinkSync(join(home, 'elsewhere'), cache)
    },
  ],
])('is not trusted where %s', (_, open) => {
  lock(OUT)?.()
  const held = hold(join(cache, NAME))
  open()
  const unlock = lock(OUT)
  expect(unlock).toBeTypeOf('function')
  // it is somewhere else, and counts there
  expect(lock(OUT)).toBeUndefined()
  unlock?.()
  held.close()
})

it('is nobody’s where no place is private', () => {
  vi.stubEnv('XDG_CACHE_HOME', '/dev/null')
  vi.stubEnv('TMPDIR', '/dev/null')
  expect([lock(OUT), lock(OUT)].map((unlock) => typeof unlock)).toEqual(['function', 'function'])
})
