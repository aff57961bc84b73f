/** Instants of other systems as front matter has them. */
import type { Instant } from '../model.ts'

/** `2020-01-31T18:30:00Z` */
export function toFrontMatter(instant: Instant): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z')
}

/** `2020-01-31 18:30:00` in UTC, any date of RFC 3339 or RFC 5322, or milliseconds; undefined for what is none. */
export function dateOf(value: unknown): string | undefined {
  if (typeof value === 'number') return isDate(value) ? toFrontMatter(value) : undefined
  if (typeof value !== 'string') return undefined
  const instant = Date.parse(value.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/, '$1T$2Z'))
  return isDate(instant) ? toFrontMatter(instant) : undefined
}

/** The time of a change; undefined where it is that of publication, or earlier. */
export function later(changed: string | undefined, published: string | undefined): string | undefined {
  return changed !== undefined && published !== undefined && changed > published ? changed : undefined
}

/** Systems write zero for a date that is not there. */
function isDate(instant: number): boolean {
  return Number.isFinite(instant) && instant > 0 && instant < 8.64e15
}
