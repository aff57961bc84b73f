/**
 * `KILL_BEFORE=3 node --import ./test/support/kill-before.mjs …` is killed just before the third time that it changes
 * what a name stands for. (Loaded before everything else, so it is no TypeScript.)
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const last = Number(process.env.KILL_BEFORE)
let calls = 0

const NAMES = ['mkdir', 'rename', 'rm', 'rmdir', 'unlink', 'writeFile']

function dying(original) {
  return (...args) => {
    if (++calls === last) process.kill(process.pid, 'SIGKILL')
    return original(...args)
  }
}

for (const name of NAMES) {
  fs[`${name}Sync`] = dying(fs[`${name}Sync`])
  fs.promises[name] = dying(fs.promises[name])
}
syncBuiltinESMExports()
