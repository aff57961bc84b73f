/** How much of a post's lists counts: each tag, author and folder makes feeds, and each feed repeats the post's files. */
import { defined } from '../base/defined.ts'
import { fold } from '../base/slug.ts'
import type { Fields, Key } from './fields.ts'
import type { Findings, Written } from './findings.ts'
import { MAX_NAME, MAX_ROWS } from './quotas.ts'

/** The fields of a post with what counts of each list; reports the rest. */
export function bound(fields: Fields, written: ReadonlyMap<Key, Written>, findings: Findings): Fields {
  const first = <T>(key: Key, rows: readonly T[], what = 'rows'): T[] => {
    if (rows.length > MAX_ROWS) findings.tooMany(written.get(key)?.name ?? key, what, rows.length)
    return rows.slice(0, MAX_ROWS)
  }
  const names = (key: Key, rows: readonly string[]): string[] => {
    const long = rows.find((name) => name.length > MAX_NAME)
    if (long !== undefined) findings.longName(written.get(key)?.name ?? key, long)
    return rows.filter((name) => name.length <= MAX_NAME)
  }
  const { tags, authors, enclosures, podcast } = fields
  const known =
    authors &&
    new Set(
      names(
        'authors',
        authors.map(({ name }) => name),
      ),
    )
  const { audio, video } = fields
  const transcripts = [podcast, audio, video, ...(enclosures ?? [])].flatMap((part) => part?.transcript ?? [])
  first(podcast?.transcript === undefined ? 'audio' : 'podcast', transcripts, 'transcripts')
  const people = authors?.filter(({ name }) => known?.has(name))
  return {
    ...fields,
    tags: tags && first('tags', uniqueNames(names('tags', tags)), 'tags'),
    authors: people && people.length > 0 ? first('authors', people, 'authors') : undefined,
    enclosures: enclosures && first('enclosures', enclosures, 'files'),
    podcast:
      podcast &&
      defined({ ...podcast, persons: podcast.persons && first('podcast', podcast.persons, 'persons') }),
  }
}

/** Each name once, as it is first written; a name that shows nothing is none. */
function uniqueNames(names: readonly string[]): string[] {
  const byFold = new Map<string, string>()
  for (const name of names) {
    const folded = fold(name)
    if (folded !== '' && !byFold.has(folded)) byFold.set(folded, name)
  }
  return [...byFold.values()]
}
