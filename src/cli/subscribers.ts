/** Who subscribes to the site's own hub. */

import { count } from '../base/count.ts'
import type { Subscriber } from '../push/subscriptions.ts'
import { listSubscribers } from '../push/subscriptions.ts'
import { openSubscriptions } from '../serve/push/subscriptions.ts'
import type { CommonOptions } from './options.ts'

export async function subscribers({ posts, json }: CommonOptions): Promise<number> {
  const db = openSubscriptions(posts)
  const found = listSubscribers(db)
  db.close()
  if (json) console.log(JSON.stringify({ subscribers: found.map(dated) }))
  else console.log(found.length === 0 ? 'No subscribers yet.' : describe(found))
  return 0
}

/** With instants as people and machines read them. */
function dated({ expires, delivered, ...rest }: Subscriber) {
  return { ...rest, expires: iso(expires), delivered: delivered === null ? null : iso(delivered) }
}

function iso(instant: number): string {
  return new Date(instant).toISOString()
}

function describe(found: readonly Subscriber[]): string {
  const topics = Map.groupBy(found, ({ topic }) => topic)
  const parts = [...topics].map(([topic, list]) =>
    [`${topic} (${count(list.length, 'subscriber')})`, ...list.map(describeOne)].join('\n'),
  )
  return parts.join('\n\n')
}

function describeOne({ host, expires, delivered, failures, failed }: Subscriber): string {
  const last = delivered === null ? 'nothing delivered yet' : `last delivery ${iso(delivered)}`
  const trouble = failures === 0 ? '' : `, ${count(failures, 'failure')} since then (${failed})`
  return `  ${host}  ${last}${trouble}, until ${iso(expires).slice(0, 10)}`
}
