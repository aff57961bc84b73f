/** A folder of posts written in a test, and what a server would answer for it at an instant. */

import { parseSite, type SiteConfig } from '../../src/config/site.ts'
import { hash } from '../../src/disk/hash.ts'
import { createApp } from '../../src/http/app.ts'
import type { Instant, MediaFile, Source } from '../../src/model.ts'
import { type Compilation, type Compiler, createCompiler } from './compiler.ts'
import { MemoryStore } from './memory-store.ts'
import { snapshotInMemory } from './snapshot.ts'

export const URL_OF_SITE = 'https://blog.example'

export function compilerFor(config: SiteConfig = {}): Compiler {
  return createCompiler(parseSite({ url: URL_OF_SITE, ...config }, URL_OF_SITE), hash)
}

/** Sources from texts by path. */
export function folder(posts: Readonly<Record<string, string>>): {
  sources: Source[]
  files: Map<string, MediaFile>
} {
  return { sources: Object.entries(posts).map(([path, text]) => ({ path, text })), files: new Map() }
}

/** Reads a path of a compilation as a client does at `now`. */
export function reader(compilation: Compilation, now: () => Instant) {
  const snapshot = snapshotInMemory(compilation)
  const app = createApp({ store: new MemoryStore(snapshot), clock: now })
  return async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await app.request(`${URL_OF_SITE}${path}`, { headers })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
}
