/** `dropfeed/cloudflare`: the Worker, and the feeds among a Worker's static assets. */
export { type Assets, default, openAssets } from './edge/worker.ts'
