import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { pagePolicy, script } from './policy.ts'
import { reload } from './preview.ts'

it('admits the script of the pages, and no other', () => {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const sources = (policy: string) => /script-src ([^;]*)/.exec(policy)?.[1]
  expect(sources(pagePolicy())).toBe(hash(script.text))
  expect(sources(pagePolicy({ problems: [] }))).toBe(hash(script.text))
  expect(pagePolicy()).not.toContain('connect-src')
  expect(sources(pagePolicy({ problems: [], version: '1' }))).toBe(
    `${hash(script.text)} ${hash(reload.text)}`,
  )
})
