/** Pings other hubs about the feeds of a build that have changed since the last ping. */
import { setTimeout as sleep } from 'node:timers/promises'
import { count } from '../base/count.ts'
import { UsageError } from '../base/usage-error.ts'
import { loadConfig } from '../config/load.ts'
import { createApp } from '../http/app.ts'
import type { Site } from '../model.ts'
import { feedAddresses, otherHubs } from '../push/addresses.ts'
import { BATCH, countPings, queuePing } from '../push/pings.ts'
import { Push } from '../push/push.ts'
import { knownTopics } from '../push/topics.ts'
import { openBuild } from '../serve/disk.ts'
import { createSend } from '../serve/push/send.ts'
import { openSubscriptions } from '../serve/push/subscriptions.ts'
import { type BuildOptions, LOCAL_URL } from './options.ts'

/** Only pings are sent. */
const PACE = { turn: 100, requests: 0, atOnce: 32 } as const

/** Always pings about the main feed, and about the other feeds that have changed. */
export async function ping(options: BuildOptions): Promise<number> {
  const { name, siteAt } = await loadConfig(options.config)
  const site = siteAt(LOCAL_URL)
  if (otherHubs(site).length === 0)
    throw new UsageError(`There is no hub to ping: ${name} has no "hub", or only 'self'.`)
  return pingHubs(site, options.out, true)
}

/**
 * Compares the feeds of a build with those of the last ping. Without a record of one, only the main feed is pinged.
 * @param always pings the main feed even if it has not changed
 * @returns an exit code: 1 if a hub did not accept a ping, which the next call repeats
 */
export async function pingHubs(site: Site, out: string, always = false): Promise<number> {
  const hubs = otherHubs(site)
  if (hubs.length === 0) return 0
  const store = await openBuild(out)
  const { fetch } = createApp({ store, clock: Date.now })
  // a server of the same posts has other subscriptions and topics
  const db = openSubscriptions(out)
  const send = createSend({ allow: [] })
  const read = async (url: string, method: string) => fetch(new Request(url, { method }))
  const report = (message: string) => console.error(message)
  const settings = { hubs, allow: [], pace: PACE, wake: () => {}, report }
  const push = new Push({ db, clock: Date.now, send, read, ...settings })
  const { manifest } = await store.current()
  const isFirst = knownTopics(db).length === 0
  await push.changed(
    manifest.feeds.flatMap(({ base }) => feedAddresses(site, base)),
    !isFirst,
  )
  if (always || isFirst)
    for (const hub of hubs)
      for (const topic of feedAddresses(site, '/')) queuePing(db, hub, topic, Date.now())
  const queued = countPings(db)
  // what is due later has failed
  while (countPings(db, Date.now() + 2 * BATCH) > 0) {
    push.work()
    await sleep(100)
    await push.idle()
  }
  push.close()
  const failed = countPings(db)
  db.close()
  const hubCount = count(hubs.length, 'hub')
  if (queued > failed) console.log(`Sent ${count(queued - failed, 'ping')} to ${hubCount}.`)
  if (failed > 0) console.error(`${count(failed, 'ping')} failed. Run "dropfeed ping" again later.`)
  return failed > 0 ? 1 : 0
}
