/** The Worker: serves a snapshot that was deployed with it as static assets. */
import type { Eventual } from '../base/eventual.ts'
import { isInside } from '../base/paths.ts'
import { createApp } from '../http/app.ts'
import type { Encode } from '../http/bodies.ts'
import type { Feeds } from '../http/mount.ts'
import type { Head } from '../http/request.ts'
import { places } from '../snapshot/places.ts'
import type { Media, OpenMedia, Part, Snapshot } from '../snapshot/snapshot.ts'
import { type Files, openSnapshot } from '../snapshot/stored.ts'

/** The binding of a Worker's static assets, as far as it is used. */
export interface Assets {
  fetch(address: string, init: { redirect: 'manual' }): Promise<Response>
}

interface Environment {
  readonly ASSETS: Assets
  /** Shows the feeds as they are at this instant; for previews. */
  readonly NOW?: string
}

/** Of workerd: a stream whose length is known, so that an answer says it. */
declare class FixedLengthStream extends TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  constructor(length: number)
}

/** For bodies, in bytes: an isolate has 128 MB. */
const ROOM = 32 * 1024 * 1024

/** The feeds of a snapshot among a Worker's assets. It is read once; a failure is not remembered. */
export function openAssets(assets: Assets): Feeds {
  const files = filesOf(assets)
  let snapshot: Eventual<Snapshot> | undefined
  const load = async () => {
    snapshot = await openSnapshot(files)
    return snapshot
  }
  const forget = (error: unknown) => {
    snapshot = undefined
    throw error
  }
  return {
    current: () => (snapshot ??= load().catch(forget)),
    encode: encodedAtDeployment(files),
    acceptEncoding,
    room: ROOM,
  }
}

/**
 * Cloudflare replaces the header by what it takes itself, and keeps the client's own here.
 * https://developers.cloudflare.com/workers/runtime-apis/request/#incomingrequestcfproperties
 */
function acceptEncoding({ request, headers }: Head): string | null {
  const { cf }: Request & { readonly cf?: { readonly clientAcceptEncoding?: string | null } } = request
  return cf?.clientAcceptEncoding === undefined ? headers.get('Accept-Encoding') : cf.clientAcceptEncoding
}

function encodedAtDeployment(files: Files): Encode {
  let known: Promise<ReadonlySet<string>> | undefined
  const forget = (error: unknown) => {
    known = undefined
    throw error
  }
  return async (coding, { edition: { etag }, delta }) => {
    if (delta !== undefined) return undefined
    known ??= readTags(files).catch(forget)
    return (await known).has(etag) ? files.read(places.encoded(etag, coding)) : undefined
  }
}

async function readTags(files: Files): Promise<ReadonlySet<string>> {
  const bytes = await files.read(places.encodedTags)
  return new Set<string>(bytes && JSON.parse(new TextDecoder().decode(bytes)))
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
    read: (part) =>
      body.pipeThrough(cutter(part)).pipeThrough(new FixedLengthStream(part.last + 1 - part.first)),
    close: () => body.cancel(),
  }
}

/** Lets through the bytes of a part. */
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
 * An asset by its exact name. The asset server answers any other spelling with a redirect.
 * @throws an Error if it fails: what it holds must not look as if it were gone
 */
async function find(assets: Assets, path: string): Promise<Response | undefined> {
  if (!isInside(path)) return undefined
  const address = path.split('/').map(encodeURIComponent).join('/')
  const response = await assets.fetch(`https://assets.invalid${address}`, { redirect: 'manual' })
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
