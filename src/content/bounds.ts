/** Bounds on a post's lists: each tag, author and folder makes feeds, and each feed repeats the post's files. */
import { defined } from '../base/defined.ts'
import { quote } from '../base/problem.ts'
import { fold } from '../base/slug.ts'
import type { Diagnostics } from './diagnostics.ts'
import type { Fields, Key } from './fields.ts'
import { MAX_FOLDERS, MAX_NAME, MAX_ROWS } from './values.ts'

/** Cuts the lists of a post, and reports what was cut. */
export function bound(fields: Fields, diagnostics: Diagnostics): Fields {
  const { tags, authors, enclosures, podcast, audio, video } = fields
  const files = [podcast, audio, video, ...(enclosures ?? [])]
  const transcripts = files.flatMap((file) => file?.transcript ?? [])
  firstRows(podcast?.transcript === undefined ? 'audio' : 'podcast', transcripts, 'transcripts', diagnostics)
  const people = authors && shortNames('authors', authors, ({ name }) => name, diagnostics)
  const names = tags && uniqueNames(shortNames('tags', tags, (name) => name, diagnostics))
  const persons = podcast?.persons && firstRows('podcast', podcast.persons, 'persons', diagnostics)
  return {
    ...fields,
    tags: names && firstRows('tags', names, 'tags', diagnostics),
    authors: people?.length ? firstRows('authors', people, 'authors', diagnostics) : undefined,
    enclosures: enclosures && firstRows('enclosures', enclosures, 'files', diagnostics),
    podcast: podcast && defined({ ...podcast, persons }),
  }
}

function firstRows<T>(key: Key, rows: readonly T[], what: string, diagnostics: Diagnostics): T[] {
  const name = diagnostics.nameOf(key)
  if (rows.length > MAX_ROWS)
    diagnostics.warning(diagnostics.matter.placeOfKey(name), {
      what: `${quote(name)} has ${rows.length} ${what}; the first ${MAX_ROWS} count.`,
      why: 'Every feed repeats them, and each tag and author has feeds of its own.',
      fix: 'Remove some.',
    })
  return rows.slice(0, MAX_ROWS)
}

function shortNames<T>(
  key: Key,
  rows: readonly T[],
  nameOf: (row: T) => string,
  diagnostics: Diagnostics,
): T[] {
  const name = diagnostics.nameOf(key)
  const long = rows.map(nameOf).find((text) => text.length > MAX_NAME)
  if (long !== undefined)
    diagnostics.warning(diagnostics.matter.placeOfKey(name), {
      what: `${quote(name)} has a name of more than ${MAX_NAME} characters (${quote(long)}), which does not count.`,
      why: 'The name is the title of a feed.',
      fix: 'Shorten it; if it is several names, put commas between them.',
    })
  return rows.filter((row) => nameOf(row).length <= MAX_NAME)
}

/** @param depth how many folders the post is in */
export function reportDepth(depth: number, diagnostics: Diagnostics): void {
  if (depth <= MAX_FOLDERS) return
  diagnostics.warning(
    {},
    {
      what: `The post is in ${depth} folders; the first ${MAX_FOLDERS} count.`,
      why: 'Each folder has feeds of its own.',
      fix: 'Move it further up.',
    },
  )
}

/** Each name once, as first written; without names that show nothing. */
function uniqueNames(names: readonly string[]): string[] {
  const byFold = new Map<string, string>()
  for (const name of names) {
    const folded = fold(name)
    if (folded !== '' && !byFold.has(folded)) byFold.set(folded, name)
  }
  return [...byFold.values()]
}
