/** Posts as writers of other systems really have them: fixtures/cases, each with the right result. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { formatProblem, toMend } from '../src/base/problem.ts'
import { compiled, documents } from './support/compiled.ts'

const CASES = new URL('fixtures/cases/', import.meta.url)
const PERSON = { name: 'Ada Marlowe', url: 'https://ada.example/', avatar: 'https://ada.example/a.png' }

const names = readdirSync(CASES).filter((name) => name.endsWith('.md'))
const beside = {
  'notes/Black tea.md': '---\ntitle: Black tea\ndate: 2026-01-30\n---\nText.',
  '2026-01-30-pots.md': 'Text.',
}
const site = compiled(
  {
    ...Object.fromEntries(names.map((name) => [name, readFileSync(new URL(name, CASES), 'utf8')])),
    ...beside,
  },
  { links: '/:year/:month/:day/:slug/', authors: { marlowe: PERSON }, feeds: { limit: 100 } },
  ['attachments/pot.png'],
)
const items: { url: string; content_html?: string }[] = JSON.parse(documents(site).json).items

function item(name: string) {
  const slug = name.replace(/^(\d{4}-\d\d?-\d\d?-)?(.*)\.md$/, '$2')
  return items.find(({ url }) => url.endsWith(`/${slug}/`))
}

/** What is reported of a case: severity, line and words. */
function said(name: string): string[] {
  return site.problems.filter(({ path }) => path === name).map(formatProblem)
}

const P = (text: string) => `<p>${text}</p>\n`
const HARBOUR = '2026-01-07-how-we-measured-the-tides-of-the-northern-harbour-over-ten-winters'

