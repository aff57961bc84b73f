/** The subscribers of the site's own hub. */
import { count } from '../base/count.ts'
import { listSubscribers, type Subscriber } from '../push/subscriptions.ts'
import { openSubscriptions } from '../serve/push/subscriptions.ts'
import type { CommonOptions } from './options.ts'
import { RemoteSite } from './remote-site.ts'

interface SubscribersOptions extends CommonOptions {
  /** The address of a live site; absent: the folder's own server. */
  readonly from?: string
}

export async function subscribers({ posts, json, from }: SubscribersOptions): Promise<number> {
  const found = from === undefined ? listLocal(posts) : await new RemoteSite(from).subscribers()
  if (json) console.log(JSON.stringify({ subscribers: found }))
  else console.log(found.length === 0 ? 'No subscribers yet.' : describe(found))
  return 0
}

function listLocal(posts: string): Subscriber[] {
  const db = openSubscriptions(posts)
  const found = listSubscribers(db, Date.now())
  db.close()
  return found
}

function describe(found: readonly Subscriber[]): string {
  const topics = Map.groupBy(found, ({ topic }) => topic)
  const parts = [...topics].map(([topic, list]) =>
    [`${topic} (${count(list.length, 'subscriber')})`, ...list.map(describeOne)].join('\n'),
  )
  return parts.join('\n\n')
}

function describeOne({ host, expires, delivered, failures, failed }: Subscriber): string {
  const last = delivered === null ? 'no delivery yet' : `last delivery ${delivered}`
  const trouble = failures === 0 ? '' : `, then ${count(failures, 'failure')} (${failed})`
  return `  ${host}  ${last}${trouble}, until ${expires.slice(0, 10)}`
}
