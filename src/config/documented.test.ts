/** docs/configuration.md names every setting. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { stylesheet } from '../pages/style.ts'
import { keysBeside } from './schema.ts'

const text = readFileSync('docs/configuration.md', 'utf8')

/** Tables that are documented key by key. */
const TABLES = ['feeds', 'http', 'push', 'podcast', 'tags']

const keys = [
  ...keysBeside(['title']).filter((key) => !TABLES.includes(key)),
  ...TABLES.flatMap((table) => keysBeside([table, '']).map((key) => `${table}.${key}`)),
]

it.each(keys)('%s', (key) => {
  expect(text).toContain(`\`${key}\``)
})

it('names every variable of the stylesheet', () => {
  const [root = ''] = /:root \{[^}]*\}/.exec(stylesheet.text({})) ?? []
  const names = [...root.matchAll(/(--[a-z-]+):/g)].map(([, name = '']) => name)
  expect(names.length).toBeGreaterThan(10)
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([])
})
