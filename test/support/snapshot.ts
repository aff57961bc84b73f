/** A compilation as a server reads it. */
import type { MadeDocument } from '../../src/feeds/documents.ts'
import type { OpenMedia, Snapshot, StoredDocument } from '../../src/snapshot/snapshot.ts'
import type { Compilation } from './compiler.ts'

/** Opens a file of the posts folder by its path; undefined if it has gone. */
type OpenFile = (path: string) => Promise<OpenMedia | undefined>

export function snapshotInMemory(
  compilation: Pick<Compilation, 'manifest' | 'document' | 'page' | 'former' | 'file'>,
  open: OpenFile = async () => undefined,
): Snapshot {
  return {
    manifest: compilation.manifest,
    document: (path) => stored(compilation.document(path)),
    page: async (path) => compilation.page(path),
    former: async (path) => compilation.former(path),
    media: async (path) => compilation.file(path),
    openMedia: ({ path }) => open(path),
  }
}

function stored(document: MadeDocument | undefined): StoredDocument | undefined {
  return document && { index: document.index, bytes: async () => document.bytes() }
}
