/**
 * What Apple Podcasts refuses, as far as a post and the configuration show it.
 * https://podcasters.apple.com/support/823-podcast-requirements
 */

import { quote } from '../base/problem.ts'
import type { Enclosure, Post, Site } from '../model.ts'
import type { PostDiagnostics } from './diagnostics.ts'

/** MP3, M4A, MP4, MOV, M4V, PDF and EPUB. */
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
  post: Post,
  [file]: readonly Enclosure[],
  { podcast: show }: Site,
  diagnostics: PostDiagnostics,
): void {
  const { title, podcast } = post
  const [draft] = post.enclosures
  if (show === undefined || file === undefined || draft === undefined) return
  if (podcast === undefined && draft.kind === undefined && !PLAYS.test(file.type)) return
  if (title === undefined)
    diagnostics.refused('The episode has no title.', 'Give it a "title".', '', draft.line)
  if (!TYPES.has(file.type.toLowerCase()))
    diagnostics.refused(
      `The episode ${quote(draft.url)} is ${file.type}.`,
      'Convert it to MP3 or M4A, or write its type as { url: …, type: audio/mpeg } if it is one of those.',
      draft.url,
      draft.line,
    )
  // an unknown length is reported anyway
  if (file.length === 0 && (draft.length !== undefined || !ELSEWHERE.test(draft.url)))
    diagnostics.refused(
      `The episode ${quote(draft.url)} has a length of 0.`,
      'Write its size in bytes as { url: …, length: 12345678 }.',
      draft.url,
      draft.line,
    )
  if (podcast?.image !== undefined && OTHER_IMAGE.test(podcast.image))
    diagnostics.refused(
      `The image ${quote(podcast.image)} is neither JPEG nor PNG.`,
      `Use ${COVER}.`,
      '',
      podcast.line,
    )
  reportShow(show.image, diagnostics, draft.line)
}

function reportShow(image: string | undefined, diagnostics: PostDiagnostics, line: number | undefined): void {
  const fix = `Write podcast: { image: … } in the configuration, with ${COVER}.`
  if (image === undefined) diagnostics.refused('The show has no image.', fix, '', line)
  else if (OTHER_IMAGE.test(image))
    diagnostics.refused(`The image of the show is neither JPEG nor PNG (${quote(image)}).`, fix, '', line)
}
