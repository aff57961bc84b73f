/** The formats that there are. A further one is a module of its own and a row here. */
import { eachFormat } from '../../base/paths.ts'
import type { Format, FormatName } from '../../model.ts'
import { atom } from './atom.ts'
import { json } from './json.ts'
import { rss } from './rss.ts'

export const formatNamed: Readonly<Record<FormatName, Format>> = { rss, atom, json }

export const formats: readonly Format[] = Object.values(formatNamed)

type ForFormats<T> = Readonly<Record<FormatName, T>>

/** The documents of a post, which follow one another in the order of `eachFormat`. */
export function cutFormats(bytes: Uint8Array, lengths: ForFormats<number>): ForFormats<Uint8Array> {
  let end = 0
  return eachFormat((name) => {
    const start = end
    end += lengths[name]
    return bytes.subarray(start, end)
  })
}
