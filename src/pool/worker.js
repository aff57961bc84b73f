// @ts-check
/** Where a worker begins: no TypeScript, for the reason that bin.js gives. */
import { enableCompileCache } from 'node:module'

// each thread compiles for itself
enableCompileCache()
const { run } = await import('./tasks.ts')
export default run
