/** Makes a live site compare its bucket with what it serves. */
import { count } from '../base/count.ts'
import { RemoteSite } from './remote-site.ts'

export interface ReconcileOptions {
  readonly to: string
  readonly allowEmpty?: boolean
}

export async function reconcile({ to, allowEmpty = false }: ReconcileOptions): Promise<number> {
  const remote = new RemoteSite(to)
  await remote.ask('POST', `/.dropfeed/reconcile${allowEmpty ? '?allow-empty' : ''}`)
  const health = await remote.settled()
  if (health.advice !== undefined) {
    console.error(health.advice)
    return 1
  }
  console.log(`${count(health.posts, 'post')} at ${to}.`)
  return 0
}
