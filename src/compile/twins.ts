/** Tells posts that were updated at one instant apart, by how many older ones there are. */
import type { Instant } from '../model.ts'
import type { Member } from './press.ts'

export class Twins {
  readonly #groups = new Map<Instant, Member[]>()

  /** The changes with the right numbers, and those of other members whose numbers change with them. */
  update(gone: Iterable<Member>, come: Iterable<Member>): { gone: Member[]; come: Member[] } {
    const left = new Set(gone)
    const fresh = new Set(come)
    const touched = new Set<Instant>()
    for (const { updated } of [...left, ...fresh]) touched.add(updated)
    for (const member of left) this.#leave(member)
    for (const member of fresh) this.#enter(member)
    for (const instant of touched) this.#number(instant, left, fresh)
    return { gone: [...left], come: [...fresh] }
  }

  #leave(member: Member): void {
    const group = (this.#groups.get(member.updated) ?? []).filter((other) => other !== member)
    if (group.length === 0) this.#groups.delete(member.updated)
    else this.#groups.set(member.updated, group)
  }

  #enter(member: Member): void {
    const group = this.#groups.get(member.updated)
    if (group === undefined) this.#groups.set(member.updated, [member])
    else group.push(member)
  }

  #number(instant: Instant, gone: Set<Member>, come: Set<Member>): void {
    const group = this.#groups.get(instant)?.sort(oldestFirst) ?? []
    for (const [index, member] of group.entries()) {
      if (member.twins === index) continue
      const numbered = member.withTwins(index)
      group[index] = numbered
      if (!come.delete(member)) gone.add(member)
      come.add(numbered)
    }
  }
}

function oldestFirst(a: Member, b: Member): number {
  return a.published - b.published || (a.id < b.id ? -1 : 1)
}
