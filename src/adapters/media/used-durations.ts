/** A folder compiled with the playing times of the audio and video that its posts use. */
import type { Compilation } from '../../compile.ts'
import type { MediaFile } from '../../model.ts'
import { isUnmeasured } from './describe.ts'
import { Durations } from './durations.ts'

type Files = ReadonlyMap<string, MediaFile>

/** Compiles once more where a used file has to be measured first: only the compiler knows which files are used. */
export async function withDurations<T extends { readonly compilation: Compilation }>(
  folder: string,
  files: Files,
  compile: (files: Files) => T,
): Promise<T> {
  if (![...files.values()].some(isUnmeasured)) return compile(files)
  const durations = Durations.open(folder)
  const recall = (file: MediaFile) => (isUnmeasured(file) ? durations.recall(file) : file)
  const known = new Map([...files].map(([path, file]) => [path, recall(file)]))
  const first = compile(known)
  const unmeasured = first.compilation.media.flatMap(({ path }) => known.get(path) ?? []).filter(isUnmeasured)
  if (unmeasured.length === 0) return first
  for (const file of await durations.measure(unmeasured)) known.set(file.path, file)
  return compile(known)
}
