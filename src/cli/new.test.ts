/** `new` writes posts that the checks have nothing to say about, whatever they are called, and overwrites nothing. */
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runIn } from '../../test/support/command.ts'
import { anyText } from '../../test/support/texts.ts'
import { cleanLine, showsSomething } from '../base/text.ts'
import { parseSite } from '../config/site.ts'
import { parsePost } from '../content/parse.ts'
import { newPost } from './new.ts'

let folder: string
const at = (...names: string[]) => join(folder, ...names)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-new-'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true, force: true })
})

describe('new', () => {
  it('makes the folder, writes a post with title, date and id, and prints its path alone', async () => {
    const { code, out, error } = await runIn(folder, ['new', 'Green tea'])
    expect([code, error]).toEqual([0, ''])
    expect(out).toMatch(/^posts\/\d{4}-\d{2}-\d{2}-green-tea\.md\n$/)
    expect(await readFile(at(out.trim()), 'utf8')).toMatch(
      /^---\ntitle: "Green tea"\ndate: \d{4}-\d{2}-\d{2} \d{2}:\d{2}\nid: urn:uuid:[0-9a-f-]{36}\n---\n\n$/,
    )
    expect(await runIn(folder, ['check'])).toMatchObject({ code: 0, out: '1 post, 0 problems.\n' })
  })

  it('overwrites nothing, not even where many are called the same at once', async () => {
    const results = await Promise.all(Array.from({ length: 6 }, () => runIn(folder, ['new', 'Tea'])))
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0])
    expect(new Set(results.map(({ out }) => out)).size).toBe(6)
    expect(await readdir(at('posts'))).toHaveLength(6)
    expect(await runIn(folder, ['check'])).toMatchObject({ code: 0 })
  })

  it('gives a post another address than one of another day has', async () => {
    await mkdir(at('posts'))
    await writeFile(at('posts/2026-01-02-tea.md'), 'Old.')
    expect((await runIn(folder, ['new', 'Tea'])).out).toMatch(/-tea-2\.md$/m)
    expect(await runIn(folder, ['check'])).toMatchObject({ code: 0 })
  })

  it('ends where links in the folder lead back to it', async () => {
    await mkdir(at('posts'))
    for (const name of ['one', 'two']) await symlink('.', at('posts', name))
    expect(await runIn(folder, ['new', 'Tea'])).toMatchObject({ code: 0, error: '' })
  })

  it('writes the time of the site, a draft, and JSON for machines', async () => {
    await writeFile(at('feed.config.ts'), 'export default { timeZone: "Asia/Tokyo" }')
    const args = ['new', 'Later', '--draft', '--date', '2030-01-31T18:30:00Z', '--json']
    const { out } = await runIn(folder, args)
    const { path, date, id } = JSON.parse(out)
    expect([path, date]).toEqual(['posts/2030-02-01-later.md', '2030-02-01 03:30'])
    expect(await readFile(at(path), 'utf8')).toContain(`id: ${id}\ndraft: true\n`)
  })

  it.each([
    [['--date', 'soon', 'x'], 2, '--date is not a date ("soon")'],
    [['--posts', 'a/b/c', 'x'], 2, '"a/b/c" does not exist'],
    [['--posts', 'file', 'x'], 2, '"file" is a file, not a folder'],
  ])('with %j says what is wrong', async (args, code, message) => {
    await writeFile(at('file'), '')
    const result = await runIn(folder, ['new', ...args])
    expect(result.code).toBe(code)
    expect(result.error).toContain(message)
  })

  it.each([
    ['Less < more / #1 ...', 'less-more-1'],
    ['What is C#? And C++!', 'what-is-c-sharp-and-c-plus-plus'],
    ['Fish & chips, 100%.', 'fish-and-chips-100-percent'],
    ['a/../b', 'a-b'],
    ['...', '\\d{4}'],
    ['お茶', 'お茶'],
  ])('names the file of %j without its punctuation', async (title, slug) => {
    const { out } = await runIn(folder, ['new', title])
    expect(out).toMatch(new RegExp(`^posts/\\d{4}-\\d{2}-\\d{2}-${slug}\\.md\n$`))
  })

  it('takes any title, and the post has it', async () => {
    const site = parseSite({}, 'http://localhost')
    vi.spyOn(console, 'log').mockReturnValue()
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          anyText.filter((text) => showsSomething(cleanLine(text))),
          fc.constantFrom('..', '/', 'a/../b', 'true', 'x'.repeat(5000)),
        ),
        async (title) => {
          const posts = await mkdtemp(at('posts-'))
          await newPost([title], { posts })
          const [name = '', ...others] = await readdir(posts)
          expect(others).toEqual([])
          const { post, problems } = parsePost(
            { path: name, text: await readFile(join(posts, name), 'utf8') },
            site,
          )
          expect(problems).toEqual([])
          expect(post?.title ?? '').toBe(cleanLine(title))
          expect(post?.published).toBeLessThanOrEqual(Date.now())
        },
      ),
      { numRuns: 60 },
    )
  })
})
