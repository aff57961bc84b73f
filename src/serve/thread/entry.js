// @ts-check
/** Where the folder's thread begins: no TypeScript, for the reason that bin.js gives. */
import { enableCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'

// each thread compiles for itself
enableCompileCache()
const { openPool } = await import('./first-start.ts')
const pool = openPool(workerData)
const { keepUp } = await import('./folder-side.ts')
if (parentPort !== null) await keepUp(parentPort, workerData, pool)
