/** A snapshot in files, wherever those are: beside a Worker or on a disk. output.ts writes them. */
import { decodeBytes, type StoredIndex } from '../../snapshot/bytes.ts'
import type { Bytes, Manifest, Media, OpenMedia, Page, Snapshot, StoredDocument } from '../../snapshot.ts'
import { places } from './snapshot-places.ts'

/** Files by their path in the snapshot's folder; undefined where there is none. */
export interface Files {
  read(path: string): Promise<Bytes | undefined>
  openMedia(media: Media): Promise<OpenMedia | undefined>
}

/** Indexes kept in memory: some kilobytes each. */
const MAX_INDEXES = 1000

/** @throws an Error in plain words if there is no snapshot */
export async function openSnapshot(files: Files): Promise<Snapshot> {
  const manifest = await readManifest(files)
  const documents = new Map<string, StoredDocument>()
  const fetchDocument = async (path: string) => {
    const index = await readJson<StoredIndex>(files, places.index(path))
    if (index === undefined) return undefined
    const document = { index, bytes: () => readDocument(files, index) }
    if (documents.size >= MAX_INDEXES) documents.clear()
    documents.set(path, document)
    return document
  }
  return {
    manifest,
    document: (path) => documents.get(path) ?? fetchDocument(path),
    page: (path) => readJson<Page>(files, places.page(path)),
    media: (path) => readJson<Media>(files, places.media(path)),
    openMedia: (media) => files.openMedia(media),
  }
}

async function readManifest(files: Files): Promise<Manifest> {
  const found = await readJson<Partial<Manifest>>(files, places.manifest).catch((error) => {
    if (error instanceof SyntaxError) return {}
    throw error
  })
  if (found === undefined) throw new Error('There is no snapshot here. Run "dropfeed build" first.')
  if (isWhole(found)) return found
  throw new Error('The snapshot is damaged, or of another version of dropfeed. Build it again.')
}

function isWhole(manifest: Partial<Manifest> | null): manifest is Manifest {
  const { url, feeds, aliases, gone } = manifest ?? {}
  return typeof url === 'string' && Array.isArray(feeds) && Array.isArray(gone) && aliases !== undefined
}

async function readDocument(files: Files, index: StoredIndex) {
  const bytes = await files.read(places.document(index.path))
  if (bytes === undefined) throw new Error(`The snapshot holds no bytes of ${index.path}. Build it again.`)
  return decodeBytes(index, bytes)
}

async function readJson<T>(files: Files, path: string): Promise<T | undefined> {
  const bytes = await files.read(path)
  return bytes && JSON.parse(new TextDecoder().decode(bytes))
}

/** Whether a path asked for by anybody stays in the folder. */
export function isInside(path: string): boolean {
  return !path.includes('\0') && !path.split(/[/\\]/).some((segment) => segment === '..' || segment === '.')
}
