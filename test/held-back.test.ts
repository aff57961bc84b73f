/** Posts that other systems keep from their feeds or from the public are not published, and a note names each. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseSite } from '../src/config.ts'
import { parsePost } from '../src/parse.ts'

const FOLDER = join(import.meta.dirname, 'fixtures/held-back')
const CASES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.md'),
)

const site = parseSite({}, 'https://blog.example')

function parse(text: string, path = '2026-01-31-tea.md') {
  return parsePost({ path, text }, site)
}

/** A post with one line, or more, of YAML. */
function yaml(lines: string) {
  return parse(`---\n${lines}\n---\nText.`)
}

describe('settings and names of other systems', () => {
  it('there are cases', () => expect(CASES.length).toBeGreaterThan(40))

  it.each(CASES)('%s is held back, and a note says by what and where', (path) => {
    const { post, problems } = parse(readFileSync(join(FOLDER, path), 'utf8'), path)
    expect(post).toBeUndefined()
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({
      severity: 'note',
      path,
      what: expect.stringMatching(/^The post is held back by /),
    })
    if (!/(?:^|\/)(?:_|drafts)/.test(path)) expect(problems[0]?.line).toBeGreaterThan(1)
  })

  it('a note names the setting, its value and its line', () => {
    expect(yaml('title: Tea\nvisibility: members').problems).toEqual([
      {
        severity: 'note',
        path: '2026-01-31-tea.md',
        line: 3,
        column: 13,
        what: 'The post is held back by "visibility" ("members").',
        why: 'Other systems keep such a post from their feeds or from the public.',
        fix: 'To publish it, remove the setting; write feed: false instead to publish its page outside the feeds.',
      },
    ])
    expect(yaml('build:\n  list: never').problems[0]).toMatchObject({
      line: 3,
      what: 'The post is held back by "build.list" ("never").',
    })
  })

  it.each(['password: chamomile', 'post-password: chamomile', 'params:\n  password: chamomile'])(
    '%j: a password is not repeated in the note',
    (lines) => {
      const { post, problems } = yaml(lines)
      expect(post).toBeUndefined()
      expect(JSON.stringify(problems)).not.toContain('chamomile')
    },
  )

  it('keys are known in any case, with hyphens and underscores', () => {
    for (const key of ['isPrivate', 'is_private', 'IS-PRIVATE', 'Is Private', 'isprivate'])
      expect(yaml(`${key}: yes`).problems).toMatchObject([{ severity: 'note' }])
  })

  it.each([
    ...[
      'private: false',
      'hidden: no',
      'unlisted: 0',
      'headless:',
      'archived: nein',
      'password:',
      'password: false',
    ],
    ...[
      'permalink: /tea/',
      'permalink:',
      'published: true',
      'publish: yes',
      'publish: 2026-01-31',
      'public: oui',
    ],
    ...[
      'visibility: public',
      'visibility: [public]',
      'access: everyone',
      'status: publish',
      'status: evergreen',
    ],
    ...[
      'build:\n  list: always\n  render: true\n  publishResources: false',
      'sitemap: false',
      'robots: noindex',
    ],
    ...[
      'cover:\n  image: x.jpg\n  hidden: true',
      'menu:\n  main:\n    visible: false',
      'toc: { hidden: true }',
    ],
    ...['eleventyExcludeFromCollections: false', 'article: false tea', 'comments: { private: true }'],
  ])('%j is public', (lines) => {
    expect(yaml(lines)).toMatchObject({ post: { slug: 'tea' } })
  })

  it.each([
    ...['private: x', 'hidden: perhaps', 'unlisted: [true]', 'archived: 2020-01-01', 'publish: soon'],
    ...[
      'visibility: some',
      'access: by arrangement',
      'visibility: [public, some]',
      'status: privat3',
      'hiden: true',
    ],
    ...['eleventyExcludeFromCollections: [tea]'],
  ])('%j is unclear: an error, and no post', (lines) => {
    const { post, problems } = yaml(lines)
    expect(post).toBeUndefined()
    expect(problems).toMatchObject([
      { severity: 'error', line: 2, why: 'It may not be meant to be published.' },
    ])
  })

  it('the strictest setting counts', () => {
    expect(yaml('published: true\nvisibility: paid').post).toBeUndefined()
    expect(yaml('draft: false\nstatus: private').post).toBeUndefined()
    expect(yaml('draft: perhaps\nprivate: true').problems).toMatchObject([{ severity: 'note', line: 3 }])
  })

  it.each(['false', 'False', 'no', 'No', 'off', '0', '"false"', 'n', 'нет'])('published: %s', (value) => {
    expect(yaml(`published: ${value}`)).toEqual({ problems: [expect.objectContaining({ severity: 'note' })] })
  })
})

describe('settings outside the front matter', () => {
  it.each([
    ['Title: Tea\nStatus: draft\n\nText.', 2],
    ['Title: Tea\nStatus: Draft\nText at once.', 2],
    ['\n\nTitle: Tea\nSummary: One\n   two\nprivate: yes\n\nText.', 6],
    ['---\ntitle: Tea\n---\nStatus: private\n\nText.', 4],
    ['---\ntitle: Tea\n---\n\nprivate:: true\n\nText.', 5],
    ['<!--\n.. title: Tea\n.. status: private\n-->\nText.', 3],
    ['<!-- unlisted: true -->\nText.', 1],
    ['Title: Tea\nPassword: chamomile\n\nText.', 2],
  ])('%j holds the post back', (text, line) => {
    const { post, problems } = parse(text)
    expect(post).toBeUndefined()
    expect(problems).toMatchObject([{ line }])
    expect(problems[0]?.what).not.toContain('chamomile')
  })

  it.each([
    'Text.\nStatus: draft',
    'Status: evergreen\n\nText.',
    '---\ntitle: Tea\n---\nPassword: chamomile\n\nText.',
    '---\ntitle: Tea\n---\nAccess: by bus, ten minutes\n\nText.',
    '```\nStatus: draft\n```',
    'Tea: a drink\n\nStatus: draft',
  ])('%j is a text', (text) => expect(parse(text).post).toBeDefined())
})

describe('names of files and folders', () => {
  it.each(['_tea.md', 'a/_tea.md', 'Drafts/tea.md', 'a/_includes/b/tea.md', '_Private/tea.md'])(
    '%s',
    (path) => {
      expect(parse('---\ndate: 2026-01-31\n---\nText.', path)).toEqual({
        problems: [expect.objectContaining({ severity: 'note', fix: 'To publish it, move or rename it.' })],
      })
    },
  )

  it.each(['_posts/tea.md', '_recipes/tea.md', 'drafts.md', 'a/my-drafts/tea.md'])('%s is public', (path) => {
    expect(parse('---\ndate: 2026-01-31\n---\nText.', path).post).toBeDefined()
  })
})
