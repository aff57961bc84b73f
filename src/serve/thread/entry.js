// @ts-check
/** Where the folder's thread begins: no TypeScript, for the reason that bin.js gives. */
import { enableCompileCache } from 'node:module'

// each thread compiles for itself
enableCompileCache()
await import('./folder-side.ts')
