/** A file that a post may show or enclose, by its name and size. */
import mime from 'mime'
import type { MediaFile } from '../../model.ts'

/** Undefined for a type that nobody knows. */
export function describeMedia(path: string, length: number): MediaFile | undefined {
  const type = mime.getType(path)
  return type === null ? undefined : { path, type, length }
}

/** Whether a file has a playing time that nobody has looked for yet. */
export function isUnmeasured({ type, duration }: MediaFile): boolean {
  return duration === undefined && /^(audio|video)\//.test(type)
}
