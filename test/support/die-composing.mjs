/**
 * `DIE_ONCE=marker node --import ./test/support/die-composing.mjs …`: the first worker of a pool that composes posts
 * dies. A process is killed, a thread runs out of memory. The file `marker` shows that it happened. (Loaded before
 * everything else, so it is no TypeScript.)
 */
import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { isMainThread } from 'node:worker_threads'

const prepare = DatabaseSync.prototype.prepare

// workers that read posts open no database
DatabaseSync.prototype.prepare = function (...args) {
  if (process.__tinypool_state__?.isTinypoolWorker && isFirst()) die()
  return prepare.apply(this, args)
}

function isFirst() {
  try {
    closeSync(openSync(process.env.DIE_ONCE, 'wx'))
    return true
  } catch {
    return false
  }
}

function die() {
  if (isMainThread) process.kill(process.pid, 'SIGKILL')
  const all = []
  for (;;) all.push(new Array(100_000).fill(all.length))
}
