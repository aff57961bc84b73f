/** Episodes: their files, and what Apple Podcasts refuses. */
import mime from 'mime'
import { defined } from '../base/defined.ts'
import { quote } from '../base/problem.ts'
import type { DraftEpisode, Enclosure, Episode, Post, Site } from '../model.ts'
import type { AddressBook } from './addresses.ts'
import type { PostDiagnostics } from './diagnostics.ts'

/** Transcripts, chapters and cover, where they are for everybody. */
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
      type: transcript.type ?? mime.getType(transcript.url.replace(/[?#].*/s, '')) ?? 'text/plain',
    })),
  })
}

/** MP3, M4A, MP4, MOV, M4V, PDF and EPUB. https://podcasters.apple.com/support/823-podcast-requirements */
const TYPES: ReadonlySet<string> = new Set([
  ...['audio/mpeg', 'audio/mp3', 'audio/mp4', 'audio/m4a', 'audio/x-m4a'],
  ...['video/mp4', 'video/quicktime', 'video/x-m4v', 'application/pdf', 'application/epub+zip'],
])

const PLAYS = /^(?:audio|video)\//i

const ELSEWHERE = /^(?:[a-z][a-z\d+.-]*:|\/\/)/i

const COVER = 'a square JPEG or PNG of 1400 to 3000 pixels'

/** Endings of images that are neither JPEG nor PNG. */
const OTHER_IMAGE = /\.(?:avif|gif|heic|svg|webp|bmp|tiff?)(?:[?#]|$)/i

/** Reports why Apple would refuse a post that is an episode of the site's podcast. */
export function reportRefusals(
  { title, podcast, enclosures: [draft] }: Post,
  [file]: readonly Enclosure[],
  { podcast: show }: Site,
  diagnostics: PostDiagnostics,
): void {
  if (show === undefined || file === undefined || draft === undefined) return
  if (podcast === undefined && draft.kind === undefined && !PLAYS.test(file.type)) return
  const { url, length, line } = draft
  const { image: cover = '' } = podcast ?? {}
  const { image } = show
  const refused = (what: string, fix: string, at = line) => diagnostics.refused(what, fix, url, at)
  const fixShow = `Write podcast: { image: … } in the configuration, with ${COVER}.`
  if (title === undefined) refused('The episode has no title.', 'Give it a "title".')
  if (!TYPES.has(file.type.toLowerCase()))
    refused(
      `The episode ${quote(url)} is ${file.type}.`,
      'Convert it to MP3 or M4A, or write its type as { url: …, type: audio/mpeg } if it is one of those.',
    )
  // an unknown length is reported anyway
  if (file.length === 0 && (length !== undefined || !ELSEWHERE.test(url)))
    refused(
      `The episode ${quote(url)} has a length of 0.`,
      'Write its size in bytes as { url: …, length: 12345678 }.',
    )
  if (OTHER_IMAGE.test(cover))
    refused(`The image ${quote(cover)} is neither JPEG nor PNG.`, `Use ${COVER}.`, podcast?.line)
  if (image === undefined) refused('The show has no image.', fixShow)
  else if (OTHER_IMAGE.test(image))
    refused(`The image of the show is neither JPEG nor PNG (${quote(image)}).`, fixShow)
}
