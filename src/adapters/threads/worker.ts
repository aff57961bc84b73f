/** A helper: see helper.ts. */
import { parentPort } from 'node:worker_threads'
import { type DigestTask, digestPosts, type Task, type WriteTask, writePosts } from './tasks.ts'

let done = Promise.resolve()

/** Answers come in the order of the tasks, whatever has to be loaded for one of them. */
parentPort?.on('message', (task: Task) => {
  done = done.then(() => answer(task))
})
parentPort?.postMessage('here')

async function answer(task: Task): Promise<void> {
  const [result, bytes] = task.kind === 'digest' ? digest(task) : write(task)
  // handed over, where copies would have to be made and collected
  parentPort?.postMessage(result, buffersOf(bytes))
}

type Answer = readonly [result: unknown, bytes: readonly Uint8Array[]]

function digest(task: DigestTask): Answer {
  const records = digestPosts(task)
  return [records, [records]]
}

function write(task: WriteTask): Answer {
  const written = writePosts(task)
  return [written, written.flatMap(({ bytes }) => Object.values(bytes))]
}

/** Several texts may lie in one. */
function buffersOf(bytes: readonly Uint8Array[]): ArrayBuffer[] {
  const buffers = new Set(bytes.map(({ buffer }) => buffer))
  return [...buffers].filter((buffer) => buffer instanceof ArrayBuffer)
}
