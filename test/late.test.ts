/** Modules that are loaded when something needs them. */
import { expect, it } from 'vitest'
import { Late, whenLoaded } from '../src/late.ts'

it('are loaded once, and what needs them is begun again', async () => {
  let [loads, begun] = [0, 0]
  const late = new Late(async () => ({ number: ++loads }))
  const other = new Late(async () => ({ number: 10 }))
  const action = () => {
    begun++
    return late.module.number + other.module.number
  }
  expect(action).toThrow('whenLoaded')
  expect(await whenLoaded(action)).toBe(11)
  expect(await whenLoaded(action)).toBe(11)
  expect([loads, begun]).toEqual([1, 5])
})

it('what fails otherwise fails', async () => {
  const fail = () => {
    throw new RangeError('no')
  }
  await expect(whenLoaded(fail)).rejects.toThrow(RangeError)
})
