/** The files of an episode: transcripts, chapters and cover, where they are for everybody. */

import type { Entry, Post, Transcript } from '../model.ts'
import type { AddressBook } from './addresses.ts'

/** The formats that the podcast namespace names, for addresses elsewhere. */
const TRANSCRIPT_TYPES: ReadonlyMap<string, string> = new Map([
  ['vtt', 'text/vtt'],
  ['srt', 'application/x-subrip'],
  ['json', 'application/json'],
  ['html', 'text/html'],
])

export function placeEpisode({ podcast }: Post, addresses: AddressBook): Pick<Entry, 'podcast'> {
  if (podcast === undefined) return {}
  const { line, image, chapters, transcripts, ...rest } = podcast
  const place = (url: string) => addresses.place({ url, ...(line === undefined ? {} : { line }) })
  return {
    podcast: {
      ...rest,
      ...(image === undefined ? {} : { image: place(image).url }),
      ...(chapters === undefined ? {} : { chapters: place(chapters).url }),
      transcripts: transcripts.map((transcript) => ({
        ...transcript,
        url: place(transcript.url).url,
        type: transcript.type ?? typeOf(transcript),
      })),
    },
  }
}

function typeOf({ url }: Transcript): string {
  const ending = /\.(\w+)(?:[?#]|$)/.exec(url)?.[1]?.toLowerCase() ?? ''
  return TRANSCRIPT_TYPES.get(ending) ?? 'text/plain'
}
