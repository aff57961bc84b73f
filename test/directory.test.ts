/** A directory that is kept up with says what a new one of the same folder says. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Addressed } from '../src/addresses.ts'
import { Directory, webKey } from '../src/compile/directory.ts'
import { parseSite } from '../src/config.ts'
import { parsePost } from '../src/parse.ts'

const site = parseSite({ title: 'Tea' }, 'https://blog.example')
const PATHS = ['a.md', 'b.md', 'deep/a.md', 'deep/er/A.markdown', 'a.png', 'deep/a.png']
const URLS = ['https://blog.example/a/', 'https://blog.example/a/index.html', 'https://blog.example/b']
const NAMES = ['a', 'b', 'a.png', 'none']

function postAt(path: string, url: string, day: number): Addressed {
  const { post } = parsePost({ path, text: `---\ndate: 2026-06-0${day}\n---\nText.` }, site)
  if (post === undefined) throw new Error(`${path} is no post`)
  return { post, identity: { id: `urn:${path}` }, folder: '', url }
}

const post = fc.record({ url: fc.constantFrom(...URLS), day: fc.integer({ min: 1, max: 3 }) }).map(
  ({ url, day }) =>
    (path: string) =>
      postAt(path, url, day),
)
const file = fc
  .integer({ min: 1, max: 9 })
  .map((length) => (path: string) => ({ path, type: 'image/png', length }))

const steps = fc.array(
  fc.record({
    path: fc.constantFrom(...PATHS),
    post: fc.option(post, { nil: undefined }),
    file: fc.option(file, { nil: undefined }),
    kind: fc.constantFrom('post', 'file'),
  }),
  { maxLength: 30 },
)

const answers = (directory: Directory) => ({
  pages: URLS.map((url) => directory.page(webKey(url))),
  names: NAMES.map((name) => directory.named(name)),
})

it('whenever it is asked for the first time', () => {
  fc.assert(
    fc.property(steps, fc.nat(30), (steps, asked) => {
      const kept = new Directory()
      for (const [index, { path, post, file, kind }] of steps.entries()) {
        if (index === asked) answers(kept)
        if (kind === 'post') kept.putPost(path, post?.(path))
        else kept.putFile(path, file?.(path))
      }
      const fresh = new Directory()
      for (const [path, post] of kept.posts) fresh.putPost(path, post)
      for (const [path, file] of kept.files) fresh.putFile(path, file)
      expect(answers(kept)).toEqual(answers(fresh))
    }),
    { numRuns: 500 },
  )
})
