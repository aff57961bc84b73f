/** A name in composed letters (NFC) and the same in decomposed ones (NFD) are one name to whoever types it. */
import { describe, expect, it } from 'vitest'
import { documents, NOW, post, SITE } from '../../test/support/compiled.ts'
import { createCompiler } from '../../test/support/compiler.ts'
import { parseSite, type SiteConfig } from '../config/site.ts'
import { hash } from '../disk/hash.ts'
import type { MediaFile } from '../model.ts'

const FORMS = ['NFC', 'NFD'] as const
const PAIRS = FORMS.flatMap((named) => FORMS.map((stored) => [named, stored] as const))

const SHOW: SiteConfig = {
  authors: { ada: { name: 'Ada', email: 'ada@blog.example' } },
  author: 'ada',
  image: 'https://blog.example/logo.png',
  podcast: { category: 'Arts > Books' },
}

const media = (path: string, type: string): MediaFile => ({ path, type, length: 3 })

const entry = (matter: string, body: string) => post(`title: Entry\n${matter}`, body)

/** A folder whose files are named in one form, with a post that names them in another. */
function folderOf(stored: 'NFC' | 'NFD', texts: Readonly<Record<string, string>>) {
  const paths = ['Café/Bild ä.jpg', 'Café/Ton ö.mp3', 'Café/Text ü.vtt'].map((path) => path.normalize(stored))
  const types = ['image/jpeg', 'audio/mpeg', 'text/vtt']
  return {
    sources: Object.entries(texts).map(([path, text]) => ({ path: path.normalize(stored), text })),
    files: new Map(paths.map((path, at) => [path, media(path, types[at] ?? '')])),
  }
}

function compile(stored: 'NFC' | 'NFD', texts: Readonly<Record<string, string>>) {
  return createCompiler(parseSite({}, SITE), hash).compile(folderOf(stored, texts), NOW)
}

/** The address at which a file is served. */
const served = (path: string) => `${SITE}/media/${path.split('/').map(encodeURIComponent).join('/')}`

describe.each(PAIRS)('a post that names in %s what is stored in %s', (named, stored) => {
  it.each([
    ['links to a post', '[x](<Café/Über.md>)', `${SITE}/posts/${encodeURIComponent('über')}`],
    [
      'links to the page of a post',
      `[x](<${SITE}/posts/über>)`,
      `${SITE}/posts/${encodeURIComponent('über')}`,
    ],
    ['links by a wiki name', '[[Über]]', `${SITE}/posts/${encodeURIComponent('über')}`],
    ['links by a wiki name and folder', '[[Café/Über]]', `${SITE}/posts/${encodeURIComponent('über')}`],
    ['shows a picture', '![x](<Café/Bild ä.jpg>)', served('Café/Bild ä.jpg'.normalize(stored))],
    ['shows a picture by a wiki name', '![[Bild ä.jpg]]', served('Café/Bild ä.jpg'.normalize(stored))],
  ])('%s', (_, body, address) => {
    const compilation = compile(stored, {
      'Café/Über.md': '---\ndate: 2026-01-01\n---\nOther.',
      'a.md': entry('', body.normalize(named)),
    })
    expect(compilation.problems).toEqual([])
    const normal = (text: string) => (address.includes('/media/') ? text : decodeURI(text).normalize('NFC'))
    expect(normal(documents(compilation).json)).toContain(normal(`\\"${address}\\"`))
  })

  it('encloses files, and serves what the feed names', () => {
    const matter = ['image: "Café/Bild ä.jpg"', 'audio: "Café/Ton ö.mp3"'].join('\n')
    const transcript = 'podcast: { transcript: "Café/Text ü.vtt" }'
    const text = entry(`${matter}\n${transcript}`.normalize(named), 'Text.')
    const compilation = createCompiler(parseSite(SHOW, SITE), hash).compile(
      folderOf(stored, { 'a.md': text }),
      NOW,
    )
    const { rss } = documents(compilation)
    const paths = ['Café/Bild ä.jpg', 'Café/Ton ö.mp3', 'Café/Text ü.vtt'].map((path) =>
      path.normalize(stored),
    )
    expect(compilation.problems).toEqual([])
    for (const path of paths) expect(rss).toContain(served(path))
    expect(compilation.media.map(({ path }) => path).sort()).toEqual(paths.toSorted())
  })

  it('shows a picture that comes later, and misses it when it goes', () => {
    const compiler = createCompiler(parseSite({}, SITE), hash)
    const path = 'Café.jpg'.normalize(stored)
    const source = { path: 'a.md', text: entry('', '![x](Café.jpg)'.normalize(named)) }
    const folders = [[], [[path, media(path, 'image/jpeg')]], []] as const
    const found = folders.map((files) => {
      const compilation = compiler.compile({ sources: [source], files: new Map(files) }, NOW)
      return documents(compilation).json.includes(served(path))
    })
    expect(found).toEqual([false, true, false])
  })
})

it('prefers the very name where the folder holds both', () => {
  const paths = FORMS.map((form) => 'ä.png'.normalize(form))
  const sources = paths.map((path, at) => ({ path: `${at}.md`, text: entry('', `![x](${path})`) }))
  const files = new Map(paths.map((path) => [path, media(path, 'image/png')]))
  const compilation = createCompiler(parseSite({}, SITE), hash).compile({ sources, files }, NOW)
  const items: { url: string; content_html: string }[] = JSON.parse(documents(compilation).json).items
  for (const [at, path] of paths.entries())
    expect(items.find(({ url }) => url.endsWith(`/${at}`))?.content_html).toContain(served(path))
})
