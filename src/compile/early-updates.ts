/** Posts that say that they were updated at an instant that is still to come: until then they count as not updated. */
import type { Addressed } from '../addresses.ts'
import type { Instant, Problem, ReadableSource } from '../model.ts'
import { lineOf } from '../parse.ts'

interface Early {
  readonly updated: Instant
  readonly problem: Problem
}

export class EarlyUpdates {
  /** By path. */
  readonly #early = new Map<string, Early>()

  get problems(): Problem[] {
    return Array.from(this.#early.values(), ({ problem }) => problem)
  }

  get instants(): Instant[] {
    return Array.from(this.#early.values(), ({ updated }) => updated)
  }

  /** Paths of the posts whose update has come. */
  due(now: Instant): string[] {
    return [...this.#early].flatMap(([path, { updated }]) => (updated <= now ? path : []))
  }

  /** The post as it is published at an instant. */
  withhold(addressed: Addressed, source: ReadableSource, now: Instant): Addressed {
    const { post } = addressed
    const { path, updated, published } = post
    if (updated <= now || updated === published) return addressed
    this.#early.set(path, { updated, problem: problemOf(source, updated) })
    return { ...addressed, post: { ...post, updated: published } }
  }

  forget(path: string): void {
    this.#early.delete(path)
  }
}

function problemOf(source: ReadableSource, updated: Instant): Problem {
  const line = lineOf(source, 'updated')
  return {
    severity: 'warning',
    path: source.path,
    ...(line === undefined ? {} : { line }),
    what: `The post says that it was updated in the future (${new Date(updated).toISOString().slice(0, 10)}).`,
    why: 'Readers would keep it at the top, so until then it counts as not updated.',
    fix: 'Correct the date; a post that is to appear later has that instant as its "date".',
  }
}
