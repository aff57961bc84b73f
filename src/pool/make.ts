/** Makes parts of a build in a worker. */

import { FileWriter } from '../build/file-writer.ts'
import { type Made, Maker } from '../build/maker.ts'
import { BuildRecord } from '../build/record.ts'
import { contextOf, once } from './compose.ts'
import type { MakeTask } from './tasks.ts'

const makerOf = once(({ files, site, scratch, now, posts, out }: Omit<MakeTask, 'kind' | 'order'>) => {
  const writer = new FileWriter(out, BuildRecord.openReader(out))
  return new Maker(contextOf({ files, site, scratch }), { posts, now, out }, writer)
})

export async function make({ kind: _, order, ...task }: MakeTask): Promise<Made> {
  return makerOf(task).make(order)
}
