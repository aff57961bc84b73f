import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { PAGE_POLICY } from './policy.ts'
import { script } from './script.ts'

it('admits the script of the pages, and no other', () => {
  const hash = createHash('sha256').update(script.text).digest('base64')
  const [, sources] = /script-src ([^;]*)/.exec(PAGE_POLICY) ?? []
  expect(sources).toBe(`'sha256-${hash}'`)
})
