/**
 * What makes a post an episode: the front matter's `podcast`, and what its audio or video says besides.
 * https://podcasters.apple.com/support/823-podcast-requirements, https://podcasting2.org/docs/podcast-namespace
 */
import * as v from 'valibot'
import { defined } from '../base/defined.ts'
import { tableOf, toExplicit } from '../base/schema.ts'
import type { Episode } from '../model.ts'
import {
  fileAddress,
  foldKey,
  isEmpty,
  isTable,
  list,
  MAX_ROWS,
  scalar,
  table,
  text,
  webAddress,
} from './values.ts'

const ordinal = v.pipe(scalar, v.regex(/^\d+$/), v.transform(Number), v.safeInteger(), v.minValue(1))
const episodeType = v.pipe(
  scalar,
  v.transform((value) => value.trim().toLowerCase()),
  v.picklist(['full', 'trailer', 'bonus']),
)

export const transcripts = list(
  table('url', {
    url: fileAddress,
    type: v.optional(text),
    language: v.optional(text),
  }),
)

/** The roles of https://github.com/Podcastindex-org/podcast-namespace/blob/main/taxonomy.json are texts as well. */
const guest = table('name', {
  name: text,
  role: v.optional(text),
  group: v.optional(text),
  url: v.optional(webAddress),
  image: v.optional(webAddress),
})

/** Names of keys in other systems, folded. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['episodetype', 'episodeType'],
  ['transcripts', 'transcript'],
  ['person', 'persons'],
  ['guests', 'persons'],
])

/** `podcast: { season: 1, episode: 2 }` */
export const podcast = v.pipe(
  v.unknown(),
  v.transform((value) => (isTable(value) ? renamed(value) : value)),
  tableOf({
    season: v.optional(ordinal),
    episode: v.optional(ordinal),
    episodeType: v.optional(episodeType),
    explicit: v.optional(
      v.pipe(
        scalar,
        v.transform((word) => toExplicit(word)),
        v.boolean(),
      ),
    ),
    title: v.optional(text),
    image: v.optional(fileAddress),
    transcript: v.optional(transcripts),
    chapters: v.optional(fileAddress),
    persons: v.optional(list(guest)),
  }),
)

function renamed(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => !isEmpty(inner))
      .map(([name, inner]) => [OTHER_NAMES.get(foldKey(name)) ?? foldKey(name), inner]),
  )
}

/** What `audio: { …, transcript: a.vtt, chapters: a.json }` says of an episode. */
interface File {
  readonly transcript?: v.InferOutput<typeof transcripts> | undefined
  readonly chapters?: string | undefined
}

/** The episode of a post; undefined if it has no `podcast`, transcript or chapters. */
export function toEpisode(
  said: v.InferOutput<typeof podcast> | undefined,
  files: readonly File[],
): Episode | undefined {
  const { transcript = [], persons = [], chapters, ...rest } = said ?? {}
  const transcripts = [...transcript, ...files.flatMap((file) => file.transcript ?? [])].slice(0, MAX_ROWS)
  const own = chapters ?? files.find((file) => file.chapters !== undefined)?.chapters
  if (said === undefined && transcripts.length === 0 && own === undefined) return undefined
  return defined({ ...rest, transcripts, persons, chapters: own })
}
