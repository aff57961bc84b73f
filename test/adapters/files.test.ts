/** What the posts folder holds, besides posts. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readFolder } from '../../src/adapters/folder/files.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-files-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it.each(['post.mdx', 'Post.MDX', 'post.mkd', 'post.mdown'])(
  '%s is told not to be read as a post',
  async (name) => {
    await writeFile(join(folder, name), '# Tea')
    const { sources, files, problems } = await readFolder(folder)
    expect([sources.size, files.size]).toEqual([0, 0])
    expect(problems).toMatchObject([
      { severity: 'warning', path: name, what: 'A file with this ending is not read as a post.' },
    ])
  },
)
