/** Renames among many posts that are nearly the same. */
import { expect, it } from 'vitest'
import { hash } from '../disk/hash.ts'
import type { Row } from './ledger.ts'
import { sketchOf } from './likeness.ts'
import { recognise } from './recognise.ts'

const BOILERPLATE = Array.from({ length: 80 }, (_, index) => `word${index}`).join(' ')

/** A text that shares two thirds of its words with others. */
const textOf = (number: number) =>
  `${Array.from({ length: 40 }, (_, index) => `own${number}x${index}`).join(' ')} ${BOILERPLATE}`

function row(number: number, isGone: boolean): Row {
  const text = textOf(number)
  const id = `tag:blog.example,2026-01-31:p${number}`
  return {
    path: `p${number}.md`,
    id,
    text: hash(text),
    sketch: sketchOf(text),
    ...(isGone ? { gone: true } : {}),
  }
}

it('a post that is renamed and edited is found among 10,000 like it, most of them deleted', () => {
  const rows = Array.from({ length: 10_000 }, (_, number) => row(number, number !== 7000))
  const text = `${textOf(7000)} and a small edit`
  const id = 'tag:blog.example,2026-02-01:renamed'
  const found = recognise([{ path: 'renamed.md', id, text: hash(text), sketch: sketchOf(text) }], rows)
  expect(found.get('renamed.md')?.path).toBe('p7000.md')
})

it('another text with the date and name of a deleted post is a new post', () => {
  const text = Array.from({ length: 80 }, (_, index) => `other${index}`).join(' ')
  const post = { path: 'x/p1.md', id: row(1, true).id, text: hash(text), sketch: sketchOf(text) }
  expect(recognise([post], [row(1, true)]).size).toBe(0)
  // moved and rewritten in one step, it is the same one
  expect(recognise([post], [row(1, false)]).get('x/p1.md')?.path).toBe('p1.md')
})
