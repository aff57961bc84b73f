/** Posts that wait for their time, in words. */
import { formatInstant } from '../base/dates.ts'
import type { Instant } from '../model.ts'
import type { Manifest } from '../snapshot/snapshot.ts'

export interface Scheduled {
  /** Posts that are not public yet. */
  readonly scheduled: number
  /** When the next of them is (RFC 3339). */
  readonly next?: string
}

interface Schedule {
  /** When posts are public that are not public at an instant, the next first. */
  readonly scheduled: (now: Instant) => readonly Instant[]
  readonly manifest: Pick<Manifest, 'timeZone'>
}

export function scheduledAt({ scheduled, manifest }: Schedule, now: Instant): Scheduled {
  const [next, ...others] = scheduled(now)
  if (next === undefined) return { scheduled: 0 }
  return { scheduled: 1 + others.length, next: formatInstant(next, manifest.timeZone) }
}

/** `1 scheduled: next 2026-11-26 23:59 UTC`; empty where none is. */
export function describeScheduled({ scheduled, next = '' }: Scheduled): string {
  const [offset, day, time] = [next.slice(19), next.slice(0, 10), next.slice(11, 16)]
  return scheduled === 0
    ? ''
    : `${scheduled} scheduled: next ${day} ${time} ${offset === 'Z' ? 'UTC' : offset}`
}
