/** A file of the posts folder, opened to be sent. */
import type { FileHandle } from 'node:fs/promises'
import { codeOf } from '../disk/error-code.ts'
import { openPlainHandle, UnfitFile } from '../disk/plain-file.ts'
import type { OpenMedia, Part } from '../snapshot/snapshot.ts'

/** Read at once, in bytes. */
const CHUNK = 64 * 1024

/** Undefined if it has gone, or something else has taken its place. */
export async function openMediaFile(folder: string, path: string): Promise<OpenMedia | undefined> {
  const handle = await openPlainHandle(folder, path).catch(ignoreGone)
  if (handle === undefined) return undefined
  const info = await handle.stat({ bigint: true })
  const close = () => handle.close()
  // the change of a file's content sets this time, and no program can set it back as it can the date of the file
  const etag = `${info.size.toString(36)}-${info.ctimeNs.toString(36)}`
  return { etag, length: Number(info.size), read: (part) => stream(handle, part), close }
}

function ignoreGone(error: unknown): undefined {
  const isGone = error instanceof UnfitFile || ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')
  if (!isGone) throw error
}

/** A file that has become shorter breaks the stream: its length has been announced. */
function stream(handle: FileHandle, { first, last }: Part): ReadableStream<Uint8Array> {
  let at = first
  const next = async () => {
    const size = Math.min(CHUNK, last + 1 - at)
    const { bytesRead, buffer } = await handle.read(new Uint8Array(size), 0, size, at)
    if (bytesRead === 0) throw new Error('The file has become shorter while it was sent.')
    at += bytesRead
    return buffer.subarray(0, bytesRead)
  }
  return new ReadableStream(
    {
      pull: async (controller) => {
        if (at <= last) return controller.enqueue(await next().catch(closing(handle)))
        await handle.close()
        controller.close()
      },
      cancel: () => handle.close(),
    },
    { highWaterMark: 0 },
  )
}

function closing(handle: FileHandle) {
  return async (error: Error) => {
    await handle.close()
    throw error
  }
}
