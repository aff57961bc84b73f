/** Which feeds show something else than in the build that is about to be replaced. */
import { openBuild } from '../adapters/stores/disk.ts'
import type { Compilation } from '../compile.ts'
import type { Instant } from '../model.ts'
import { DOCUMENTS } from '../paths.ts'
import { visible } from '../snapshot/visibility.ts'
import type { DocumentIndex, Manifest, Snapshot } from '../snapshot.ts'
import type { FeedChanges } from './feed-changes.ts'

/**
 * Compares what the build in `out` shows at an instant with what has been made to take its place: what has not been
 * made is taken over as it is. Undefined where there is no build.
 */
export async function compareFeeds(
  { manifest, made }: Compilation,
  out: string,
  now: Instant,
): Promise<FeedChanges | undefined> {
  const before = await openBuild(out).then(
    (store) => store.current(),
    () => undefined,
  )
  if (before === undefined) return undefined
  const [old, fresh] = [shown(before.manifest, now), shown(manifest, now)]
  const changed: string[] = []
  for (const index of made.filter(({ format }) => format === 'json')) {
    const base = index.path.slice(0, -DOCUMENTS.json.file.length)
    if (old.has(base) && fresh.has(base) && (await looksOtherwise(index, before, now))) changed.push(base)
  }
  return {
    added: fresh.difference(old).size,
    changed: changed.length,
    gone: old.difference(fresh).size,
  }
}

/** Whether anybody sees a post in the build in `out` at an instant. */
export async function showsPosts(out: string, now: Instant): Promise<boolean> {
  try {
    const build = await (await openBuild(out)).current()
    const main = await build.document(`/${DOCUMENTS.json.file}`)
    const runs = main && visible(main.index, now)?.edition.runs
    return runs !== undefined && runs.length > 0
  } catch {
    return false
  }
}

/** The bases of the feeds that anybody may know of. */
function shown({ feeds }: Manifest, now: Instant): Set<string> {
  return new Set(feeds.filter(({ since = now }) => since <= now).map(({ base }) => base))
}

async function looksOtherwise(index: DocumentIndex, before: Snapshot, now: Instant): Promise<boolean> {
  try {
    const old = await before.document(index.path)
    return old === undefined || tagAt(old.index, now) !== tagAt(index, now)
  } catch {
    // not as it was written
    return true
  }
}

function tagAt(index: DocumentIndex, now: Instant): string | undefined {
  return visible(index, now)?.edition.etag
}
