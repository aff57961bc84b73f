/** The words of the project: what a post, a site, a feed and a problem are. Types only. */

export type * from './model/feed.ts'
export type * from './model/post.ts'
export type * from './model/site.ts'
