/** Tells the hubs of a site which of its feeds have changed, for a site that no server of dropfeed serves. */
import { setTimeout as sleep } from 'node:timers/promises'
import { count } from '../base/count.ts'
import { DOCUMENTS } from '../base/paths.ts'
import { UsageError } from '../base/usage-error.ts'
import { loadConfig } from '../config/load.ts'
import { createApp } from '../http/app.ts'
import type { Site } from '../model.ts'
import { otherHubs } from '../push/hubs.ts'
import { countPings, queuePing } from '../push/pings.ts'
import { Push } from '../push/push.ts'
import { openBuild } from '../serve/disk.ts'
import { createSender } from '../serve/push/send.ts'
import { openSubscriptions } from '../serve/push/subscriptions.ts'
import { type BuildOptions, LOCAL_URL } from './options.ts'

/** Tells every hub of the main feed, and of the other feeds that have changed since the last time. */
export async function ping(options: BuildOptions): Promise<number> {
  const { name, siteAt } = await loadConfig(options.config)
  const site = siteAt(LOCAL_URL)
  if (otherHubs(site).length === 0)
    throw new UsageError(`There is no hub to ping: ${name} has no "hub", or only 'self'.`)
  return pingHubs(site, { ...options, always: true })
}

interface PingOptions {
  readonly posts: string
  readonly out: string
  /** Whether hubs hear of the main feed even if it is as it was. */
  readonly always?: boolean
}

/**
 * Compares the feeds of a build with those of the last ping, and tells the hubs which have changed.
 * @returns an exit code: 1 if a hub did not take the news, which is tried again at the next time
 */
export async function pingHubs(site: Site, { posts, out, always = false }: PingOptions): Promise<number> {
  const hubs = otherHubs(site)
  if (hubs.length === 0) return 0
  const store = await openBuild(out)
  const { fetch } = createApp({ store, clock: Date.now })
  const db = openSubscriptions(posts)
  const { send, close } = createSender({ allow: [] })
  const read = async (url: string, method: string) => fetch(new Request(url, { method }))
  const report = (message: string) => console.error(message)
  const push = new Push({ db, clock: Date.now, send, read, hubs, allow: [], wake: () => {}, report })
  const { manifest } = await store.current()
  const topics = (base: string) =>
    Object.values(DOCUMENTS).map(({ file }) => site.url + encodeURI(base + file))
  await push.changed(manifest.feeds.flatMap(({ base }) => topics(base)))
  if (always) for (const hub of hubs) for (const topic of topics('/')) queuePing(db, hub, topic, Date.now())
  const queued = countPings(db)
  while (countPings(db, Date.now() + BATCH) > 0) {
    push.work()
    await push.idle()
    await sleep(100)
  }
  push.close()
  close()
  const failed = countPings(db)
  db.close()
  if (queued > failed) console.log(`Told the hubs about ${count(queued - failed, 'change')}.`)
  if (failed > 0) console.error(`${count(failed, 'change')} did not reach a hub. The next ping tries again.`)
  return failed > 0 ? 1 : 0
}

/** News wait so long for others, in milliseconds; what waits longer has failed. */
const BATCH = 2000
