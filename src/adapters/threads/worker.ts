/** A helper: see helper.ts. */
import { enableCompileCache } from 'node:module'
import { parentPort } from 'node:worker_threads'
import type { Task } from './tasks.ts'

// each thread compiles for itself
enableCompileCache()
const { digestPosts, writePosts } = await import('./tasks.ts')

parentPort?.on('message', (task: Task) => {
  parentPort?.postMessage(task.kind === 'digest' ? digestPosts(task) : writePosts(task))
})
parentPort?.postMessage('here')
