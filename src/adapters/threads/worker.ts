/** A helper: see helper.ts. */
import { parentPort } from 'node:worker_threads'
import type { Written } from '../../compile/press.ts'
import { whenLoaded } from '../../late.ts'
import { digestPosts, type Task, writePosts } from './tasks.ts'

let done = Promise.resolve()

/** Answers come in the order of the tasks, whatever has to be loaded for one of them. */
parentPort?.on('message', (task: Task) => {
  done = done.then(() => answer(task))
})
parentPort?.postMessage('here')

async function answer(task: Task): Promise<void> {
  if (task.kind === 'digest') return parentPort?.postMessage(await whenLoaded(() => digestPosts(task)))
  const written = await whenLoaded(() => writePosts(task))
  parentPort?.postMessage(written, written.flatMap(buffersOf))
}

/** They are handed over, where copies would have to be made and collected. */
function buffersOf({ bytes }: Written): ArrayBuffer[] {
  const buffers = new Set(Object.values(bytes).map(({ buffer }) => buffer))
  return [...buffers].filter((buffer) => buffer instanceof ArrayBuffer)
}
