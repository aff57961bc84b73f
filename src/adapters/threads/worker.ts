/** A helper: see helper.ts. */
import { parentPort } from 'node:worker_threads'
import { whenLoaded } from '../../late.ts'
import { digestPosts, type Task, writePosts } from './tasks.ts'

let done = Promise.resolve()

/** Answers come in the order of the tasks, whatever has to be loaded for one of them. */
parentPort?.on('message', (task: Task) => {
  done = done.then(async () => parentPort?.postMessage(await whenLoaded(() => work(task))))
})
parentPort?.postMessage('here')

function work(task: Task): unknown {
  return task.kind === 'digest' ? digestPosts(task) : writePosts(task)
}
