/**
 * Makes the site from a whole bucket in steps, each a transaction that is kept: posts are read, get their ids and
 * addresses together, the newest are composed, and all are put into the feeds. Then the site is served, and the other
 * posts are composed.
 */
import type { Instant } from '../../model.ts'
import { type LedgerChange, publish, publishSome, settle, takeFiles } from '../../site/apply.ts'
import { continueFrom } from '../../site/clock.ts'
import { compose } from '../../site/compose.ts'
import { type Context, cacheValue, type Database, setCacheValue } from '../../site/database.ts'
import {
  allPaths,
  newestWaiting,
  type PublishedPath,
  publishedAfter,
  refusedAmong,
  waitingPosts,
} from '../../site/posts.ts'
import { changesOf, type Item, noteOddities } from './items.ts'
import { removePending } from './pending.ts'

/** Absent: the site is served. */
export type Stage = 'read' | 'compose' | 'publish'

const STAGE = 'stage'

/** The last post that was put into the feeds, in JSON. */
const LAST = 'last published'

/** Posts that are composed before anything is served: the main feed shows the newest. */
const FIRST = 200

/** Posts composed in one step. */
export const COMPOSED_AT_ONCE = 50

/** Posts put into the feeds in one step. */
const PUBLISHED_AT_ONCE = 1000

export function beginFilling(db: Database): void {
  setStage(db, 'read')
  setCacheValue(db, LAST, null)
}

export function stageOf(db: Database): Stage | undefined {
  const stage = cacheValue(db, STAGE)
  return stage === 'read' || stage === 'compose' || stage === 'publish' ? stage : undefined
}

function setStage(db: Database, stage: Stage | null): void {
  setCacheValue(db, STAGE, stage)
}

/** Notes the files that some keys of the bucket hold. */
export function take(context: Context, items: readonly Item[]): void {
  const { db } = context
  db.transaction(() => {
    takeFiles(context, changesOf(items, context), { keepsLastGood: false })
    noteOddities(db, items)
    removePending(db, items)
  })
}

export interface Past {
  /** The rows of the ledger in the bucket, where the table has others. */
  readonly ledger: LedgerChange | undefined
  /** Whether an object that is lost has served the site: then every feed counts as changed now. */
  readonly wasServed: boolean
}

/** Gives all posts their ids and addresses. */
export function settleAll(context: Context, { ledger, wasServed }: Past, now: Instant): void {
  const { db } = context
  db.transaction(() => {
    const changes = { sources: new Map(), files: new Map(), ...ledger }
    takeFiles(context, changes, { keepsLastGood: false })
    if (wasServed) continueFrom(db, now)
    settle(context, { edited: new Set(allPaths(db)), files: [] }, now)
    setStage(db, 'compose')
  })
}

/** Composes some of the newest posts, until the main feed can be made. */
export function composeNewest(context: Context, now: Instant): void {
  const { db } = context
  db.transaction(() => {
    const paths = newestWaiting(db, COMPOSED_AT_ONCE, FIRST)
    for (const path of paths) compose(context, path, now, false)
    if (paths.length === 0) setStage(db, 'publish')
  })
}

/** Puts some posts into the feeds, the oldest first, since pages of the archive are filled from the oldest on. */
export function publishNext(context: Context, now: Instant): void {
  const { db } = context
  db.transaction(() => {
    const last = cacheValue(db, LAST)
    const after: PublishedPath | undefined = last === undefined ? undefined : JSON.parse(last)
    const rows = publishedAfter(db, after, PUBLISHED_AT_ONCE)
    const isLast = rows.length < PUBLISHED_AT_ONCE
    publishSome(context, new Set(rows.map(({ path }) => path)), now, isLast)
    if (isLast) setStage(db, null)
    else setCacheValue(db, LAST, JSON.stringify(rows.at(-1)))
  })
}

/** Composes some of the posts that are in their feeds already. @returns their paths */
export function composeMore(context: Context, now: Instant): string[] {
  const { db } = context
  return db.transaction(() => {
    const paths = waitingPosts(db, COMPOSED_AT_ONCE)
    for (const path of paths) compose(context, path, now, false)
    const refused = refusedAmong(db, paths)
    if (refused.length > 0) publish(context, new Set(refused), now)
    return paths
  })
}
