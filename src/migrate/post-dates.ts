/** Instants of other systems as front matter has them: `2020-01-31T18:30:00Z`. */

/** `2020-01-31 18:30:00` in UTC, any date of RFC 3339 or RFC 5322, or milliseconds; undefined for what is none. */
export function dateOf(value: unknown): string | undefined {
  const instant = typeof value === 'string' ? Date.parse(value.replace(SQL_DATE, '$1T$2Z')) : Number(value)
  // systems write zero for a date that is not there
  const isDate = instant > 0 && instant < 8.64e15
  return isDate ? new Date(instant).toISOString().replace('.000Z', 'Z') : undefined
}

const SQL_DATE = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/

/** The time of a change; undefined where it is that of publication, or earlier. */
export function later(changed: string | undefined, published: string | undefined): string | undefined {
  return changed !== undefined && published !== undefined && changed > published ? changed : undefined
}
