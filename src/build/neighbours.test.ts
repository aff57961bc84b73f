/** Links from a post to the posts beside it, in a static build. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runIn } from '../../test/support/command.ts'

it('show no hidden remarks of their titles', async () => {
  const site = mkdtempSync(join(tmpdir(), 'dropfeed-neighbours-'))
  const post = (title: string) => `---\ntitle: ${title}\n---\nText.\n`
  mkdirSync(join(site, 'posts'))
  writeFileSync(join(site, 'posts/2026-01-30-a.md'), post('Tea %%secret%%'))
  writeFileSync(join(site, 'posts/2026-01-31-b.md'), post('Cup'))
  await runIn(site, ['build'])
  const page = readFileSync(join(site, 'dist/site/posts/b/index.html'), 'utf8')
  expect(page).toMatch(/rel="prev"[^\n]*Tea</)
  expect(page).not.toContain('secret')
  rmSync(site, { recursive: true })
})
