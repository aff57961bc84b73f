/** The thread that sends to hubs and subscribers. */
import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { basename } from 'node:path'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { feedAddresses, otherHubs } from '../../push/addresses.ts'
import { Push } from '../../push/push.ts'
import type { FromPush, PushTask, ReadContent, ToPush } from './push-thread.ts'
import { createSend } from './send.ts'
import { openSubscriptions } from './subscriptions.ts'

/** 200 requests a second: 10,000 subscribers have a change within a minute, and readers do not notice. */
const PACE = { turn: 100, requests: 20, atOnce: 512 } as const

/** A clock that was set is noticed after this time, in milliseconds. */
const LONGEST_SLEEP = 60_000

/** Below other threads, as with `nice`. */
const PRIORITY = 10

if (parentPort !== null) run(parentPort, workerData)

function run(port: MessagePort, { posts, site }: PushTask): void {
  lowerPriority()
  const post = (message: FromPush) => port.postMessage(message)
  const report = (message: string) => post({ kind: 'report', message })
  const db = openSubscriptions(posts)
  const send = createSend(site.push)
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
    timer = setTimeout(() => push.work(), Math.min(Math.max(at - Date.now(), 0), LONGEST_SLEEP))
  }
  const settings = { hubs: otherHubs(site), allow: site.push.allow, pace: PACE }
  const push = new Push({ db, clock: Date.now, send, read, ...settings, wake, report })
  // a look at all feeds delays no change
  const [changes, looks] = [inOrder(), inOrder()]
  port.on('message', async (message: ToPush) => {
    if (message.kind === 'changed') {
      const { bases, isNewsIfNew } = message
      const addTo = isNewsIfNew ? changes : looks
      for (const base of bases) addTo(() => push.changed(feedAddresses(site, base), isNewsIfNew))
    } else if (message.kind === 'content') {
      reads.get(message.number)?.(message.content)
      reads.delete(message.number)
    } else if (message.kind === 'accept')
      post({ kind: 'accepted', number: message.number, answer: await push.accept(message.form) })
    else {
      push.close()
      db.close()
      // requests that are under way are sent again after the next start
      process.exit()
    }
  })
  push.work()
}

/** Runs each task when the one before is done. */
function inOrder(): (task: () => Promise<void>) => void {
  let last = Promise.resolve()
  return (task) => {
    last = last.then(task)
  }
}

/** On Linux a thread has a priority of its own. Elsewhere the pace has to do. */
function lowerPriority(): void {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), PRIORITY)
  } catch {
    // not Linux, or /proc is not mounted
  }
}
