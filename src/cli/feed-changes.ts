/** How many feeds a build changed, and how that is told. */
import { count } from './report.ts'

export interface FeedChanges {
  readonly added: number
  readonly changed: number
  readonly gone: number
}

export const NO_CHANGES: FeedChanges = { added: 0, changed: 0, gone: 0 }

/** `2 feeds changed, 1 new`; empty for a first build. */
export function describeChanges(changes: FeedChanges | undefined): string {
  if (changes === undefined) return ''
  const { added, changed, gone } = changes
  const parts = [
    ...(changed > 0 ? [`${count(changed, 'feed')} changed`] : []),
    ...(added > 0 ? [`${count(added, 'new feed')}`] : []),
    ...(gone > 0 ? [`${count(gone, 'feed')} gone`] : []),
  ]
  return parts.length === 0 ? 'nothing changed' : parts.join(', ')
}
