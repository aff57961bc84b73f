/** `dropfeed`: the feeds as an app of Hono's, and the words to configure them. */
export type { Feeds } from './adapters/mount.ts'
export { dropfeed } from './adapters/mount.ts'
export { defineSite, type SiteConfig } from './config.ts'
export type { Instant, Problem } from './model.ts'
export type { Manifest, Snapshot, SnapshotStore } from './snapshot.ts'
