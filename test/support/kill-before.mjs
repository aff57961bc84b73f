/**
 * `KILL_BEFORE=3 node --import ./test/support/kill-before.mjs …` is killed just before the third change to a name of a
 * file; with `KILL_BEFORE='rename .*\.json$'`, before the first change that the pattern matches: the name of the function
 * and its paths. (Loaded before everything else, so it is no TypeScript.)
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { KILL_BEFORE = '' } = process.env
const last = Number(KILL_BEFORE)
const pattern = new RegExp(Number.isNaN(last) ? KILL_BEFORE : '$^')
let calls = 0

const NAMES = ['mkdir', 'rename', 'rm', 'rmdir', 'unlink', 'writeFile']

function dying(name, original) {
  return (...args) => {
    const paths = args.filter((arg) => typeof arg === 'string')
    if (++calls === last || pattern.test([name, ...paths].join(' '))) process.kill(process.pid, 'SIGKILL')
    return original(...args)
  }
}

for (const name of NAMES) {
  fs[`${name}Sync`] = dying(name, fs[`${name}Sync`])
  fs.promises[name] = dying(name, fs.promises[name])
}
syncBuiltinESMExports()
