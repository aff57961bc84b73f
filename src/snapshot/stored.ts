/** A snapshot in files, wherever those are: beside a Worker or on a disk. See places.ts. */
import { archiveBase, baseOf, isDocument } from '../base/paths.ts'
import { decodeBytes, type StoredIndex } from './bytes.ts'
import { LAYOUT, type Pack, packOf, places, type StoredManifest } from './places.ts'
import type {
  Bytes,
  DocumentBytes,
  Former,
  Manifest,
  Media,
  OpenMedia,
  Page,
  Snapshot,
  StoredDocument,
} from './snapshot.ts'

/** Files by their path in the snapshot's folder; undefined where there is none. */
export interface Files {
  read(path: string): Promise<Bytes | undefined>
  openMedia(media: Media): Promise<OpenMedia | undefined>
}

/** The index of a document, and the document with all its slices: its text, or the name of its file. */
export type FiledIndex = StoredIndex & ({ readonly text: string } | { readonly file: string })

/** Documents kept in memory: an index of some kilobytes each, and the bytes of small ones. */
const MAX_DOCUMENTS = 1000

/** Packs kept in memory: some hundred kilobytes each. */
const MAX_PACKS = 20

/** @throws an Error in plain words if there is no snapshot */
export async function openSnapshot(files: Files): Promise<Snapshot> {
  const { layout: _, packs, ...manifest } = await readManifest(files)
  const bases = new Set(basesIn(manifest))
  const indexesOf = packReader<readonly FiledIndex[]>(files, packs.feeds)
  const documents = new Map<string, StoredDocument>()
  const fetchDocument = async (path: string) => {
    const found = (await indexesOf(baseOf(path))) ?? []
    if (documents.size >= MAX_DOCUMENTS) documents.clear()
    for (const index of found)
      documents.set(index.path, { index, bytes: () => readDocument((name) => files.read(name), index) })
    return documents.get(path)
  }
  return {
    manifest,
    // no file is read for a path that no feed has
    document: (path) =>
      isDocument(path) && bases.has(baseOf(path)) ? (documents.get(path) ?? fetchDocument(path)) : undefined,
    page: packReader<Page>(files, packs.pages),
    former: packReader<Former>(files, packs.former),
    media: packReader<Media>(files, packs.media),
    openMedia: (media) => files.openMedia(media),
  }
}

const encoder = new TextEncoder()

/** The parts of a document. */
export async function readDocument(
  read: (path: string) => Promise<Bytes | undefined>,
  index: FiledIndex,
): Promise<DocumentBytes> {
  const bytes = 'file' in index ? await read(places.document(index.file)) : encoder.encode(index.text)
  if (bytes === undefined) throw new Error(`The snapshot holds no bytes of ${index.path}. Build it again.`)
  return decodeBytes(index, bytes)
}

/** The addresses of all feeds and archive pages. */
function basesIn({ feeds, archive = [] }: Manifest): string[] {
  return [...feeds.map(({ base }) => base), ...archive.map((_, number) => archiveBase(number))]
}

/** Finds things by their keys. @param place where a pack of this name is */
export function packReader<T extends object>(
  files: Pick<Files, 'read'>,
  names: readonly string[],
  place = places.pack,
): (key: string) => Promise<T | undefined> {
  const packs = new Map<string, Pack<T>>()
  const open = async (name: string) => {
    const pack = packs.get(name) ?? (await readPack<T>(files, place(name)))
    if (packs.size >= MAX_PACKS) packs.clear()
    packs.set(name, pack)
    return pack
  }
  const find = async (key: string, name: string | undefined): Promise<T | undefined> => {
    const pack = name ? await open(name) : {}
    const found = Object.hasOwn(pack, key) ? pack[key] : undefined
    return found !== undefined && 'pack' in found ? find(key, found.pack) : found
  }
  return async (key) => (names.length === 0 ? undefined : find(key, names[packOf(key, names.length)]))
}

async function readManifest(files: Files): Promise<StoredManifest> {
  const bytes = await files.read(places.manifest)
  if (bytes === undefined) throw new Error('There is no snapshot here. Run "dropfeed build" first.')
  const found = parse<Partial<StoredManifest>>(bytes)
  if (isWhole(found)) return found
  throw new Error('The snapshot is damaged, or of another version of dropfeed. Build it again.')
}

function parse<T>(bytes: Uint8Array): T | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
}

function isWhole(manifest: Partial<StoredManifest> | null | undefined): manifest is StoredManifest {
  const { layout, url, feeds, aliases, gone, packs } = manifest ?? {}
  if (layout !== LAYOUT || packs === undefined) return false
  return typeof url === 'string' && Array.isArray(feeds) && Array.isArray(gone) && aliases !== undefined
}

/** @throws an Error if the file is not there: it must not look as if what it holds were gone */
async function readPack<T>(files: Pick<Files, 'read'>, path: string): Promise<Pack<T>> {
  const bytes = await files.read(path)
  if (bytes === undefined) throw new Error(`The snapshot has no ${path.slice(1)}. Build it again.`)
  return JSON.parse(new TextDecoder().decode(bytes))
}
