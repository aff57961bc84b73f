/** A post that names no date keeps the first one that its file had. */
import { expect, it } from 'vitest'
import { documents, NOW } from '../../test/support/compiled.ts'
import { createCompiler } from '../../test/support/compiler.ts'
import { parseSite } from '../config/site.ts'
import { hash } from '../disk/hash.ts'
import { formatLedger, parseLedger } from '../ids/ledger-file.ts'
import type { Source } from '../model.ts'

const site = parseSite({ dates: 'mtime', links: '/:year/:month/:slug' }, 'https://til.example')
const FIRST = Date.UTC(2024, 0, 31, 10, 30)
const LATER = Date.UTC(2026, 4, 1)

const TEXT = Array.from({ length: 80 }, (_, index) => `word${(index * 37) % 80}`).join(' ')
const note = (path: string, made: number, text = TEXT): Source => ({
  path,
  text: `# Tea\n\n${text}\n`,
  made,
})
const compilerOf = () => createCompiler(site, hash)

function shown(
  sources: readonly Source[],
  compiler = compilerOf(),
  ledger?: Parameters<typeof formatLedger>[0],
) {
  const folder = { sources, files: new Map(), ...(ledger && { ledger }) }
  const compilation = compiler.compile(folder, NOW)
  const [{ id, url, date_published, date_modified }] = JSON.parse(documents(compilation).json).items
  return { id, url, date_published, date_modified, ledger: compilation.ledger }
}

it('keeps it when the file is touched, edited and renamed', () => {
  const compiler = compilerOf()
  const { ledger, ...first } = shown([note('tea.md', FIRST)], compiler)
  expect(first).toMatchObject({
    url: 'https://til.example/2024/01/tea',
    date_published: '2024-01-31T10:30:00Z',
  })
  expect(ledger).toMatchObject([{ path: 'tea.md', first: '2024-01-31T10:30:00.000Z' }])
  expect(shown([note('tea.md', LATER)], compiler)).toMatchObject(first)
  expect(shown([note('tea.md', LATER, `${TEXT} Then wait.`)], compiler)).toMatchObject(first)
  const renamed = shown([note('green.md', LATER)], compiler)
  expect(renamed).toMatchObject({ id: first.id, date_published: first.date_published })
})

it('takes it from the ledger on another machine', () => {
  const { ledger, ...first } = shown([note('tea.md', FIRST)])
  const file = formatLedger(ledger, { links: site.links })
  const { rows } = parseLedger(file)
  expect(shown([note('tea.md', LATER)], compilerOf(), rows)).toEqual({ ...first, ledger })
})

it('gives way to a date that the post names', () => {
  const compiler = compilerOf()
  shown([note('tea.md', FIRST)], compiler)
  const dated: Source = {
    path: 'tea.md',
    text: '---\ndate: 2025-03-01\n---\nWarm the pot before the leaves go in.',
  }
  const { date_published, ledger } = shown([dated], compiler)
  expect(date_published).toBe('2025-03-01T00:00:00Z')
  expect(ledger[0]).not.toHaveProperty('first')
})
