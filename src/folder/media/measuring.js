// @ts-check
/** Where the thread begins that reads playing times: no TypeScript, for the reason that bin.js gives. */
import { enableCompileCache } from 'node:module'

enableCompileCache()
await import('./measure-file.ts')
