/** How long an audio or video file plays. Runs in a thread of its own: see durations.ts. */
import { parentPort } from 'node:worker_threads'
import { parseFromTokenizer } from 'music-metadata'
import { BoundedFile } from './bounded-file.ts'

/** In whole seconds; `unknown` where the file does not say so within the bytes that are read. */
export type PlayingTime = number | 'unknown'

/** A file to be measured. */
export interface Measured {
  readonly folder: string
  /** Below the folder, with `/`. */
  readonly path: string
}

async function playingTime(file: BoundedFile): Promise<PlayingTime> {
  let duration: number | undefined
  try {
    await parseFromTokenizer(file, {
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
  await file.close()
  return duration === undefined ? 'unknown' : Math.round(duration)
}

/** Undefined where the file cannot be opened now. */
async function answer({ folder, path }: Measured): Promise<PlayingTime | undefined> {
  try {
    return await playingTime(new BoundedFile(folder, path))
  } catch {
    return undefined
  }
}

parentPort?.on('message', async (file: Measured) => parentPort?.postMessage(await answer(file)))
