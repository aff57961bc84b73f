/** Makes a live site compare its bucket with what it serves. */
import { count } from '../base/count.ts'
import { Door } from './door.ts'

export interface ReconcileOptions {
  readonly to: string
  readonly allowEmpty?: boolean
}

export async function reconcile({ to, allowEmpty = false }: ReconcileOptions): Promise<number> {
  const door = new Door(to)
  await door.ask('POST', `/.dropfeed/reconcile${allowEmpty ? '?allow-empty' : ''}`)
  const health = await door.settled()
  if (health.advice !== undefined) {
    console.error(health.advice)
    return 1
  }
  console.log(`${count(health.posts, 'post')} at ${to}.`)
  return 0
}
