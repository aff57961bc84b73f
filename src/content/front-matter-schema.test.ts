/** The JSON schema for editors, against the reader of front matter. */
import { globSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseSite } from '../config/site.ts'
import { KNOWN_NAMES } from './fields.ts'
import { frontMatterSchema } from './front-matter-schema.ts'
import { parsePost } from './parse.ts'

const schema = frontMatterSchema()
const accepts = new Ajv({ allowUnionTypes: true }).compile(schema)
const site = parseSite(
  { podcast: { category: 'Arts', owner: { name: 'A', email: 'a@b.example' } } },
  'https://b.example',
)

/** Whether the reader takes a text, and whether the schema does. */
function verdicts(yaml: string): { reader: boolean; schema: boolean } {
  const { problems } = parsePost({ path: '2026-01-01-a.md', text: `---\n${yaml}\n---\nText.\n` }, site)
  return {
    reader: problems.every(({ severity }) => severity !== 'error'),
    schema: accepts(parse(yaml) ?? {}),
  }
}

it('has every key under all of its names, and describes it', () => {
  const { properties } = schema as { properties: Record<string, { description: string }> }
  for (const name of [...KNOWN_NAMES, 'permalink', 'aliases'])
    expect([name, properties[name]?.description]).toEqual([name, expect.stringContaining('. Write ')])
})

describe('takes what the reader takes', () => {
  it.each([
    ...['title: Tea', 'title: 2026', 'title: true', 'title:', 'date: 2026-01-31', 'date: 2026-01-31 18:30'],
    ...['date: 2026-01-31T18:30:00+01:00', 'updated: "2026-02-01"', 'lastmod: 2026-02-01', 'draft: false'],
    ...['tags: tea', 'tags: tea, kitchen', 'tags: [tea, 2026]', 'tags:\n  - tea\n  -', 'authors: Ada'],
    ...[
      'author: { name: Ada, url: https://ada.example }',
      'authors: [Ada, { name: Jun }]',
      'language: pt-BR',
    ],
    ...[
      'image: a.png',
      'image: { src: a.png, alt: A pot }',
      'images: [a.png]',
      'audio: https://b.example/a.mp3',
    ],
    ...[
      'audio: { url: https://b.example/a.mp3, length: 5, duration: 1:30 }',
      'feed: false',
      'content: summary',
    ],
    ...['podcast: { season: 1, episode: 2, explicit: clean }', 'id: tag:b,2026:a'],
    ...['link: https://c.example/', 'slug: green-tea', 'permalink: /a/b', 'aliases: [/a, /b]', 'mood: good'],
    'enclosures: [https://b.example/a.pdf]',
    'podcast: { transcript: [a.vtt, { url: b.srt, language: de }], persons: [Ada, { name: Jun, role: guest }] }',
    '# yaml-language-server: $schema=../node_modules/dropfeed/lib/front-matter.schema.json\ntitle: Tea',
  ])('%s', (yaml) => expect(verdicts(yaml)).toEqual({ reader: true, schema: true }))

  it.each(globSync('posts/**/*.md'))('%s', (path) => {
    const [, yaml = ''] = /^---\n(.*?)\n---\n/s.exec(readFileSync(path, 'utf8')) ?? []
    expect(accepts(parse(yaml) ?? {})).toBe(true)
  })
})

describe('refuses what the reader refuses', () => {
  it.each([
    ...[
      'title: [a]',
      'title: { a: b }',
      'date: 5',
      'date: [2026-01-31]',
      'tags: { a: b }',
      'link: c.example',
    ],
    ...['link: /posts/a', 'content: half', 'podcast: yes', 'draft: perhaps'],
    ...['feed: perhaps', 'language: [en]'],
  ])('%s', (yaml) => expect(verdicts(yaml)).toEqual({ reader: false, schema: false }))
})
