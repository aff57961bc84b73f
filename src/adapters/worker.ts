/** A helper: see helpers.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Site } from '../model.ts'
import { digestPosts, type Task, writePosts } from './tasks.ts'

const { site }: { site: Site } = workerData

parentPort?.on('message', (task: Task) => {
  const result = task.kind === 'digest' ? digestPosts(task, site) : writePosts(task, site)
  parentPort?.postMessage(result)
})
