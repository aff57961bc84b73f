/** The thread that sends news to hubs and subscribers. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { DOCUMENTS } from '../../base/paths.ts'
import type { Site } from '../../model.ts'
import { otherHubs } from '../../push/hubs.ts'
import { Push } from '../../push/push.ts'
import { subscribedTopics } from '../../push/subscriptions.ts'
import type { FromPush, PushTask, ReadContent, ToPush } from './protocol.ts'
import { createSender } from './send.ts'
import { openSubscriptions } from './subscriptions.ts'

/** A timer of Node's counts at most so far, in milliseconds. */
const LONGEST_TIMEOUT = 2 ** 31 - 1

if (parentPort !== null) run(parentPort, workerData)

function run(port: MessagePort, { posts, site }: PushTask): void {
  const post = (message: FromPush) => port.postMessage(message)
  const report = (message: string) => post({ kind: 'report', message })
  const db = openSubscriptions(posts)
  const sender = createSender(site.push)
  const reads = new Map<number, (content: ReadContent) => void>()
  let count = 0
  const read = async (url: string, method: string) => {
    const { promise, resolve } = Promise.withResolvers<ReadContent>()
    const number = count++
    reads.set(number, resolve)
    post({ kind: 'read', number, url, method })
    const { status, headers, body } = await promise
    return new Response(body.byteLength === 0 ? null : body, { status, headers })
  }
  let timer: NodeJS.Timeout | undefined
  const wake = (at: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => push.work(), Math.min(Math.max(at - Date.now(), 0), LONGEST_TIMEOUT))
  }
  const settings = { hubs: otherHubs(site), allow: site.push.allow }
  const push = new Push({ db, clock: Date.now, send: sender.send, read, ...settings, wake, report })
  let looking: Promise<unknown> = Promise.resolve()
  const look = (urls: readonly string[]) => {
    looking = looking.then(() => push.changed(urls)).catch((error) => report(String(error)))
  }
  /** Without a list of changes, hubs elsewhere hear of the main feed alone. */
  const likely = () => [...topicsOf(site, '/'), ...subscribedTopics(db)]
  port.on('message', async (message: ToPush) => {
    if (message.kind === 'changed') look(message.bases?.flatMap((base) => topicsOf(site, base)) ?? likely())
    else if (message.kind === 'content') {
      reads.get(message.number)?.(message.content)
      reads.delete(message.number)
    } else if (message.kind === 'accept')
      post({ kind: 'accepted', number: message.number, answer: await push.accept(message.form) })
    else {
      clearTimeout(timer)
      push.close()
      sender.close()
      db.close()
      port.close()
    }
  })
  // what changed while no server ran
  look(likely())
  push.work()
}

/** The addresses of a feed in all formats. */
function topicsOf({ url }: Site, base: string): string[] {
  return Object.values(DOCUMENTS).map(({ file }) => url + encodeURI(base + file))
}
