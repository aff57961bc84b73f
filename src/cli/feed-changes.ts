/** What a build changed, as far as subscribers can see it: which feeds show something else. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openBuild } from '../adapters/stores/disk.ts'
import type { Instant } from '../model.ts'
import { DOCUMENTS } from '../paths.ts'
import { visible } from '../snapshot/visibility.ts'
import { count } from './report.ts'

/** Tags of what the feeds of a build show, by their bases. */
type Tags = ReadonlyMap<string, string>

export interface FeedChanges {
  readonly added: number
  readonly changed: number
  readonly gone: number
}

export const NO_CHANGES: FeedChanges = { added: 0, changed: 0, gone: 0 }

/** Looks at the build in `out` now; what it gives looks again, and compares. Undefined where there was none. */
export async function watchFeeds(out: string, now: Instant): Promise<() => Promise<FeedChanges | undefined>> {
  const before = existsSync(join(out, 'snapshot'))
    ? await readTags(out, now).catch(() => undefined)
    : undefined
  return async () => before && compare(before, await readTags(out, now))
}

async function readTags(out: string, now: Instant): Promise<Tags> {
  const snapshot = await (await openBuild(out)).current()
  const tags = new Map<string, string>()
  for (const { base } of snapshot.manifest.feeds) {
    const document = await snapshot.document(base + DOCUMENTS.json.file)
    const edition = document && visible(document.index, now)?.edition
    if (edition !== undefined) tags.set(base, edition.etag)
  }
  return tags
}

function compare(before: Tags, after: Tags): FeedChanges {
  const kept = [...after].filter(([base]) => before.has(base))
  return {
    added: after.size - kept.length,
    changed: kept.filter(([base, tag]) => before.get(base) !== tag).length,
    gone: before.size - kept.length,
  }
}

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
