/** The Worker: serves a snapshot that was deployed with it as static assets. */
import type { Eventual } from '../eventual.ts'
import { createApp } from '../http/app.ts'
import type { Encode } from '../http/bodies.ts'
import { decodeBytes, type StoredIndex } from '../snapshot/bytes.ts'
import type { Bytes, Manifest, Media, Page, Snapshot, SnapshotStore, StoredDocument } from '../snapshot.ts'
import { places } from './layout.ts'

interface Assets {
  fetch(address: string, init: { redirect: 'manual' }): Promise<Response>
}

interface Environment {
  readonly ASSETS: Assets
  /** Shows the feeds as they are at this instant; for previews. */
  readonly NOW?: string
}

/** Indexes kept in an isolate's memory: some kilobytes each. */
const MAX_INDEXES = 1000

/** For bodies, in bytes: an isolate has 128 MB. */
const ROOM = 32 * 1024 * 1024

function createHandler({ ASSETS, NOW }: Environment) {
  const fixed = NOW === undefined || NOW === '' ? undefined : Date.parse(NOW)
  return createApp({
    store: assetStore(ASSETS),
    clock: () => fixed ?? Date.now(),
    encode: encodedAtDeployment(ASSETS),
    acceptEncoding,
    room: ROOM,
  })
}

/**
 * Cloudflare replaces the header by what it takes itself, and keeps the client's own here.
 * https://developers.cloudflare.com/workers/runtime-apis/request/#incomingrequestcfproperties
 */
function acceptEncoding(
  request: Request & { readonly cf?: { readonly clientAcceptEncoding?: string | null } },
) {
  const { cf, headers } = request
  return cf?.clientAcceptEncoding === undefined ? headers.get('Accept-Encoding') : cf.clientAcceptEncoding
}

/** Reads the manifest once; a failure is not remembered. */
function assetStore(assets: Assets): SnapshotStore {
  let snapshot: Eventual<Snapshot> | undefined
  const load = async () => {
    snapshot = snapshotInAssets(assets, await readManifest(assets))
    return snapshot
  }
  const forget = (error: unknown) => {
    snapshot = undefined
    throw error
  }
  return { current: () => (snapshot ??= load().catch(forget)) }
}

async function readManifest(assets: Assets): Promise<Manifest> {
  const manifest = await readJson<Manifest>(assets, places.manifest)
  if (manifest === undefined) throw new Error('The deployment holds no snapshot. Run "npm run build" first.')
  return manifest
}

function snapshotInAssets(assets: Assets, manifest: Manifest): Snapshot {
  const documents = new Map<string, StoredDocument>()
  const fetchDocument = async (path: string) => {
    const index = await readJson<StoredIndex>(assets, places.index(path))
    if (index === undefined) return undefined
    const document = { index, bytes: () => readDocument(assets, index) }
    if (documents.size >= MAX_INDEXES) documents.clear()
    documents.set(path, document)
    return document
  }
  return {
    manifest,
    document: (path) => documents.get(path) ?? fetchDocument(path),
    page: (path) => readJson<Page>(assets, places.page(path)),
    media: (path) => readJson<Media>(assets, places.media(path)),
    mediaBody: async (path) => (await read(assets, places.mediaBody(path)))?.body ?? undefined,
  }
}

async function readDocument(assets: Assets, index: StoredIndex) {
  const bytes = await readBytes(assets, places.document(index.path))
  if (bytes === undefined) throw new Error(`The deployment holds no bytes of ${index.path}. Deploy it again.`)
  return decodeBytes(index, bytes)
}

function encodedAtDeployment(assets: Assets): Encode {
  return async (coding, { document: { index }, edition: { etag }, delta }) => {
    const isThere = delta === undefined && index.encoded?.includes(etag)
    return isThere ? readBytes(assets, places.encoded(etag, coding)) : undefined
  }
}

async function readBytes(assets: Assets, path: string): Promise<Bytes | undefined> {
  const response = await read(assets, path)
  return response && new Uint8Array(await response.arrayBuffer())
}

async function readJson<T>(assets: Assets, path: string): Promise<T | undefined> {
  return (await read(assets, path))?.json()
}

/** An asset by its exact name. The asset server answers any other spelling with a redirect. */
async function read(assets: Assets, path: string): Promise<Response | undefined> {
  if (path.split('/').some((segment) => segment === '..' || segment === '.')) return undefined
  const address = path.split('/').map(encodeURIComponent).join('/')
  const response = await assets.fetch(`https://assets.invalid${address}`, { redirect: 'manual' })
  return response.status === 200 ? response : undefined
}

let handler: ReturnType<typeof createHandler> | undefined

export default {
  fetch(request: Request, environment: Environment): Response | Promise<Response> {
    handler ??= createHandler(environment)
    return handler.fetch(request, environment)
  },
}
