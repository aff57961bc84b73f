/** Copies the files that posts use: each to the snapshot, and to the static site what nobody can run there. */
import { MEDIA_BASE } from '../base/paths.ts'
import { places } from '../snapshot/places.ts'
import { activityOf } from './active-files.ts'
import type { FileWriter } from './file-writer.ts'
import type { MediaOrder } from './plan.ts'
import type { MadePart } from './record.ts'

/** @param posts the folder of the posts; @param out the folder that is built to */
export function copyMedia(
  { key, of, file, isPublic }: MediaOrder,
  { posts, out, files }: { readonly posts: string; readonly out: string; readonly files: FileWriter },
): MadePart {
  const place = mediaFiles(file.path)
  const kept = files.copyFrom(posts, file.path, place.kept)
  const isShown = isPublic && activityOf(file, out, place.kept) === undefined
  return { key, of: ` ${of}`, files: isShown ? [kept, files.copy(kept, place.shown)] : [kept] }
}

/** Where the copies of a file are. */
export function mediaFiles(path: string): { readonly kept: string; readonly shown: string } {
  return { kept: `snapshot${places.mediaBody(path)}`, shown: `site${MEDIA_BASE}${path}` }
}
