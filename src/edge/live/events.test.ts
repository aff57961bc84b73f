import { expect, it } from 'vitest'
import { keysOfEvents } from './events.ts'

const event = (key: unknown) => ({ action: 'PutObject', object: { key } })

it('names each key once, and passes over messages that are no events', () => {
  const odd = [null, 'a.md', {}, { action: 'PutObject' }, event(7)]
  expect(keysOfEvents([event('a.md'), ...odd, event('b.md'), event('a.md')])).toEqual(['a.md', 'b.md'])
})

it('passes over keys that no bucket has: to read one would fail again and again, and hold up the others', () => {
  const longest = 'é'.repeat(512)
  expect(keysOfEvents([event(''), event(`${longest}.`), event(longest)])).toEqual([longest])
})
