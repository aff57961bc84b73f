/** Measures files of a folder, in a thread of its own: see durations.ts. */
import { closeSync, readSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { type PlayingTime, playingTime } from '../../content/playing-time.ts'
import { openPlainFile, type PlainFile } from '../../disk/plain-file.ts'

interface Question {
  readonly folder: string
  /** Below the folder, with `/`. */
  readonly path: string
}

/** Undefined if the file cannot be opened. */
async function answer({ folder, path }: Question): Promise<PlayingTime | undefined> {
  let file: PlainFile
  try {
    file = openPlainFile(folder, path)
  } catch {
    return undefined
  }
  const { handle, info } = file
  const read = (target: Uint8Array, position: number) => readSync(handle, target, 0, target.length, position)
  return playingTime({ path, size: info.size }, read).finally(() => closeSync(handle))
}

parentPort?.on('message', async (file: Question) => parentPort?.postMessage(await answer(file)))
