/** An id is on the disk before anybody sees it. `node test/kills.ts 200` does the same 200 times. */
import { expect, it } from 'vitest'
import { killRounds } from '../support/kill-rounds.ts'

it('a server that is killed just after an id was seen keeps it, though the post is renamed meanwhile', async () => {
  expect(await killRounds(6)).toEqual({ rounds: 6, changed: 0 })
}, 120_000)
