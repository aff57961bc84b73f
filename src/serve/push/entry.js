// @ts-check
/** Where the thread for hubs and subscribers begins: no TypeScript, for the reason that bin.js gives. */
import { enableCompileCache } from 'node:module'

// each thread compiles for itself
enableCompileCache()
await import('./push-side.ts')
