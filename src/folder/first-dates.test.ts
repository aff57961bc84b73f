/** Dates of posts that name none, from real git repositories. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { parseSite } from '../config/site.ts'
import { checkDates, withFirstDate } from './first-dates.ts'

const site = parseSite({ dates: 'git' }, 'https://til.example')

let root: string
let posts: string

function git(date: string, ...args: string[]) {
  const env = { ...process.env, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date }
  const author = ['-c', 'user.name=Ada', '-c', 'user.email=ada@til.example']
  execFileSync('git', [...author, ...args], { cwd: root, env, stdio: 'ignore' })
}

function commit(date: string) {
  git(date, 'add', '-A')
  git(date, 'commit', '-m', 'x')
}

function dateOf(path: string, folder = posts) {
  const source = withFirstDate({ path, text: '# Tea' }, folder, site)
  return 'made' in source && source.made !== undefined ? new Date(source.made).toISOString() : undefined
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dropfeed-history-'))
  posts = join(root, 'posts')
  mkdirSync(posts)
  git('', 'init')
  writeFileSync(join(posts, 'grün tea.md'), '# Tea\n\nEighty degrees.\n')
  commit('2024-01-31T10:00:00Z')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

it('is the first commit’s, whatever changes later', () => {
  writeFileSync(join(posts, 'grün tea.md'), '# Tea\n\nEighty degrees, two minutes.\n')
  commit('2025-01-31T10:00:00Z')
  mkdirSync(join(posts, 'hot'))
  renameSync(join(posts, 'grün tea.md'), join(posts, 'hot/tea.md'))
  writeFileSync(join(posts, 'new.md'), '# New')
  commit('2026-01-31T10:00:00+01:00')
  expect(dateOf('hot/tea.md')).toBe('2024-01-31T10:00:00.000Z')
  expect(dateOf('new.md')).toBe('2026-01-31T09:00:00.000Z')
})

it('is there for a file that is committed later, and not before', () => {
  writeFileSync(join(posts, 'later.md'), '# Later')
  expect(dateOf('later.md')).toBeUndefined()
  commit('2026-02-01T10:00:00Z')
  expect(dateOf('later.md')).toBe('2026-02-01T10:00:00.000Z')
})

it('needs the whole history', () => {
  writeFileSync(join(posts, 'b.md'), '# B')
  commit('2025-01-31T10:00:00Z')
  expect(() => checkDates(posts, site)).not.toThrow()
  const clone = join(root, 'clone')
  git('', 'clone', '--depth', '1', `file://${root}`, clone)
  expect(() => checkDates(join(clone, 'posts'), site)).toThrow('set fetch-depth: 0 for actions/checkout')
  expect(() => checkDates(join(clone, 'posts'), {})).not.toThrow()
})

it('needs a repository', () => {
  const plain = mkdtempSync(join(tmpdir(), 'dropfeed-plain-'))
  expect(() => checkDates(plain, site)).toThrow('is not in a git repository')
  rmSync(plain, { recursive: true })
})

it('is the time of the file where the configuration says so', () => {
  const path = join(posts, 'grün tea.md')
  utimesSync(path, new Date(), new Date('2023-05-01T10:00:00Z'))
  const source = withFirstDate({ path: 'grün tea.md', text: '# Tea' }, posts, { ...site, dates: 'mtime' })
  expect(source).toMatchObject({ made: Date.UTC(2023, 4, 1, 10) })
})

it('is not the time of a file that was just checked out', () => {
  vi.stubEnv('CI', 'true')
  expect(() => checkDates(posts, { dates: 'mtime' })).toThrow(
    "commit .identity.json, which keeps the dates; or set dates: 'git'",
  )
  writeFileSync(join(posts, '.identity.json'), '{}')
  expect(() => checkDates(posts, { dates: 'mtime' })).not.toThrow()
  vi.unstubAllEnvs()
})

it.each([
  ['2099-01-01', 'now'],
  ['@99999999999', 'now'],
  ['@0', undefined],
  ['@-5', undefined],
])('a file of %s has a date that posts can have', (time, expected) => {
  execFileSync('touch', ['-d', time, join(posts, 'grün tea.md')])
  const source = withFirstDate({ path: 'grün tea.md', text: '# Tea' }, posts, { ...site, dates: 'mtime' })
  const made = 'made' in source ? source.made : undefined
  expect(made !== undefined && Math.abs(made - Date.now()) < 10_000 ? 'now' : made).toBe(expected)
})

it('a name that git takes for a pattern is a name', () => {
  dateOf('grün tea.md')
  writeFileSync(join(posts, ':!x.md'), '# Later')
  commit('2025-01-31T10:00:00Z')
  expect(dateOf(':!x.md')).toBe('2025-01-31T10:00:00.000Z')
})

it('a commit of the future has a date that posts can have', () => {
  writeFileSync(join(posts, 'new.md'), '# New')
  commit('2099-01-01T00:00:00Z')
  expect(Date.parse(dateOf('new.md') ?? '')).toBeLessThanOrEqual(Date.now())
})
