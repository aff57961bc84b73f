/** A snapshot in files, wherever those are: beside a Worker or on a disk. output.ts writes them. */
import { DOCUMENTS } from '../../paths.ts'
import { decodeBytes, type StoredIndex } from '../../snapshot/bytes.ts'
import type { Bytes, Manifest, Media, OpenMedia, Page, Snapshot, StoredDocument } from '../../snapshot.ts'
import { LAYOUT, places, type StoredManifest } from './snapshot-places.ts'

/** Files by their path in the snapshot's folder; undefined where there is none. */
export interface Files {
  read(path: string): Promise<Bytes | undefined>
  openMedia(media: Media): Promise<OpenMedia | undefined>
}

/** Indexes kept in memory: some kilobytes each. */
const MAX_INDEXES = 1000

const FILES: ReadonlySet<string> = new Set(Object.values(DOCUMENTS).map(({ file }) => file))

/** @throws an Error in plain words if there is no snapshot */
export async function openSnapshot(files: Files): Promise<Snapshot> {
  const manifest = await readManifest(files)
  const documents = new Map<string, StoredDocument>()
  const fetchDocument = async (path: string, base: string) => {
    const indexes = await readJson<StoredIndex[]>(files, places.index(base))
    if (documents.size >= MAX_INDEXES) documents.clear()
    for (const index of indexes ?? [])
      documents.set(index.path, { index, bytes: () => readDocument(files, index) })
    return documents.get(path)
  }
  return {
    manifest,
    document: (path) => {
      const base = baseOf(path)
      return base === undefined ? undefined : (documents.get(path) ?? fetchDocument(path, base))
    },
    page: (path) => readJson<Page>(files, places.page(path)),
    media: (path) => readJson<Media>(files, places.media(path)),
    openMedia: (media) => files.openMedia(media),
  }
}

/** Of the feed that a document may be of; undefined for any other path, which no file is looked for. */
function baseOf(path: string): string | undefined {
  const base = path.slice(0, path.lastIndexOf('/') + 1)
  return FILES.has(path.slice(base.length)) ? base : undefined
}

async function readManifest(files: Files): Promise<Manifest> {
  const found = await readJson<Partial<StoredManifest>>(files, places.manifest).catch((error) => {
    if (error instanceof SyntaxError) return {}
    throw error
  })
  if (found === undefined) throw new Error('There is no snapshot here. Run "dropfeed build" first.')
  if (isWhole(found)) return found
  throw new Error('The snapshot is damaged, or of another version of dropfeed. Build it again.')
}

function isWhole(manifest: Partial<StoredManifest> | null): manifest is StoredManifest {
  const { layout, url, feeds, aliases, gone } = manifest ?? {}
  if (layout !== LAYOUT) return false
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
