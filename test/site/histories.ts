/** Random histories of a folder: posts and files that come, change and go. */
import fc from 'fast-check'
import { parseSite } from '../../src/config/site.ts'
import type { MediaFile, Source } from '../../src/model.ts'

export const NOW = Date.UTC(2026, 6, 1)
export const site = parseSite({ feeds: { limit: 3 }, author: 'Ada Marlowe' }, 'https://blog.example')

const PATHS = [
  'a.md',
  'b.md',
  'c.md',
  'd.md',
  'e.md',
  'travel/a.md',
  'travel/f.md',
  'Travel/g.md',
  '_x/a.md',
  '..x/b.md',
]
const FILES = ['pot.png', 'tea.mp3']

const texts = fc
  .record({
    day: fc.integer({ min: 1, max: 9 }),
    tags: fc.subarray(['tea', 'Tea', 'sea', 'C#', 'C']),
    slug: fc.option(fc.constantFrom('one', 'two'), { nil: undefined }),
    id: fc.option(fc.constantFrom('urn:x:1', 'urn:x:2'), { nil: undefined, freq: 8 }),
    more: fc.constantFrom(
      '',
      '',
      '',
      'draft: true',
      'expires: 2026-08-01',
      'language: de',
      'image: pot.png',
      'audio: tea.mp3',
    ),
    body: fc.constantFrom(
      'One text.',
      'Another text, a longer one, of more words than the others have.',
      '![The pot](pot.png)',
      '[b](b.md)',
      'See [[a]] and [[travel/f]].',
      'See [one](https://blog.example/posts/one/) and ![[pot.png]].',
    ),
  })
  .map(({ day, tags, slug, id, more, body }) =>
    [
      '---',
      `date: 2026-06-0${day}`,
      `tags: [${tags.map((tag) => `"${tag}"`)}]`,
      ...(slug === undefined ? [] : [`slug: ${slug}`]),
      ...(id === undefined ? [] : [`id: ${id}`]),
      more,
      '---',
      body,
    ].join('\n'),
  )

export type Step = { path: string; text: string | undefined } | { file: string; length: number | undefined }

export const steps = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        path: fc.constantFrom(...PATHS),
        text: fc.option(texts, { nil: undefined, freq: 4 }),
      }),
    },
    fc.record({
      file: fc.constantFrom(...FILES),
      length: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 3 }),
    }),
  ),
  { minLength: 1, maxLength: 12 },
)

/** What a step changes, by path. */
export interface StoryChanges {
  readonly sources: ReadonlyMap<string, Source | undefined>
  readonly files: ReadonlyMap<string, MediaFile | undefined>
}

/** A folder, and the changes that lead from one state of it to the next. */
export class Story {
  readonly sources = new Map<string, Source>()
  readonly files = new Map<string, MediaFile>()

  take(step: Step): StoryChanges {
    if ('path' in step) {
      const { path, text } = step
      const source = text === undefined ? undefined : { path, text }
      put(this.sources, path, source)
      return { sources: new Map([[path, source]]), files: new Map() }
    }
    const { file: path, length } = step
    const file = length === undefined ? undefined : { path, length, type: 'image/png' }
    put(this.files, path, file)
    return { sources: new Map(), files: new Map([[path, file]]) }
  }
}

function put<T>(table: Map<string, T>, path: string, value: T | undefined): void {
  if (value === undefined) table.delete(path)
  else table.set(path, value)
}
