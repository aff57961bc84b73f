/** What a media file says of itself. */
import mime from 'mime'
import type { MediaFile } from '../../model.ts'

/** A file by its name and size, with its playing time; undefined for a type that nobody knows. */
export async function describeMedia(
  file: string,
  path: string,
  length: number,
): Promise<MediaFile | undefined> {
  const type = mime.getType(path)
  if (type === null) return undefined
  const duration = /^(audio|video)\//.test(type) ? await playingTime(file) : undefined
  return { path, type, length, ...(duration === undefined ? {} : { duration }) }
}

/** In whole seconds; a file that does not play is still a file. */
async function playingTime(file: string): Promise<number | undefined> {
  try {
    // loaded where there is something that plays: a server starts sooner without it
    const { parseFile } = await import('music-metadata')
    const { format } = await parseFile(file, { duration: true, skipCovers: true })
    return format.duration === undefined ? undefined : Math.round(format.duration)
  } catch {
    return undefined
  }
}
