/**
 * `KILL_BEFORE=3 node --import ./test/support/kill-before.mjs …` is killed just before the third time that it changes
 * what a name stands for. (Loaded before everything else, so it is no TypeScript.)
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const last = Number(process.env.KILL_BEFORE)
let calls = 0

for (const name of ['mkdirSync', 'renameSync', 'rmSync', 'symlinkSync', 'linkSync']) {
  const original = fs[name]
  fs[name] = (...args) => {
    if (++calls === last) process.kill(process.pid, 'SIGKILL')
    return original(...args)
  }
}
syncBuiltinESMExports()
