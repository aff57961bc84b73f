/** Posts that other systems keep from their feeds or from the public are not published, and a note names each. */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseSite } from '../config/site.ts'
import { parsePost } from './parse.ts'

const FOLDER = resolve('test/fixtures/held-back')
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
    const { post, problems } = parse(readFileSync(resolve(FOLDER, path), 'utf8'), path)
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
    ...['not-published: true', 'do_not_publish: yes', 'unpublish: true', 'hide: true', 'invisible: yes'],
    ...['memberOnly: true', 'isMembersOnly: true', 'paywalled: true', 'protected: true', 'internal: true'],
    ...[
      'confidential: yes',
      'wip: true',
      'workInProgress: true',
      'skip: true',
      'deleted: true',
      'ignore: true',
    ],
    ...['include_in_feed: false', 'showInRSS: no', 'hiddenFromRss: true', 'skip_feed: true', 'norss: true'],
    ...['entwurf: ja', 'brouillon: oui', 'privé: oui', '下書き: true', 'statut: brouillon', '状态: 草稿'],
    ...[
      'audience: only_paid',
      'email_type: private',
      'workflow_state: draft',
      'routable: false',
      'url: false',
    ],
    ...['live: false', 'active: no', 'ready: false', 'released: false', 'enabled: false'],
    ...['status: "[[Draft]]"', 'status: 🚧 draft', 'status: not published', 'status: "*Private*"'],
    ...['cascade:\n  - build: { list: never }', 'params: { wip: true }', 'extra: { status: draft }'],
  ])('%j holds the post back', (lines) => {
    expect(yaml(lines)).toEqual({
      problems: [expect.objectContaining({ severity: 'note', path: '2026-01-31-tea.md' })],
    })
  })

  it.each([
    ...['hide: [navigation, toc]', 'exclude: [appendix]', 'paid: 12.50', 'premium: gold', 'internal: pages'],
    ...[
      'projects:\n  - { name: x, status: archived }\n  - { name: y, status: draft }',
      'wifi: { password: x }',
    ],
    ...['expenses:\n  - { what: tea, paid: yes }', 'comments: { enabled: false }', 'math: { enable: no }'],
    ...['hiddenInHomeList: true', 'sitemap: { exclude: yes }', 'searchable: false', 'audience: beginners'],
    ...['tags: [draft, private]', 'title: How to publish a private draft', 'description: "Status: draft"'],
    ...[
      'status: in bloom',
      'state: Bavaria',
      'stage: The Globe',
      'featured: false',
      'final: false',
      'secret: sauce',
    ],
  ])('%j is about something else', (lines) => {
    expect(yaml(lines)).toMatchObject({ post: { slug: 'tea' } })
  })

  it.each(['publishAt', 'scheduled_for', 'scheduledAt', 'embargo_until'])('%s schedules the post', (key) => {
    expect(yaml(`${key}: 2999-01-01`).post?.published).toBe(Date.UTC(2999, 0, 1))
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
    ...['eleventyExcludeFromCollections: [tea]', 'status: draft (needs review)', 'status: private beta'],
  ])('%j is unclear: an error, and no post', (lines) => {
    const { post, problems } = yaml(lines)
    expect(post).toBeUndefined()
    expect(problems).toMatchObject([
      { severity: 'error', line: 2, why: 'The post may not be meant for the public.' },
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
    ['# Tea\n\nStatus: Draft\nCreated: today\n\nText.', 3],
    ['---\ntitle: Tea\n---\n# Tea\n\nstatus:: draft\n\nText.', 6],
    ['% Tea\n% Ada\n\nstatus: draft\n\nText.', 4],
    ['<!--\n---\ntitle: Tea\nprivate: true\n---\n-->\n\nText.', 4],
    ['# Tea\n\n**Status:** draft\n\nText.', 3],
    ['- Status: draft\n- Author: Ada\n\nText.', 1],
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
    '# Tea\n\nText.\n\nStatus: draft',
    '# Tea\n\nStatus: drafts are easy\n\nText.',
    '| key | value |\n|-|-|\n| status | draft |',
    '- **Private:** no\n- Milk: yes',
  ])('%j is a text', (text) => expect(parse(text).post).toBeDefined())
})

describe('front matter of Hexo in JSON, which is not read', () => {
  it.each([
    ';;;\n"title": "Tea",\n"published": false\n;;;\nText.',
    ';;;\n{ "title": "Tea", "draft": true }\n;;;\nText.',
    '"title": "Tea",\n"date": "2026-01-31"\n;;;\nText.',
  ])('%j is no text', (text) => {
    expect(parse(text)).toMatchObject({ problems: [{ severity: 'error', line: 1 }] })
  })
})

describe('settings of a folder', () => {
  it.each([
    ['---\ntitle: Section\ncascade:\n  draft: true\n---\n', 4],
    ['---\ncascade:\n  - _build: { list: never }\n---\n', 3],
    ['+++\ntitle = "Section"\ndraft = true\n+++\n', 3],
    ['+++\nrender = false\n+++\n', 2],
  ])('%j: a warning says that its posts are published', (text, line) => {
    const { post, problems } = parse(text, 'plans/_index.md')
    expect(post).toBeUndefined()
    expect(problems).toMatchObject([
      { severity: 'warning', line, why: 'The posts in the folder are published.' },
    ])
  })

  it('without anything that holds back is no problem', () => {
    expect(parse('---\ntitle: Section\nsort_by: date\n---\nStatus: draft', '_index.md').problems).toEqual([])
  })
})

describe('names of files and folders', () => {
  it.each([
    'draft/tea.md',
    'private/tea.md',
    'a/Entwu\u0308rfe/tea.md',
    'tea.draft.md',
    'a/tea.private.md',
    '_tea.md',
    'a/_tea.md',
    'Drafts/tea.md',
    'a/_includes/b/tea.md',
    '_Private/tea.md',
  ])('%s', (path) => {
    expect(parse('---\ndate: 2026-01-31\n---\nText.', path)).toEqual({
      problems: [expect.objectContaining({ severity: 'note', fix: 'To publish it, move or rename it.' })],
    })
  })

  it.each([
    '_posts/tea.md',
    '_recipes/tea.md',
    'drafts.md',
    'privateer/tea.md',
    'the-draft.md',
    'trash/tea.md',
    'a/my-drafts/tea.md',
  ])('%s is public', (path) => {
    expect(parse('---\ndate: 2026-01-31\n---\nText.', path).post).toBeDefined()
  })
})
