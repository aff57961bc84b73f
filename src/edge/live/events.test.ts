import { expect, it } from 'vitest'
import { readEvents } from './events.ts'

const event = (key: unknown, eventTime?: string) => ({ action: 'PutObject', object: { key }, eventTime })

it('names each key once, and passes over messages that are no events', () => {
  const odd = [null, 'a.md', {}, { action: 'PutObject' }, event(7)]
  expect(readEvents([event('a.md'), ...odd, event('b.md'), event('a.md')])).toEqual({
    keys: ['a.md', 'b.md'],
  })
})

it('says when the oldest event was, and takes keys of events with a time that is none', () => {
  const [first, last] = ['2026-01-31T10:00:00.000Z', '2026-01-31T10:00:07.500Z']
  const { keys, since } = readEvents([event('a.md', last), event('b.md', first), event('c.md', 'soon')])
  expect([keys, since]).toEqual([['a.md', 'b.md', 'c.md'], Date.parse(first)])
})

it('passes over keys that no bucket has: to read one would fail again and again, and hold up the others', () => {
  const longest = 'é'.repeat(512)
  expect(readEvents([event(''), event(`${longest}.`), event(longest)]).keys).toEqual([longest])
})
