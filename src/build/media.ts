/** Copies the files that posts use: each to the snapshot, and to the static site what nobody can run there. */
import { activityOf } from './active-files.ts'
import type { FileWriter } from './file-writer.ts'
import { type MediaOrder, mediaFiles } from './orders.ts'
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
