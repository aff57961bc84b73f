/** Writing posts before they are needed, with the help of other threads. */
import type { Member, Press, Written } from '../../compile/press.ts'
import type { Site } from '../../model.ts'
import { SourceFile } from '../folder/source-file.ts'
import type { Helpers } from './helpers.ts'
import { type Packed, shares, type WriteTask, writePosts } from './tasks.ts'

export interface Ahead {
  readonly folder: string
  readonly site: Site
  readonly press: Press
}

/** What a helper cannot write (a text that asks for others) is left for when it is needed. */
export function writerAhead({ folder, site, press }: Ahead, helpers: Helpers) {
  const underWay = new Map<Member, Promise<unknown>>()
  const written = new WeakSet<Member>()
  const hasGone = (member: Member) => written.has(member) && !press.holds(member)
  const isLacking = (member: Member) => !underWay.has(member) && (press.lacks(member) || hasGone(member))
  const write = async (part: readonly [Member, Packed][]): Promise<void> => {
    const members = part.map(([, packed]) => packed)
    const results = await helpers.do({ kind: 'write', folder, site, members }, writeHere)
    for (const [index, [member]] of part.entries()) {
      press.keep(member, results[index] ?? {})
      underWay.delete(member)
      written.add(member)
    }
  }
  return (members: readonly Member[]) => {
    for (const part of shares(members.filter(isLacking).flatMap(pack))) {
      const writing = write(part)
      // whoever waits for it is told
      writing.catch(() => {})
      for (const [member] of part) underWay.set(member, writing)
    }
    return async () => {
      await helpers.help(Promise.all(members.map((member) => underWay.get(member))))
    }
  }
}

function pack(member: Member): [Member, Packed][] {
  const { addressed, source, entry } = member
  const isSelfContained = entry === undefined && source instanceof SourceFile
  return isSelfContained ? [[member, { addressed, version: source.version }]] : []
}

async function writeHere(task: WriteTask): Promise<Written[]> {
  return writePosts(task)
}
