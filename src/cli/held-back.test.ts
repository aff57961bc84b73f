/** What commands say of posts that are held back, and that nothing of them is in a build. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runIn } from '../../test/support/command.ts'

const PICTURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-held-'))
  const posts = join(folder, 'posts')
  await cp(resolve('test/fixtures/held-back'), posts, { recursive: true })
  await mkdir(join(posts, 'backstage'))
  const files = {
    'open.md': '---\ntitle: Open\ndate: 2026-01-31\ntags: [tea]\n---\nOpen text.\n',
    'backstage/private.md':
      '---\ntitle: Secret title\ndate: 2026-01-31\ntags: [secret-tag]\nauthor: Secret Person\naliases: [/secret-alias]\nprivate: true\n---\nSecret text. ![](secret.png)\n',
    'backstage/later.md':
      '---\ntitle: Secret launch\ndate: 2199-01-01\ntags: [secret-later]\nauthor: Secret Herald\n---\nSecret text. ![](secret-later.png)\n',
  }
  for (const [path, text] of Object.entries(files)) await writeFile(join(posts, path), text)
  for (const name of ['secret.png', 'secret-later.png'])
    await writeFile(join(posts, 'backstage', name), PICTURE)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Names and contents of all files below a folder. */
async function everything(root: string): Promise<string> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return (await Promise.all(files.map(async (file) => `${file}\n${await readFile(file, 'latin1')}`))).join(
    '\n',
  )
}

describe('posts that are held back', () => {
  it('check names each, and succeeds', async () => {
    const { code, out } = await runIn(folder, ['check', '--json'])
    const { problems, broken } = JSON.parse(out)
    expect(code).toBe(0)
    expect(broken).toBe(0)
    expect(problems.length).toBeGreaterThan(40)
    expect(problems.every(({ severity }: { severity: string }) => severity === 'note')).toBe(true)
    const told = (await runIn(folder, ['check'])).out
    expect(told).toMatch(/^2 posts \(1 scheduled: .*\), 0 problems, \d+ notes\.$/m)
  })

  it('build --strict publishes the others, and the site holds nothing of these', async () => {
    const { code, error } = await runIn(folder, ['build', '--strict'])
    expect(code, error).toBe(0)
    const site = await everything(join(folder, 'dist/site'))
    expect(site).toContain('Open text.')
    expect(site).not.toMatch(/secret|plans for|chamomile|backstage/i)
  })

  it('the snapshot holds nothing of these either, only of the post that is scheduled', async () => {
    const snapshot = await everything(join(folder, 'dist/snapshot'))
    expect(snapshot).not.toMatch(/Secret title|Secret Person|secret-tag|secret-alias|secret\.png|Plans for/)
  })
})
