/** A file of the posts folder, opened to be sent. */
import { closeSync, fstatSync, read } from 'node:fs'
import { promisify } from 'node:util'
import { codeOf } from '../disk/error-code.ts'
import { openPlainFile, UnfitFile } from '../disk/plain-file.ts'
import type { OpenMedia, Part } from '../snapshot/snapshot.ts'

/** Read at once, in bytes. */
const CHUNK = 64 * 1024

const readSome = promisify(read)

/** Undefined if it has gone, or something else has taken its place. */
export async function openMediaFile(folder: string, path: string): Promise<OpenMedia | undefined> {
  const handle = openUnlessGone(folder, path)
  if (handle === undefined) return undefined
  const info = fstatSync(handle, { bigint: true })
  const close = async () => closeSync(handle)
  // the change of a file's content sets this time, and no program can set it back as it can the date of the file
  const etag = `${info.size.toString(36)}-${info.ctimeNs.toString(36)}`
  return { etag, length: Number(info.size), read: (part) => stream(handle, part), close }
}

function openUnlessGone(folder: string, path: string): number | undefined {
  try {
    return openPlainFile(folder, path).handle
  } catch (error) {
    if (error instanceof UnfitFile || ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return undefined
    throw error
  }
}

/** A file that has become shorter breaks the stream: its length has been announced. */
function stream(handle: number, { first, last }: Part): ReadableStream<Uint8Array> {
  let at = first
  const next = async () => {
    const size = Math.min(CHUNK, last + 1 - at)
    const { bytesRead, buffer } = await readSome(handle, new Uint8Array(size), 0, size, at)
    if (bytesRead === 0) throw new Error('The file has become shorter while it was sent.')
    at += bytesRead
    return buffer.subarray(0, bytesRead)
  }
  const end = (error: Error): never => {
    closeSync(handle)
    throw error
  }
  return new ReadableStream(
    {
      pull: async (controller) => {
        if (at <= last) return controller.enqueue(await next().catch(end))
        closeSync(handle)
        controller.close()
      },
      cancel: () => closeSync(handle),
    },
    { highWaterMark: 0 },
  )
}
