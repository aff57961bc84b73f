/** The files of an episode: transcripts, chapters and cover, where they are for everybody. */

import { defined } from '../base/defined.ts'
import type { DraftEpisode, Episode, Transcript } from '../model.ts'
import type { AddressBook } from './addresses.ts'

/** The formats that the podcast namespace names, for addresses elsewhere. */
const TRANSCRIPT_TYPES: ReadonlyMap<string, string> = new Map([
  ['vtt', 'text/vtt'],
  ['srt', 'application/x-subrip'],
  ['json', 'application/json'],
  ['html', 'text/html'],
])

export function placeEpisode(episode: DraftEpisode, addresses: AddressBook): Episode {
  const { line, image, chapters, transcripts, ...rest } = episode
  const place = (url: string) => addresses.place(defined({ url, line })).url
  return defined({
    ...rest,
    image: image && place(image),
    chapters: chapters && place(chapters),
    transcripts: transcripts.map((transcript) => ({
      ...transcript,
      url: place(transcript.url),
      type: transcript.type ?? typeOf(transcript),
    })),
  })
}

function typeOf({ url }: Transcript): string {
  const ending = /\.(\w+)(?:[?#]|$)/.exec(url)?.[1]?.toLowerCase() ?? ''
  return TRANSCRIPT_TYPES.get(ending) ?? 'text/plain'
}
