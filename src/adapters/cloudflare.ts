/** The Worker: serves a snapshot that was deployed with it as static assets. */
import { createApp } from '../http/app.ts'
import {
  decodeDocument,
  type FeedDocument,
  type Media,
  type Page,
  type Snapshot,
  type SnapshotStore,
} from '../snapshot.ts'
import { places } from './layout.ts'

interface Assets {
  fetch(address: string, init: { redirect: 'manual' }): Promise<Response>
}

interface Environment {
  readonly ASSETS: Assets
  /** Shows the feeds as they are at this instant; for previews. */
  readonly NOW?: string
}

/** Documents kept decoded in an isolate's memory: the busiest feeds of a large site, some 100 MB at most. */
const MAX_DOCUMENTS = 200

function createHandler({ ASSETS, NOW }: Environment) {
  const fixed = NOW === undefined || NOW === '' ? undefined : Date.parse(NOW)
  return createApp({ store: assetStore(ASSETS), clock: () => fixed ?? Date.now() })
}

/** Reads the manifest once; a failure is not remembered. */
function assetStore(assets: Assets): SnapshotStore {
  let snapshot: Promise<Snapshot> | undefined
  const load = async () => snapshotInAssets(assets, await readManifest(assets))
  const forget = (error: unknown) => {
    snapshot = undefined
    throw error
  }
  return { current: () => (snapshot ??= load().catch(forget)) }
}

async function readManifest(assets: Assets): Promise<Snapshot['manifest']> {
  const response = await read(assets, places.manifest)
  if (response === undefined) throw new Error('The deployment holds no snapshot. Run "npm run build" first.')
  return response.json()
}

function snapshotInAssets(assets: Assets, manifest: Snapshot['manifest']): Snapshot {
  const documents = new Map<string, FeedDocument>()
  return {
    manifest,
    async document(path) {
      const known = documents.get(path)
      if (known !== undefined) return known
      const response = await read(assets, places.document(path))
      if (response === undefined) return undefined
      const document = decodeDocument(new Uint8Array(await response.arrayBuffer()))
      if (documents.size >= MAX_DOCUMENTS) documents.clear()
      documents.set(path, document)
      return document
    },
    page: (path) => readJson<Page>(assets, places.page(path)),
    media: (path) => readJson<Media>(assets, places.media(path)),
    mediaBody: async (path) => (await read(assets, places.mediaBody(path)))?.body ?? undefined,
  }
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