/** Cases of which nothing is reported, and a part of the item in the JSON Feed. */
const RIGHT: Readonly<Record<string, object>> = {
  [`${HARBOUR}-a.md`]: { title: 'Part a' },
  [`${HARBOUR}-b.md`]: { title: 'Part b' },
  [`${HARBOUR}-c.md`]: { title: 'Part c' },
  '2013-10-3-single-digit.md': { date_published: '2013-10-03T00:00:00Z' },
  '2026-01-31-title-from-heading.md': {
    title: 'How to warm a pot',
    content_html: P('Fill it with hot water.'),
  },
  'admonition.md': {
    content_html: `<p>Before.</p>
<blockquote>\n<p><strong>Remember</strong></p>\n<p>Warm the pot first.</p>\n</blockquote>
<blockquote>\n<p><strong>Warning</strong></p>\n<p>Steam.</p>\n</blockquote>\n`,
  },
  'authors-with-comma.md': { authors: [PERSON, { name: 'Jun Okabe' }] },
  'authors-yml.md': { authors: [PERSON] },
  'callout.md': {
    content_html: `<blockquote>\n<p><strong>Remember</strong></p>\n<p>Warm the pot first.</p>\n</blockquote>\n`,
  },
  'cover-image.md': { image: 'https://cdn.example/pot.png' },
  'date-epoch.md': { date_published: '2024-01-31T10:00:00Z' },
  'date-js-string.md': { date_published: '2026-01-31T17:00:00Z' },
  'date-of-other-keys.md': {
    date_published: '2026-01-31T08:00:00Z',
    date_modified: '2026-02-01T08:00:00Z',
  },
  'emoji.md': { content_html: P('Thanks! 🎉') },
  'hash-tag.md': { tags: ['#! /bin/sh', 'C#'] },
  'hashnode-image.md': { content_html: P('<img src="https://cdn.example/pot.png" alt="A pot">') },
  'heading-id.md': { content_html: expect.stringMatching(/heading-id\/#(\w+-pots)".*<h2 id="\1">/s) },
  'hexo-no-first-fence.md': { title: 'Tea', tags: ['tea'] },
  'iframe-self-closed.md': { content_html: expect.stringMatching(/embed\/abc".*After\./s) },
  'keywords-are-not-tags.md': { tags: ['tea'] },
  'link-from-root.md': {
    content_html: expect.stringMatching(/2026\/01\/30\/Black%20tea\/".*\/media\/attachments\/pot\.png"/),
  },
  'link-of-vuepress.md': { content_html: expect.stringContaining('/2026/01/30/pots/"') },
  'link-to-own-heading.md': { content_html: expect.stringMatching(/#(\w+-Cups)".*<h2 id="\1">/s) },
  'liquid-highlight.md': {
    content_html: expect.stringMatching(/<code class="language-ruby">.*a_b_c\nend\n<\/code>.*After\./s),
  },
  'liquid-in-reference.md': { content_html: expect.stringMatching(/bugs\.example\/2".*bugs\.example\/3"/) },
  'long-fence.md': { title: 'Fence', content_html: P('Text.') },
  'math.md': { content_html: '<pre>$$\nx_1 &amp;= y_2 \\\\\nz_3 &amp;= *4* \\\\\n$$</pre>\n' },
  'numeric-id.md': { id: expect.stringMatching(/^tag:/) },
  'own-link.md': { title: 'Own link', content_html: P('Text.') },
  'raw.md': { content_html: P('Text.') },
  'title-twice.md': { title: 'How to warm a pot', content_html: P('Fill it with hot water.') },
  'wrapped-title.md': { title: 'A title that an editor has wrapped at eighty columns' },
  'yaml-quoted-lines.md': { title: 'Green tea' },
}

describe('a case of which nothing is reported', () => {
  it.each(Object.entries(RIGHT))('%s', (name, expected) => {
    expect(said(name)).toEqual([])
    expect(item(name)).toMatchObject(expected)
  })

  it('a link to the post itself is no link post', () => {
    expect(item('own-link.md')).not.toHaveProperty('external_url')
  })

  it.each([
    ['slug-file-name.md', '/2026/01/31/Tea_8.0.0/'],
    [
      'slug-long.md',
      '/2026/01/31/a-very-long-name-of-a-post-that-goes-on-and-on-until-nobody-knows-where-it-ends/',
    ],
    ['slug-path.md', '/2026/01/31/notes/green-tea/'],
  ])('%s has the slug to the letter', (name, path) => {
    expect(said(name)).toEqual([])
    expect(items.map(({ url }) => new URL(url).pathname)).toContain(path)
  })
})

/** Cases of which something is reported, in part; notes are nothing to mend. */
const REPORTED: Readonly<Record<string, readonly string[]>> = {
  '2026-01-11-empty.md': ['error: The post has neither a title nor a text.'],
  'contents-directive.md': ['5: note: "[[toc]]" is a page directive, and is left out.'],
  'image-of-the-site.md': ['5: note: The file "/images/pot.png" is not in the posts folder'],
  'root-picture.md': ['5: note: The file "/images/a.png" is not in the posts folder'],
  'kramdown-lists.md': [
    '13: note: Text in "{::comment}…{:/comment}" is a hidden remark',
    '17: note: Text in "{% comment %}…{% endcomment %}" is a hidden remark',
    '6: note: "{:toc}" is a page directive',
    '11: note: "{: .note}" is an attribute list',
  ],
  'mdx-left-over.md': [
    '5: note: "import Tabs',
    '11: note: Text in "{/* … */}" is a hidden remark',
    '13: note: \'<Chart data={data} title="Tea" />\' is a component',
    '15: warning: "<PostLink" has no meaning here',
    '20: note: `<img src="/img/a.png" style={{',
    '20: note: The file "/img/a.png" is not in the posts folder',
  ],
  'unclosed-line.md': ['11: error: The raw HTML opens "<script>" and never closes it.'],
  'video-id.md': ['4:8: warning: "video" is neither a file nor a web address'],
  'yaml-inner-quotes.md': [
    '2:20: error: The front matter is not valid YAML: there is extra text after a value',
  ],
}

describe('a case of which something is reported', () => {
  it.each(Object.entries(REPORTED))('%s', (name, expected) => {
    const rest = said(name).map((line) => line.slice(name.length + 1).trim())
    expect(rest.toSorted()).toEqual(expected.toSorted().map((part) => expect.stringContaining(part)))
  })

  it('a picture of MDX stays', () => {
    expect(item('mdx-left-over.md')?.content_html).toContain('/img/a.png" alt="A pot">')
  })

  it('is nothing to mend where it is a note', () => {
    const paths = new Set(toMend(site.problems).map(({ path }) => path))
    expect([...paths].sort()).toEqual([
      '2026-01-11-empty.md',
      'mdx-left-over.md',
      'unclosed-line.md',
      'video-id.md',
      'yaml-inner-quotes.md',
    ])
  })
})

it('every case has its row', () => {
  const slugs = ['slug-file-name.md', 'slug-long.md', 'slug-path.md']
  expect([...Object.keys(RIGHT), ...Object.keys(REPORTED), ...slugs].sort()).toEqual(names.sort())
})
