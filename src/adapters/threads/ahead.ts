/** Writing posts before they are needed, with the help of other threads. */
import type { Member, Press } from '../../compile/press.ts'
import { SourceFile } from '../folder/source-file.ts'
import { chunks } from '../remembered/digests.ts'
import type { Helpers } from './helpers.ts'
import type { Packed } from './tasks.ts'

/** Posts in one task of a helper. */
const TASK = 20

/** So many posts are written sooner than helpers are there. */
const FEW = 400

/** What a helper cannot write (a text that asks for others) is left for when it is needed. */
export function writerAhead(press: Press, folder: string, helpers: Helpers) {
  return async (members: readonly Member[], isFree: Promise<unknown>): Promise<void> => {
    const wanted = members.filter((member) => press.lacks(member) && member.entry === undefined)
    if (wanted.length < FEW && !helpers.isThere) return
    const packed = wanted.flatMap(pack)
    const tasks = chunks(packed, TASK).map((part) => ({ kind: 'write' as const, folder, members: part }))
    const written = (await helpers.write(tasks, isFree)).flat()
    const byPath = new Map(wanted.map((member) => [member.path, member]))
    for (const [index, { addressed }] of packed.entries()) {
      const [member, result] = [byPath.get(addressed.post.path), written[index]]
      if (member !== undefined && result !== undefined) press.keep(member, result)
    }
  }
}

function pack({ addressed, twins, source }: Member): Packed[] {
  return source instanceof SourceFile ? [{ addressed, twins, version: source.version }] : []
}
