/** Folders have addresses of their own, whatever they are called. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compiled, documents, post } from '../../test/support/compiled.ts'
import { fold, folderSlugs } from './slug.ts'

const suffix = (name: string) => `${name.length}x`

describe('folderSlugs', () => {
  it('names every folder and those above it', () => {
    expect([...folderSlugs(['Travel/C#', ''], suffix)]).toEqual([
      ['', ''],
      ['Travel', 'travel'],
      ['Travel/C#', 'travel/c-sharp'],
    ])
  })

  it('case and spacing make no other folder, at any depth', () => {
    const slugs = folderSlugs(['My Tea/C#', 'my-tea/c sharp', 'MY TEA/c#'], suffix)
    expect(slugs.get('My Tea/C#')).toBe(slugs.get('MY TEA/c#'))
    expect(slugs.get('My Tea/C#')).toBe('my-tea/c-sharp')
    expect(slugs.get('my-tea/c sharp')).toBe('my-tea/c-sharp-7x')
  })

  it('any two folders share a slug only if their names are the same but for case and spacing', () => {
    const name = fc.oneof(
      fc.constantFrom('C#', 'c sharp', 'C-Sharp', 'C++', 'a.b', 'a-b', '🎉', '1f389', '..', '日本語', 'a'),
      fc.string({ minLength: 1 }).map((text) => text.replaceAll('/', '-')),
    )
    const paths = fc.array(fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/')))
    fc.assert(
      fc.property(paths, (list) => {
        const slugs = folderSlugs(list, suffix)
        const folded = (path: string) => path.split('/').map(fold).join('/')
        const pairs = new Set([...slugs].map(([path, slug]) => `${folded(path)}\n${slug}`))
        expect(pairs.size).toBe(new Set([...slugs.values()]).size)
        const earlier = folderSlugs(list.slice(0, list.length / 2), suffix)
        for (const [path, slug] of earlier) expect(slugs.get(path)).toBe(slug)
        for (const path of list) expect(slugs.get(path)?.split('/').length).toBe(path.split('/').length)
      }),
    )
  })
})

describe('posts in folders that look alike', () => {
  const compilation = compiled(
    {
      'C#/a.md': post('title: Sharp'),
      'C sharp/b.md': post('title: Spelled'),
      'c#/d.md': '---\ntitle: Same\ndate: 2026-02-01\n---\nText.',
    },
    { links: '/:folder/:slug' },
  )

  it('have a feed for each, called as the folder is called', () => {
    const folders = compilation.manifest.feeds.filter(({ base }) => base.startsWith('/c-'))
    expect(folders.map(({ title }) => title).sort()).toEqual(['My posts: C sharp', 'My posts: C#'])
    const titles = folders.map(({ base }) =>
      JSON.parse(documents(compilation, base).json)
        .items.map(({ title }: { title: string }) => title)
        .sort(),
    )
    expect(titles.sort()).toEqual([['Same', 'Sharp'], ['Spelled']])
  })

  it('have addresses in them', () => {
    const paths = compilation.pages.map(({ path }) => path).sort()
    expect(paths).toEqual(['/C sharp/b', '/C#/a', '/c#/d'])
  })
})
