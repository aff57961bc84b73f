import type { Instant } from '../model.ts'

/** In milliseconds: half a minute, then twice as long each time, up to two hours. */
const FIRST = 30_000
const LONGEST = 2 * 3600_000

/** Attempts for one change end after a day. */
export const GIVE_UP_AFTER = 86_400_000

/** Something that is under way is due again after this time, in milliseconds: the process may have been killed. */
export const UNDER_WAY = 30_000

/** @param failures in a row, at least 1 */
export function nextAttempt(failures: number, now: Instant): Instant {
  return now + Math.min(FIRST * 2 ** (failures - 1), LONGEST)
}
