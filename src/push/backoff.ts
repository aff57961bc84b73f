import type { Instant } from '../model.ts'

/** In milliseconds: half a minute, then twice as long each time, up to two hours. */
const FIRST = 30_000
const LONGEST = 2 * 3600_000

/** Attempts go on for a day. */
const GIVE_UP_AFTER = 86_400_000

/**
 * When to try again.
 * @param attempts so far, at least 1
 * @param since when the news came up that has to be delivered
 * @returns undefined: not any more
 */
export function nextAttempt(attempts: number, since: Instant, now: Instant): Instant | undefined {
  // a clock that was set back would have it tried for ever
  const next = now + Math.min(FIRST * 2 ** (attempts - 1), LONGEST)
  return next - Math.min(since, now) > GIVE_UP_AFTER || attempts > 30 ? undefined : next
}
