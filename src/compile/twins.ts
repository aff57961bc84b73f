/** Tells posts that were updated at one instant apart, by how many older ones there are. */
import type { Instant } from '../model.ts'
import type { Member } from './press.ts'

interface Numbered {
  readonly gone: readonly Member[]
  readonly come: readonly Member[]
  readonly numbered: readonly Member[]
}

export class Twins {
  /** Most are alone at their instant. */
  readonly #groups = new Map<Instant, Member | Member[]>()

  /** The changes with the right numbers, those of other members whose numbers change with them, and who was numbered. */
  update(gone: readonly Member[], come: readonly Member[]): Numbered {
    const touched = new Set<Instant>()
    for (const member of gone) if (this.#leave(member)) touched.add(member.updated)
    for (const member of come) if (this.#enter(member)) touched.add(member.updated)
    if (touched.size === 0) return { gone, come, numbered: [] }
    const [left, fresh] = [new Set(gone), new Set(come)]
    const numbered = [...touched].flatMap((instant) => this.#number(instant, left, fresh))
    return { gone: [...left], come: [...fresh], numbered }
  }

  #at(instant: Instant): readonly Member[] {
    const group = this.#groups.get(instant) ?? []
    return Array.isArray(group) ? group : [group]
  }

  /** Whether others stay. */
  #leave(member: Member): boolean {
    const group = this.#at(member.updated).filter((other) => other !== member)
    if (group.length === 0) this.#groups.delete(member.updated)
    else this.#groups.set(member.updated, group)
    return group.length > 0
  }

  /** Whether its number may be another one: it is not alone, or comes with one. */
  #enter(member: Member): boolean {
    const group = this.#groups.get(member.updated)
    if (group === undefined) this.#groups.set(member.updated, member)
    else if (Array.isArray(group)) group.push(member)
    else this.#groups.set(member.updated, [group, member])
    return group !== undefined || member.twins > 0
  }

  #number(instant: Instant, gone: Set<Member>, come: Set<Member>): Member[] {
    const group = [...this.#at(instant)].sort(oldestFirst)
    const all: Member[] = []
    for (const [index, member] of group.entries()) {
      if (member.twins === index) continue
      const numbered = member.withTwins(index)
      group[index] = numbered
      if (!come.delete(member)) gone.add(member)
      come.add(numbered)
      all.push(numbered)
    }
    if (group.length > 0) this.#groups.set(instant, group)
    return all
  }
}

function oldestFirst(a: Member, b: Member): number {
  return a.published - b.published || (a.id < b.id ? -1 : 1)
}
