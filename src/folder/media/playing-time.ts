/** How long an audio or video file plays. Runs in a thread of its own: see durations.ts. */
import { parentPort } from 'node:worker_threads'
import { parseFromTokenizer } from 'music-metadata'
import { BoundedFile } from './bounded-file.ts'

/** In whole seconds; `unknown` if the bytes that are read do not say. */
export type PlayingTime = number | 'unknown'

interface Question {
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

/** Undefined if the file cannot be opened. */
async function answer({ folder, path }: Question): Promise<PlayingTime | undefined> {
  try {
    return await playingTime(new BoundedFile(folder, path))
  } catch {
    return undefined
  }
}

parentPort?.on('message', async (file: Question) => parentPort?.postMessage(await answer(file)))
