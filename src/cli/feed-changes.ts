/** How many feeds a build changed, in words. */
import type { FeedChanges } from '../build/build.ts'
import { count } from './report.ts'

/** `2 feeds changed, 1 new feed`; empty for a first build. */
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
