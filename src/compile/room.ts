/** The feeds that a site has room for. */
import type { FeedSpec, Problem } from '../model.ts'

export interface Chosen<F extends FeedSpec> {
  readonly feeds: readonly F[]
  readonly problems: readonly Problem[]
}

/**
 * The main feed and the largest others; of those of one size, the feed with the older first post: so a new tag never
 * takes the place of an old one. The rest is reported.
 * @param feeds the main feed first
 */
export function chooseFeeds<F extends FeedSpec>(feeds: readonly F[], max: number): Chosen<F> {
  if (feeds.length <= max) return { feeds, problems: [] }
  const [main, ...others] = feeds
  const largest = others.sort(largestFirst).slice(0, max - 1)
  const kept = new Set([main, ...largest])
  const left = others[max - 1]
  return {
    feeds: feeds.filter((feed) => kept.has(feed)),
    problems: left === undefined ? [] : [noRoom(feeds.length, max, left)],
  }
}

function largestFirst(a: FeedSpec, b: FeedSpec): number {
  return b.entries.length - a.entries.length || firstOf(a) - firstOf(b) || (a.base < b.base ? -1 : 1)
}

function firstOf({ entries }: FeedSpec): number {
  return entries.at(-1)?.published ?? 0
}

function noRoom(count: number, max: number, { base }: FeedSpec): Problem {
  return {
    severity: 'warning',
    path: '.',
    what: `The posts make ${count} feeds; "feeds.max" in the configuration allows ${max}.`,
    why: `The ${count - max} smallest are left out, such as ${base}.`,
    fix: 'Use fewer tags, or raise "feeds.max".',
  }
}
