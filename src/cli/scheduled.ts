/** Posts that wait for their time, and how that is told. */
import type { Told } from '../adapters/output/standing.ts'
import type { Compilation } from '../compile.ts'
import { formatInstant } from '../dates.ts'
import type { Instant } from '../model.ts'

export type Scheduled = Pick<Told, 'scheduled' | 'next'>

export function scheduledAt(
  { scheduled, manifest }: Pick<Compilation, 'scheduled' | 'manifest'>,
  now: Instant,
): Scheduled {
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
