import { expect, it } from 'vitest'
import { maxConnections } from './server.ts'

it.each([
  [256, 80],
  [1_024, 464],
  [1_048_576, 10_000],
  [20, 8],
])('of %i files that may be open, a server holds %i connections', (limit, connections) => {
  expect(maxConnections(limit)).toBe(connections)
})
