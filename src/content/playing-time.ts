/** How long an audio or video file plays. */
import { parseFromTokenizer } from 'music-metadata'
import { BoundedReader, type ReadPart } from './bounded-reader.ts'

/** In whole seconds; `unknown` if the bytes that are read do not say. */
export type PlayingTime = number | 'unknown'

export async function playingTime(
  file: { readonly path: string; readonly size: number },
  read: ReadPart,
): Promise<PlayingTime> {
  let duration: number | undefined
  try {
    await parseFromTokenizer(new BoundedReader(file, read), {
      duration: true,
      skipCovers: true,
      // known before the end of the file in most formats
      observer: ({ metadata }) => {
        duration = metadata.format.duration
      },
    })
  } catch {
    // damaged, or too long to be read as a whole
  }
  return duration === undefined ? 'unknown' : Math.round(duration)
}
