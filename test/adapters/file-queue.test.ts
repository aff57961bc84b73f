/** Some at once and the rest in turn, whatever takes how long and whatever fails. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { FileQueue } from '../../src/adapters/output/file-queue.ts'

function watched() {
  const queue = new FileQueue()
  const seen = { running: 0, most: 0, done: 0 }
  const add = (work: () => Promise<unknown> = () => sleep(1)) =>
    queue.add(async () => {
      seen.most = Math.max(seen.most, ++seen.running)
      await work().finally(() => seen.running--)
      seen.done++
    })
  return { queue, seen, add }
}

it('does everything, a few at once', async () => {
  const { queue, seen, add } = watched()
  for (let count = 0; count < 50; count++) add()
  await queue.until(0)
  expect(seen).toEqual({ running: 0, most: 4, done: 50 })
})

it('lets two wait at once', async () => {
  const { queue, seen, add } = watched()
  for (let count = 0; count < 20; count++) add()
  await Promise.all([queue.until(10), queue.until(0), queue.until(0)])
  expect(seen.done).toBe(20)
})

it('begins nothing more after a failure, and tells the first one when nothing is at work', async () => {
  const { queue, seen, add } = watched()
  for (const text of ['first', 'second']) add(() => sleep(5).then(() => Promise.reject(new Error(text))))
  for (let count = 0; count < 20; count++) add(() => sleep(20))
  await expect(queue.until(0)).rejects.toThrow('first')
  add()
  await expect(queue.until(0)).rejects.toThrow('first')
  expect(seen).toEqual({ running: 0, most: 4, done: 2 })
})

it('waits for what has begun when it is abandoned', async () => {
  const { queue, seen, add } = watched()
  for (let count = 0; count < 20; count++) add()
  await queue.abandon()
  add()
  await sleep(10)
  expect([seen.running, seen.done]).toEqual([0, 4])
})
