/** Files that the configuration names by their path. */
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readerOf } from './file.ts'
import { ConfigError, parseSite, type SiteConfig } from './site.ts'

const folder = mkdtempSync(join(tmpdir(), 'dropfeed-beside-'))
afterAll(() => rmSync(folder, { recursive: true }))
const read = readerOf(folder)
const URL = 'https://blog.example/feeds'

for (const [name, content] of Object.entries({
  'logo.png': 'logo',
  'ada 1.jpg': 'ada',
  'site.css': ':root { --link: #063; }',
  'blogs.opml': '<opml version="2.0"/>',
}))
  writeFileSync(join(folder, name), content)
writeFileSync(join(folder, 'huge.png'), '')
truncateSync(join(folder, 'huge.png'), 50 * 1024 * 1024)
const elsewhere = mkdtempSync(join(tmpdir(), 'dropfeed-elsewhere-'))
afterAll(() => rmSync(elsewhere, { recursive: true }))
writeFileSync(join(elsewhere, 'hosts.png'), 'secret')
symlinkSync(join(elsewhere, 'hosts.png'), join(folder, 'link.png'))
symlinkSync(elsewhere, join(folder, 'linked'))
symlinkSync('loop.png', join(folder, 'loop.png'))

function parsed(config: SiteConfig) {
  return parseSite(config, URL, read)
}

function problems(config: SiteConfig): string[] {
  try {
    parsed(config)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ what, fix }) => `${what} ${fix}`)
  }
  return []
}

describe('a picture beside the configuration', () => {
  it('has an address of the site, and is read', () => {
    const { icon, image, author, files } = parsed({
      icon: './logo.png',
      image: 'logo.png',
      author: 'ada',
      authors: { ada: { name: 'Ada', avatar: 'ada 1.jpg' } },
    })
    expect(icon).toBe(`${URL}/media/%40site/logo.png`)
    expect(image).toBe(icon)
    expect(author[0]?.avatar).toBe(`${URL}/media/%40site/ada%201.jpg`)
    expect(files).toEqual([
      { path: '/media/@site/ada 1.jpg', type: 'image/jpeg', data: btoa('ada') },
      { path: '/media/@site/logo.png', type: 'image/png', data: btoa('logo') },
    ])
  })

  it('may still be on the web', () => {
    expect(parsed({ icon: 'https://a.example/i.png' })).toMatchObject({
      icon: 'https://a.example/i.png',
      files: [],
    })
  })

  it.each([
    ['missing.png', '"icon" names a file that is not there ("missing.png"). Put it at '],
    [
      'huge.png',
      '"icon" names a file that has 50 MB, and 1 MB is the most ("huge.png"). Put a plain file of 1 MB at most there.',
    ],
    ['link.png', '"icon" names a file that is a symbolic link ("link.png").'],
    ['linked/hosts.png', '"icon" names a file that is a symbolic link ("linked/hosts.png").'],
    ['loop.png', '"icon" names a file that is not there ("loop.png").'],
    [
      '../logo.png',
      '"icon" is not a web address or the path of a picture beside the configuration ("../logo.png").',
    ],
    [
      'a/notes.md',
      '"icon" is not a web address or the path of a picture beside the configuration ("a/notes.md").',
    ],
  ])('is refused: %s', (icon, message) => {
    expect(problems({ icon })).toEqual([expect.stringContaining(message)])
  })

  it('is named with its author', () => {
    expect(problems({ authors: { ada: { name: 'Ada', avatar: 'x.png' } } })).toEqual([
      expect.stringContaining('"authors.ada.avatar" names a file that is not there ("x.png").'),
    ])
  })
})

describe('other files', () => {
  it('are a stylesheet and a blogroll', () => {
    const { css, files, blogroll } = parsed({ css: 'site.css', blogroll: 'blogs.opml' })
    expect(css).toBe(':root { --link: #063; }')
    expect(blogroll).toEqual([])
    expect(files).toEqual([
      {
        path: '/.well-known/recommendations.opml',
        type: 'text/x-opml',
        data: btoa('<opml version="2.0"/>'),
      },
    ])
  })

  it('are reported if they are missing', () => {
    expect(problems({ css: 'no.css', blogroll: 'no.opml' })).toHaveLength(2)
  })
})
