/** `dropfeed`: the feeds as an app of Hono's, and the words to configure them. */

export { defineSite, type SiteConfig } from './config/site.ts'
export type { Feeds } from './http/mount.ts'
export { dropfeed } from './http/mount.ts'
export type { Instant, Problem } from './model.ts'
export type { Manifest, Snapshot, SnapshotStore } from './snapshot/snapshot.ts'
