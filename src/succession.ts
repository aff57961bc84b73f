/**
 * What a new snapshot takes over from the one before. A post can be edited or removed without a new date; a
 * client that knows only the date of its copy (If-Modified-Since) must learn of that, too.
 */
import type { Compilation } from './compile.ts'
import type { Instant } from './model.ts'
import type { Edition, FeedDocument } from './snapshot.ts'

/**
 * The next compilation with dates of modification that never go back: a document whose bytes differ from
 * those served before is modified now, one with the same bytes keeps its date.
 */
export function succeed(previous: readonly FeedDocument[], next: Compilation, now: Instant): Compilation {
  const before = new Map(previous.map((document) => [document.path, document]))
  const documents = next.documents.map((document) => {
    const known = before.get(document.path)
    return known === undefined ? document : succeedDocument(known, document, now)
  })
  return { ...next, documents }
}

function succeedDocument(previous: FeedDocument, next: FeedDocument, now: Instant): FeedDocument {
  const [old, fresh] = [editionAt(previous, now), editionAt(next, now)]
  if (old?.modified === undefined || fresh === undefined) return next
  const isSame = old.etag === fresh.etag
  const earliest = isSame ? old.modified : wholeSecond(now)
  return { ...next, editions: next.editions.map((edition) => notBefore(edition, earliest)) }
}

function editionAt(document: FeedDocument, now: Instant): Edition | undefined {
  return document.editions.findLast(({ from }) => from <= now) ?? document.editions[0]
}

function notBefore(edition: Edition, earliest: Instant): Edition {
  return { ...edition, modified: Math.max(edition.modified ?? 0, earliest) }
}

function wholeSecond(instant: Instant): Instant {
  return Math.floor(instant / 1000) * 1000
}
