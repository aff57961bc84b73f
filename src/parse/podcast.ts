/**
 * What makes a post an episode: the front matter's `podcast`, and what its audio or video says besides.
 * https://podcasters.apple.com/support/823-podcast-requirements, https://podcasting2.org/docs/podcast-namespace
 */
import { z } from 'zod'
import type { Episode } from '../model.ts'
import {
  fileAddress,
  flag,
  foldKey,
  isEmpty,
  isTable,
  list,
  scalar,
  table,
  text,
  webAddress,
} from './values.ts'

const ordinal = scalar
  .refine((value) => /^\d+$/.test(value))
  .transform(Number)
  .pipe(z.int().min(1))
const episodeType = scalar
  .transform((value) => value.trim().toLowerCase())
  .pipe(z.enum(['full', 'trailer', 'bonus']))

export const transcripts = list(
  table('url', {
    url: fileAddress,
    type: text.optional(),
    language: text.optional(),
  }),
)

/** The roles of https://github.com/Podcastindex-org/podcast-namespace/blob/main/taxonomy.json are texts as well. */
const guest = table('name', {
  name: text,
  role: text.optional(),
  group: text.optional(),
  url: webAddress.optional(),
  image: webAddress.optional(),
})

/** The names under which other systems know a key, folded. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['episodetype', 'episodeType'],
  ['transcripts', 'transcript'],
  ['person', 'persons'],
  ['guests', 'persons'],
])

const shape = z.object({
  season: ordinal.optional(),
  episode: ordinal.optional(),
  episodeType: episodeType.optional(),
  explicit: flag.optional(),
  title: text.optional(),
  image: fileAddress.optional(),
  transcript: transcripts.optional(),
  chapters: fileAddress.optional(),
  persons: list(guest).optional(),
})

/** `podcast: { season: 1, episode: 2 }` */
export const podcast = z.preprocess((value) => (isTable(value) ? renamed(value) : value), shape)

function renamed(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => !isEmpty(inner))
      .map(([name, inner]) => [OTHER_NAMES.get(foldKey(name)) ?? foldKey(name), inner]),
  )
}

type Transcripts = z.output<typeof transcripts>

/** What `audio: { …, transcript: a.vtt, chapters: a.json }` says besides the file. */
interface File {
  readonly transcript?: Transcripts | undefined
  readonly chapters?: string | undefined
}

/** The episode that a post is; undefined where it says nothing of the kind. */
export function toEpisode(
  said: z.output<typeof shape> | undefined,
  files: readonly File[],
): Episode | undefined {
  const { transcript = [], persons = [], chapters, ...rest } = said ?? {}
  const transcripts = [...transcript, ...files.flatMap((file) => file.transcript ?? [])]
  const own = chapters ?? files.find((file) => file.chapters !== undefined)?.chapters
  if (said === undefined && transcripts.length === 0 && own === undefined) return undefined
  return withoutAbsent({ ...rest, transcripts, persons, chapters: own })
}

/** `exactOptionalPropertyTypes`: an optional key that was not given is not there. */
function withoutAbsent(episode: Loose<Episode>): Episode
function withoutAbsent(episode: object): object {
  return JSON.parse(JSON.stringify(episode))
}

type Loose<T> = { [K in keyof T]: T[K] extends readonly (infer E)[] ? readonly Loose<E>[] : T[K] | undefined }
