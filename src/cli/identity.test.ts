/** Ids and addresses in teams and in CI: merges, checkouts without the ledger, folders that vanish. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runIn } from '../../test/support/command.ts'
import { LEDGER_NAME } from '../ids/ledger-file.ts'

let root: string
const at = (...names: string[]) => join(root, ...names)
const dropfeed = (args: string, environment: Readonly<Record<string, string>> = {}) =>
  runIn(root, args.split(' '), { XDG_CACHE_HOME: at('cache'), ...environment })

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dropfeed-identity-'))
  mkdirSync(at('posts'))
  writeFileSync(at('feed.config.js'), "export default { url: 'https://blog.example' }\n")
})
afterEach(() => rm(root, { recursive: true, force: true }))

const words = (seed: string) => Array.from({ length: 60 }, (_, index) => `${seed}${index}`).join(' ')

function write(name: string, body = words(name)): void {
  writeFileSync(at('posts', name), `---\ndate: 2026-01-31\n---\n${body}\n`)
}

/** The id and the address of each post, by the first word of its text. */
function entries(): Record<string, string> {
  const { items }: { items: { id: string; url: string; content_html: string }[] } = JSON.parse(
    readFileSync(at('dist/site/feed.json'), 'utf8'),
  )
  return Object.fromEntries(
    items.map(({ id, url, content_html }) => [/\w+/.exec(content_html.slice(3))?.[0], `${id} ${url}`]),
  )
}

describe('two branches', () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      cwd: root,
      stdio: 'pipe',
    })
  /** On a machine that has nothing but the checkout. */
  const commit = async (message: string) => {
    rmSync(at('dist'), { recursive: true, force: true })
    await dropfeed('build')
    git('add', 'posts')
    git('commit', '-qm', message)
  }
  /** Merges a branch; 1 if there is a conflict. */
  const merge = (branch: string): number => {
    try {
      git('merge', '-q', '--no-edit', branch)
      return 0
    } catch {
      return 1
    }
  }

  beforeEach(async () => {
    git('init', '-q', '-b', 'main')
    for (let number = 0; number < 20; number++) write(`p${number}.md`)
    await commit('first')
    git('checkout', '-qb', 'other')
  })

  it('that add posts merge without a conflict, and no id changes', async () => {
    write('theirs.md')
    renameSync(at('posts/p3.md'), at('posts/moved.md'))
    await commit('theirs')
    const theirs = entries()
    git('checkout', '-q', 'main')
    write('ours.md')
    await commit('ours')
    const ours = entries()
    expect(merge('other')).toBe(0)
    const { code } = await dropfeed('build')
    expect([code, entries()]).toEqual([0, { ...ours, ...theirs }])
  })

  it('that change one row leave a conflict, of which both sides are read and the file is mended', async () => {
    write('theirs.md')
    write('p3.md', `${words('p3.md')} theirs`)
    await commit('theirs')
    const theirs = entries()
    git('checkout', '-q', 'main')
    write('p3.md', `${words('p3.md')} ours`)
    write('ours.md')
    await commit('ours')
    const ours = entries()
    expect(merge('other')).toBe(1)
    expect(readFileSync(at('posts', LEDGER_NAME), 'utf8')).toContain('<<<<<<<')
    write('p3.md', `${words('p3.md')} both`)
    const { code, error } = await dropfeed('build')
    expect([code, entries()]).toEqual([0, { ...ours, ...theirs }])
    expect(error).toContain('has the marks of a merge conflict. All its rows were read.')
    expect(JSON.parse(readFileSync(at('posts', LEDGER_NAME), 'utf8')).posts).toHaveLength(22)
  })
})

describe('a checkout in CI', () => {
  const CI = { CI: 'true', GITHUB_ACTIONS: 'true' }
  beforeEach(() => {
    write('tea.md')
    write('rain.md')
  })

  it.each(['build', 'check'])('without the ledger is reported by %s, with the fix', async (command) => {
    const { error } = await dropfeed(command, CI)
    expect(error).toContain(
      `::warning file=posts/${LEDGER_NAME}::There is no ledger of ids in this checkout.`,
    )
    expect(error).toContain(`commit ${LEDGER_NAME}`)
    expect((await dropfeed(command)).error).not.toContain('There is no ledger')
  })

  it('with the ledger keeps the id of a post that is renamed and edited, and leads to it', async () => {
    await dropfeed('build')
    const before = entries()
    rmSync(at('dist'), { recursive: true })
    rmSync(at('posts/tea.md'))
    write('infusion.md', `${words('tea.md')} with milk`)
    const { error } = await dropfeed('build', CI)
    expect(error).not.toContain('There is no ledger')
    const after = entries()
    expect(after.tea?.split(' ')[0]).toBe(before.tea?.split(' ')[0])
    expect(after.tea).toContain('/posts/infusion')
    const old = readFileSync(at('dist/site/posts/tea/index.html'), 'utf8')
    expect(old).toContain('<link rel="canonical" href="https://blog.example/posts/infusion">')
    expect(old).toContain('<meta http-equiv="refresh" content="0; url=/posts/infusion">')
    expect(old).toContain('<meta name="robots" content="noindex">')
  })
})

describe('a folder that loses most of its posts', () => {
  beforeEach(async () => {
    for (let number = 0; number < 12; number++) write(`p${number}.md`)
    await dropfeed('build')
    cpSync(at('posts'), at('kept'), { recursive: true })
  })
  const lose = (count: number) => {
    for (let number = 0; number < count; number++) rmSync(at(`posts/p${number}.md`))
  }

  it('keeps the build, which exits with 1, until --allow-empty or the posts are back', async () => {
    const before = entries()
    lose(7)
    const { code, error } = await dropfeed('build')
    expect([code, entries()]).toEqual([1, before])
    expect(error).toContain('7 of 12 posts are gone. Nothing was replaced.')
    expect((await dropfeed('check')).out).toContain('7 of 12 posts are gone')
    expect((await dropfeed('build --allow-empty')).code).toBe(0)
    expect(Object.keys(entries())).toHaveLength(5)
    cpSync(at('kept'), at('posts'), { recursive: true })
    expect((await dropfeed('build')).code).toBe(0)
    expect(entries()).toEqual(before)
  })

  it('is built where no more than half are gone, or as many came', async () => {
    lose(6)
    expect((await dropfeed('build')).code).toBe(0)
    for (let number = 6; number < 12; number++)
      renameSync(at(`posts/p${number}.md`), at(`posts/q${number}.md`))
    const before = entries()
    expect((await dropfeed('build')).code).toBe(0)
    expect(Object.values(entries()).map((entry) => entry.split(' ')[0])).toEqual(
      Object.values(before).map((entry) => entry.split(' ')[0]),
    )
  })
})
