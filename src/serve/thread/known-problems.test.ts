/** Problems travel from the folder's thread to the main thread as changes. */
import { expect, it } from 'vitest'
import type { Problem } from '../../model.ts'
import { KnownProblems } from './known-problems.ts'

const problem = (path: string, what: string): Problem => ({ severity: 'error', path, what, fix: 'Mend it.' })
const date = (path: string) => problem(path, 'The post has no date.')

/** Posts each state from one thread to the other, and returns the changes that the other finds. */
function exchange() {
  const [posted, received] = [new KnownProblems(), new KnownProblems()]
  const post = (problems: readonly Problem[]) => {
    const changes = structuredClone(posted.changesTo(problems))
    posted.change(changes)
    return { changes, told: received.change(changes), all: received.all }
  }
  return post
}

it('posts what a change of the folder finds and solves, and nothing twice', () => {
  const post = exchange()
  const [a, b, c] = [date('a.md'), date('b.md'), problem('a.md', 'The body is too long.')]
  expect(post([a, b]).told).toEqual({ found: [a, b], solved: [] })
  expect(post([a, b]).changes).toEqual({ found: new Map(), solved: [] })
  const { told, all } = post([{ ...b }, c])
  expect(told).toEqual({ found: [c], solved: [a] })
  expect(all).toEqual([b, c])
  expect(post([]).told).toEqual({ found: [], solved: [b, c] })
})

it('the size of what is posted goes with the change, not with the number of problems', () => {
  const post = exchange()
  const many = Array.from({ length: 5_000 }, (_, n) => date(`${n}.md`))
  post(many)
  const { changes } = post([...many.slice(1), date('new.md')])
  expect([...changes.found.values()]).toEqual([date('new.md')])
  expect(changes.solved).toHaveLength(1)
})
