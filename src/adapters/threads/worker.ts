/** A helper: see helpers.ts. */
import { enableCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import type { Site } from '../../model.ts'
import type { Task } from './tasks.ts'

// each thread compiles for itself
enableCompileCache()
const { digestPosts, writePosts } = await import('./tasks.ts')

const { site }: { site: Site } = workerData

parentPort?.on('message', (task: Task) => {
  const result = task.kind === 'digest' ? digestPosts(task, site) : writePosts(task, site)
  parentPort?.postMessage(result)
})
