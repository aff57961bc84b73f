/** What the build that is in place says of its documents: their dates of modification never go back. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StoredIndex } from '../../snapshot/bytes.ts'
import type { DocumentIndex } from '../../snapshot.ts'
import { places } from '../stores/snapshot-places.ts'

export function previousIndex(out: string): (path: string) => DocumentIndex | undefined {
  return (path) => {
    try {
      const stored: StoredIndex = JSON.parse(readFileSync(join(out, 'snapshot', places.index(path)), 'utf8'))
      const { lengths: _, ...index } = stored
      return index.path === path ? index : undefined
    } catch {
      return undefined
    }
  }
}
