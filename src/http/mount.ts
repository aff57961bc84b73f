/** The feeds as an app of Hono's, by themselves or within another one: `app.route('/blog', dropfeed(feeds))`. */
import type { Context, Hono } from 'hono'
import { basePath, baseRoutePath } from 'hono/route'
import type { Instant } from '../model.ts'
import type { SnapshotStore } from '../snapshot/snapshot.ts'
import { type AcceptForm, createApp } from './app.ts'
import type { BodyOptions } from './bodies.ts'

/** A store of snapshots with the platform's compression. */
export interface Feeds extends SnapshotStore, BodyOptions {
  /** The site's own WebSub hub: takes the form of a request. */
  readonly hub?: AcceptForm
}

export type App = Hono

/**
 * Answers below its place and leaves everything else to the app around it. Documents name absolute addresses: the
 * site's `url` ends with the path at which they are mounted.
 */
export function dropfeed(feeds: Feeds, clock: () => Instant = Date.now): Hono {
  return createApp({ ...feeds, store: feeds, clock, mount })
}

/** Empty where no app is around this one. */
function mount(context: Context): string {
  return baseRoutePath(context) === '/' ? '' : basePath(context)
}
