/** What the publisher asks beside WebDAV: how the site is, what is wrong with its posts, and which files there are. */
import { refuse } from '../../http/responses.ts'
import type { Instant } from '../../model.ts'
import { lastInstant } from '../../site/clock.ts'
import type { Database } from '../../site/database.ts'
import { allDiagnostics } from '../../site/diagnostics.ts'
import { waitingPaths } from '../../site/posts.ts'
import { siteVersion } from '../../site/versions.ts'
import type { BucketSite } from './bucket-site.ts'
import { stageOf } from './filling.ts'
import { isFile, isListing, nextPending, pendingCount, postCounts, vanishedPosts } from './pending.ts'
import type { Bucket, HubStub, Namespace } from './platform.ts'
import type { DailyRows } from './rows.ts'

export interface Operated {
  readonly db: Database
  readonly bucket: Bucket
  readonly hub: Namespace<HubStub>
  readonly site: BucketSite
  readonly rows: DailyRows
  readonly failures: { readonly at: string; readonly message: string }[]
  /** Of the oldest event in the last batch of the queue, in seconds; absent: none came since the object started. */
  queueLag?: number
}

export async function answerOperator(
  { url, method }: Request,
  operated: Operated,
  orders: { reconcile(allowsEmpty: boolean): Promise<void>; rebuild(): Promise<void> },
): Promise<Response> {
  const { pathname, searchParams } = new URL(url)
  switch (`${method} ${pathname}`) {
    case 'GET /.dropfeed/health':
      return json(health(operated))
    case 'GET /.dropfeed/problems':
      return json(allDiagnostics(operated.db))
    case 'GET /.dropfeed/subscribers':
      return json(await operated.hub.getByName('hub').subscribers())
    case 'POST /.dropfeed/reconcile':
      await orders.reconcile(searchParams.has('allow-empty'))
      return json(health(operated))
    case 'POST /.dropfeed/rebuild':
      await orders.rebuild()
      return json(health(operated))
    case 'GET /.dropfeed/files':
      return json(await filesAfter(operated.bucket, searchParams.get('after') ?? ''))
    default:
      return refuse(404, 'There is nothing at this address.')
  }
}

/** A page of the bucket's files; `after` asks for the next one. */
async function filesAfter(bucket: Bucket, startAfter: string) {
  const { objects, truncated } = await bucket.list(startAfter === '' ? {} : { startAfter })
  const files = objects
    .filter(({ key }) => isFile(key))
    .map(({ key: path, size, etag }) => ({ path, size, etag }))
  const after = truncated ? objects.at(-1)?.key : undefined
  return { files, ...(after === undefined ? {} : { after }) }
}

function health({ db, site, rows, failures, queueLag }: Operated) {
  const now = Date.now()
  const [next, last, paused, oldest] = [site.next(), lastInstant(db), rows.pausedUntil(), nextPending(db)]
  const vanished = vanishedPosts(db)
  return {
    version: siteVersion(db),
    posts: site.at?.posts ?? 0,
    stage: stageOf(db) ?? (isListing(db) ? 'reconcile' : 'served'),
    ...postCounts(db),
    waiting: waitingPaths(db).length,
    pending: pendingCount(db),
    /** In seconds. */
    lag: oldest === undefined ? 0 : Math.max(0, (now - oldest) / 1000),
    queueLag: queueLag ?? null,
    lastChange: last === undefined ? null : iso(last),
    nextAlarm: next === undefined ? null : iso(Math.max(next, now)),
    rowsReadToday: rows.today.rowsRead,
    rowsWrittenToday: rows.today.rowsWritten,
    ...(paused === undefined ? {} : { pausedUntil: iso(paused) }),
    ...(vanished === undefined ? {} : { vanished, advice: VANISHED }),
    problems: allDiagnostics(db).length,
    failures,
  }
}

const VANISHED =
  'More than half of the posts are gone from the bucket. They are served until you run: dropfeed reconcile --allow-empty'

function iso(instant: Instant): string {
  return new Date(instant).toISOString()
}

function json(value: unknown): Response {
  return Response.json(value, {
    headers: { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' },
  })
}
