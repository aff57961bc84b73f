/** The Worker: serves the snapshot that was deployed with it as static assets. */
import type { Eventual } from '../base/eventual.ts'
import { baseOf, isInside } from '../base/paths.ts'
import { encodePath, fromBase64 } from '../base/text.ts'
import { createApp } from '../http/app.ts'
import type { Encode } from '../http/bodies.ts'
import type { Feeds } from '../http/mount.ts'
import { type EncodedPack, places } from '../snapshot/places.ts'
import type { Media, OpenMedia, Part } from '../snapshot/snapshot.ts'
import { type Files, openSnapshot, packReader } from '../snapshot/stored.ts'
import { acceptEncoding, fixedLengthStream } from './platform.ts'

/** The binding of a Worker's static assets; the part that is used. */
export interface Assets {
  fetch(address: string, init: { redirect: 'manual' }): Promise<Response>
}

interface Environment {
  readonly ASSETS: Assets
  /** A fixed time, for previews. */
  readonly NOW?: string
}

export function openAssets(assets: Assets): Feeds {
  const files = filesOf(assets)
  return {
    current: remembered(() => openSnapshot(files)),
    encode: encodedAtDeployment(files),
    acceptEncoding,
  }
}

function encodedAtDeployment(files: Files): Encode {
  const packs = remembered(() => openEncoded(files))
  return async (coding, { document: { index }, edition: { etag }, delta }) => {
    if (delta !== undefined) return undefined
    if ('file' in index) return files.read(places.encoded(etag, coding))
    const bodies = await (await packs())(baseOf(index.path))
    const body = bodies?.[etag]?.[coding]
    return body === undefined ? undefined : fromBase64(body)
  }
}

/** Finds the compressed bodies of small documents by the base of their feed. */
async function openEncoded(files: Files) {
  const names = await files.read(places.encodedPacks)
  return packReader<EncodedPack[string]>(
    files,
    names === undefined ? [] : JSON.parse(new TextDecoder().decode(names)),
    places.encodedPack,
  )
}

/** Loads once; after a failure it loads again. A loaded value is returned without a promise. */
function remembered<T>(load: () => Promise<T>): () => Eventual<T> {
  let known: Eventual<T> | undefined
  const loadAnew = async () => {
    try {
      known = await load()
      return known
    } catch (error) {
      known = undefined
      throw error
    }
  }
  return () => (known ??= loadAnew())
}

function filesOf(assets: Assets): Files {
  return {
    async read(path) {
      const response = await find(assets, path)
      return response && new Uint8Array(await response.arrayBuffer())
    },
    openMedia: (media) => openMedia(assets, media),
  }
}

/** The asset server tags a file by its content, and knows no ranges. */
async function openMedia(assets: Assets, { path, length }: Media): Promise<OpenMedia | undefined> {
  const response = await find(assets, places.mediaBody(path))
  if (response === undefined) return undefined
  const body = response.body ?? new Blob([]).stream()
  const [, etag] = /^"(.*)"$/.exec(response.headers.get('ETag') ?? '') ?? []
  return {
    ...(etag === undefined ? {} : { etag }),
    length,
    read: (part) => body.pipeThrough(cutter(part)).pipeThrough(fixedLengthStream(part.last + 1 - part.first)),
    close: () => body.cancel(),
  }
}

function cutter({ first, last }: Part): TransformStream<Uint8Array, Uint8Array> {
  let at = 0
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk.subarray(Math.max(0, first - at), Math.max(0, last + 1 - at)))
      at += chunk.length
      if (at > last) controller.terminate()
    },
  })
}

/**
 * An asset by its exact name: the asset server redirects other spellings.
 * @throws an Error if the asset server fails: the asset must not look as if it were gone
 */
async function find(assets: Assets, path: string): Promise<Response | undefined> {
  if (!isInside(path)) return undefined
  const response = await assets.fetch(`https://assets.invalid${encodePath(path)}`, { redirect: 'manual' })
  if (response.status === 200) return response
  await response.body?.cancel()
  if (response.status >= 500) throw new Error(`The assets answered ${response.status} for ${path}.`)
  return undefined
}

function createHandler({ ASSETS, NOW }: Environment) {
  const fixed = NOW === undefined || NOW === '' ? undefined : Date.parse(NOW)
  const feeds = openAssets(ASSETS)
  return createApp({ ...feeds, store: feeds, clock: () => fixed ?? Date.now() })
}

let handler: ReturnType<typeof createHandler> | undefined

export default {
  fetch(request: Request, environment: Environment): Response | Promise<Response> {
    handler ??= createHandler(environment)
    return handler.fetch(request, environment)
  },
}
