/** What the build that is in place says of its documents: their dates of modification never go back. */
import { join } from 'node:path'
import type { StoredIndex } from '../../snapshot/bytes.ts'
import type { DocumentIndex } from '../../snapshot.ts'
import { MAX_OWN, readPlainFile } from '../plain-file.ts'
import { places } from '../stores/snapshot-places.ts'

export function previousIndex(out: string): (path: string) => DocumentIndex | undefined {
  let last: { readonly base: string; readonly indexes: readonly StoredIndex[] } | undefined
  return (path) => {
    const base = path.slice(0, path.lastIndexOf('/') + 1)
    // one feed after the other is asked for
    if (last?.base !== base) last = { base, indexes: indexesIn(out, base) }
    const found = last.indexes.find((index) => index.path === path)
    if (found === undefined) return undefined
    const { lengths: _, ...index } = found
    return index
  }
}

/** Of the documents of a feed in a build; none where they cannot be read. */
export function indexesIn(build: string, base: string): readonly StoredIndex[] {
  try {
    const { bytes } = readPlainFile(join(build, 'snapshot'), places.index(base).slice(1), MAX_OWN)
    const found = JSON.parse(new TextDecoder().decode(bytes))
    return Array.isArray(found) ? found : []
  } catch {
    return []
  }
}
