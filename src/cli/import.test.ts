/** Importing: posts come once, as they were; nothing private is published; what cannot be read is named by its line. */
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runIn } from '../../test/support/command.ts'

const FIXTURES = resolve('test/fixtures/import')

let folder: string
const at = (...names: string[]) => join(folder, ...names)
const post = (name: string) => readFile(at('posts', name), 'utf8')

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-import-'))
  await writeFile(at('feed.config.js'), "export default { title: 'Tea', url: 'https://old.example' }")
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Titles of what a build publishes. */
async function published(): Promise<string[]> {
  expect(await runIn(folder, ['build'])).toMatchObject({ code: 0 })
  const feed: { items: { title?: string; id: string }[] } = JSON.parse(
    await readFile(at('dist/site/feed.json'), 'utf8'),
  )
  return feed.items.map(({ title, id }) => `${title} ${id}`)
}

describe('WordPress', () => {
  const wxr = join(FIXTURES, 'wordpress.xml')

  it('publishes what was public, under the ids of the old feed', async () => {
    const { code, out } = await runIn(folder, ['import', wxr])
    expect(code).toBe(0)
    expect(out).toContain('WordPress export: 9 posts imported into posts, 5 held back.\n')
    expect(out).toContain('Not imported: 1 × trash, 1 × attachment.\n')
    expect(out).toContain('  2020-02-02-secret.md (status: password)\n')
    expect(await published()).toEqual([
      'おちゃ https://old.example/?p=21',
      'Blocks https://old.example/?p=13',
      'Green tea & rice https://old.example/?p=12',
    ])
    expect(await runIn(folder, ['check'])).toMatchObject({ code: 0 })
  })

  it('writes Markdown and front matter with everything that the export says', async () => {
    await runIn(folder, ['import', wxr])
    expect(await post('2020-01-31-green-tea-v2.md')).toBe(
      await readFile(join(FIXTURES, 'green-tea.md'), 'utf8'),
    )
    expect(await post('2020-02-01-blocks.md')).toContain(
      'of the block editor. ]]> is the end of a section.\n',
    )
    expect(await post('2020-02-02-secret.md')).not.toContain('hunter2')
  })

  it.each([
    '[members_only level="2"]Secret[/members_only]',
    '[s2If current_user_can(access_s2member_level1)]Secret[/s2If]',
    '[restrict]Secret[/restrict]',
    '<!-- wp:jetpack/premium-content/container --><p>Secret</p><!-- /wp:jetpack/premium-content/container -->',
  ])(
    'holds a post back of which a plugin may have shown a part to some readers only: %s',
    async (content) => {
      const text = (await readFile(wxr, 'utf8')).replace('Eighty degrees,', content)
      await writeFile(at('old.xml'), text)
      await runIn(folder, ['import', 'old.xml'])
      expect(await post('2020-01-31-green-tea-v2.md')).toContain('draft: true\nstatus: "restricted"\n')
    },
  )

  it('adds nothing when it is run again, whatever the files are called by then', async () => {
    await runIn(folder, ['import', wxr])
    await rename(at('posts/2020-02-03-mine.md'), at('posts/renamed.md'))
    const before = await readdir(at('posts'))
    const { code, out } = await runIn(folder, ['import', wxr])
    expect([code, out]).toEqual([0, expect.stringContaining('0 posts imported into posts, 9 already there')])
    expect(await readdir(at('posts'))).toEqual(before)
  })

  it('overwrites no other post of the same name', async () => {
    await runIn(folder, ['import', wxr, '--dry-run'])
    expect(await readdir(folder)).toEqual(['feed.config.js'])
    await runIn(folder, ['new', 'x'])
    await writeFile(at('posts/2020-02-01-blocks.md'), 'Mine.')
    await runIn(folder, ['import', wxr])
    expect(await post('2020-02-01-blocks.md')).toBe('Mine.')
    expect(
      (await readdir(at('posts'))).filter((name) => /^2020-02-01-blocks-[\da-f]{8}\.md$/.test(name)),
    ).toHaveLength(1)
  })

  // the size is the point: of 100 MB nothing but one post at a time is held
  it('reads an export of 100 MB within a heap of 96 MB', { timeout: 120_000 }, async () => {
    const [head = ''] = (await readFile(wxr, 'utf8')).split('\t<item>')
    const comment = `<wp:comment><wp:comment_content><![CDATA[${'A comment. '.repeat(4600)}]]></wp:comment_content></wp:comment>`
    const items = Array.from({ length: 2000 }, (_, index) => {
      const status = '<wp:status>publish</wp:status><wp:post_date_gmt>2020-01-01 00:00:00</wp:post_date_gmt>'
      return `<item><title>Post ${index}</title><guid>https://old.example/?p=${index}</guid>${status}${comment}</item>\n`
    })
    await writeFile(at('old.xml'), [head, ...items, '</channel></rss>'])
    expect((await stat(at('old.xml'))).size).toBeGreaterThan(100_000_000)
    const done = await runIn(folder, ['import', 'old.xml'], { NODE_OPTIONS: '--max-old-space-size=96' })
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining('2,000 posts imported into posts') })
  })

  it.each([
    ['an element that is not closed', '<item><title>x</item>', 'old.xml:19: This is not well-formed XML'],
    [
      'an end of CDATA in text',
      '<item><title>x ]]> y</title></item>',
      'old.xml:19: This is not well-formed XML',
    ],
    ['an entity', '<item><title>&lol;</title></item>', 'old.xml:19: This is not well-formed XML'],
    ['an end in the middle', '<item><title><![CDATA[x', 'old.xml:20: This is not well-formed XML'],
    ['elements without end', '<a>'.repeat(60), 'old.xml:19: This nests deeper than 50 elements'],
  ])('imports nothing of a file with %s, and names the line', async (_, wrong, message) => {
    const [head = ''] = (await readFile(wxr, 'utf8')).split('\t<item>')
    const good = '<item><title>Good</title><guid>a:b</guid><wp:status>publish</wp:status></item>\n'
    await writeFile(at('old.xml'), `${head.trimEnd()}\n${good}${wrong}\n</channel></rss>`)
    const { code, error } = await runIn(folder, ['import', 'old.xml'])
    expect(code).toBe(1)
    expect(error).toContain(message)
    expect(error).toContain('Nothing was imported.')
    expect(await readdir(at('posts')).catch(() => [])).toEqual([])
  })
})

describe('a feed', () => {
  const RSS = `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
    <title>Old</title><link>https://old.example/blog/</link>
    <item><title>Tea &amp;amp; rice</title><link>https://old.example/blog/2020/tea.html</link><guid isPermaLink="false">42</guid>
      <pubDate>Fri, 31 Jan 2020 18:30:00 +0000</pubDate><category>tea</category><dc:creator>Ada</dc:creator>
      <description>How long to wait</description><content:encoded><![CDATA[<p>Eighty <em>degrees</em>.</p><img src="pot.jpg">]]></content:encoded>
      <enclosure url="https://old.example/tea.mp3" length="9" type="audio/mpeg"/></item>
    <item><title>A link</title><link>https://else.example/</link><guid>tag:old.example,2020:link</guid>
      <pubDate>Sat, 01 Feb 2020 18:30:00 +0000</pubDate><description>&lt;p&gt;All there is&lt;/p&gt;</description></item>
    </channel></rss>`

  it('becomes posts under its ids, also under numbers', async () => {
    await writeFile(at('old.xml'), RSS)
    expect(await runIn(folder, ['import', 'old.xml'])).toMatchObject({ code: 0 })
    expect(await post('2020-01-31-tea.md')).toBe(
      `---
title: "Tea & rice"
date: 2020-01-31T18:30:00Z
slug: "tea"
permalink: "/2020/tea.html"
tags: ["tea"]
authors: ["Ada"]
description: "How long to wait"
enclosures: [{"url":"https://old.example/tea.mp3","type":"audio/mpeg","length":9}]
---

Eighty _degrees_.

![](https://old.example/blog/2020/pot.jpg)
`,
    )
    expect(await post('2020-02-01-a-link.md')).toContain(
      'link: "https://else.example/"\n---\n\nAll there is\n',
    )
    expect(await published()).toEqual(['A link tag:old.example,2020:link', 'Tea & rice 42'])
    const { out } = await runIn(folder, ['import', 'old.xml'])
    expect(out).toContain('0 posts imported into posts, 2 already there')
  })

  it('is read from its address, or from the page that names it', async () => {
    const server = createServer(({ url }, response) => {
      response.setHeader('Content-Type', url === '/' ? 'text/html' : 'application/rss+xml')
      response.end(url === '/' ? '<link rel="alternate" type="application/rss+xml" href="/feed">' : RSS)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : ''
    const { code, out } = await runIn(folder, ['import', `http://127.0.0.1:${port}/`, '--dry-run'])
    server.close()
    expect([code, out]).toEqual([0, expect.stringContaining('Feed: 2 posts would be imported into posts')])
  })

  it('that is broken is refused, with the line', async () => {
    await writeFile(at('old.xml'), RSS.replace('</item>\n    <item>', '</itm>\n    <item>'))
    const { code, error } = await runIn(folder, ['import', 'old.xml'])
    expect([code, error]).toEqual([1, expect.stringContaining('old.xml:6: This is not well-formed XML')])
    expect(await readdir(at('posts')).catch(() => [])).toEqual([])
  })

  it('gives a post for each entry, also where two have one link, or the text is plain', async () => {
    const entry = (id: number) =>
      `<item><title>${id} &lt; 3</title><link>https://else.example/</link><guid isPermaLink="false">${id}</guid><pubDate>Fri, 3${id} Jan 2020 18:30:00 +0000</pubDate><description>x</description></item>`
    await writeFile(
      at('old.xml'),
      `<rss version="2.0"><channel><title>x</title><link>https://old.example/</link>${entry(0)}${entry(1)}</channel></rss>`,
    )
    const { out } = await runIn(folder, ['import', 'old.xml', '--json'])
    expect(JSON.parse(out).written).toHaveLength(2)
    expect(await readFile(at('posts/.identity.json'), 'utf8')).toMatch(/"id": ?"0".*\n.*"id": ?"1"/)
    expect((await runIn(folder, ['import', 'old.xml'])).out).toContain(
      '0 posts imported into posts, 2 already there',
    )
    const feed = `<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><id>urn:f</id><updated>2020-01-01T00:00:00Z</updated><entry><id>urn:p</id><title>Plain</title><updated>2020-01-01T00:00:00Z</updated><content>1 &lt; 2 *x*</content></entry></feed>`
    await writeFile(at('old.xml'), feed)
    await runIn(folder, ['import', 'old.xml'])
    expect(await post('2020-01-01-plain.md')).toMatch(/\n\n1 < 2 \\\*x\\\*\n$/)
  })

  it('of JSON gives its texts', async () => {
    const items = [
      {
        id: 'urn:a',
        url: 'https://old.example/a',
        date_published: '2020-01-01T00:00:00Z',
        content_text: 'One *star*\n\n<b> is text',
        tags: ['a, b'],
        authors: [{ name: 'Ada' }],
      },
    ]
    await writeFile(
      at('old.json'),
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 'x',
        home_page_url: 'https://old.example',
        items,
      }),
    )
    expect(await runIn(folder, ['import', 'old.json'])).toMatchObject({ code: 0 })
    expect(await post('2020-01-01-a.md')).toContain(
      'tags: ["a, b"]\nauthors: ["Ada"]\n---\n\nOne \\*star\\*\n\n\\<b> is text\n',
    )
  })
})

describe('--media', () => {
  const PNG = Buffer.from('iVBORw0KGgo=', 'base64')
  let isDown = true
  let served: string[] = []
  const server = createServer(({ url = '' }, response) => {
    served.push(url)
    if (url.startsWith('/late') && isDown) return response.writeHead(503).end()
    if (url.startsWith('/page')) return response.setHeader('Content-Type', 'text/html').end('<p>Parked')
    return response.setHeader('Content-Type', 'image/png').end(PNG)
  })
  let site = ''
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => server.close())

  /** A feed of one post with these pictures. */
  async function writeFeed(...pictures: string[]): Promise<void> {
    const content_html = pictures.map((address) => `<img src="${address}">`).join('')
    const items = [
      {
        id: 'urn:a',
        url: `${site}/a`,
        date_published: '2020-01-01T00:00:00Z',
        content_html,
        image: `${site}/cover`,
      },
    ]
    const feed = { version: 'https://jsonfeed.org/version/1.1', title: 'x', home_page_url: site, items }
    await writeFile(at('old.json'), JSON.stringify(feed))
  }

  it('puts pictures beside the posts, those that failed with the next run, and none twice', async () => {
    isDown = true
    served = []
    await writeFeed(
      `${site}/b/pot.png`,
      `${site}/late.png`,
      `${site}/page.png`,
      'http://127.0.0.1:1/secret.png',
    )
    const place = `files/127.0.0.1-${new URL(site).port}`
    const first = await runIn(folder, ['import', 'old.json', '--media', '--site', site])
    expect(first.code).toBe(1)
    expect(first.out).toContain(`${site}/late.png (status 503)`)
    expect(first.out).toContain(`${site}/page.png (it is text/html, and no picture, sound or film)`)
    expect(first.out).toContain('http://127.0.0.1:1/secret.png (127.0.0.1:1 is not on the public internet)')
    const name = '2020-01-01-a.md'
    expect(await post(name)).toContain(`image: "${place}/cover.png"`)
    expect(await post(name)).toContain(`![](${place}/b/pot.png)![](${site}/late.png)`)
    expect(await readFile(at('posts', place, 'b/pot.png'))).toEqual(PNG)

    isDown = false
    served = []
    const second = await runIn(folder, ['import', 'old.json', '--media', '--site', site])
    expect(second.out).toContain('1 file fetched; 1 post imported earlier changed.')
    expect(await post(name)).toContain(`![](${place}/b/pot.png)![](${place}/late.png)`)
    expect(served.toSorted()).toEqual(['/late.png', '/page.png'])
  })

  it('leaves a post alone that somebody has changed', async () => {
    await writeFeed(`${site}/pot.png`)
    await runIn(folder, ['import', 'old.json', '--site', site])
    const path = at('posts/2020-01-01-a.md')
    await writeFile(path, `${await readFile(path, 'utf8')}\nOne more line.\n`)
    const before = await readFile(path, 'utf8')
    const { out } = await runIn(folder, ['import', 'old.json', '--media', '--site', site])
    expect(out).toContain(
      'Changed since they were imported, so their files keep the old address:\n  2020-01-01-a.md',
    )
    expect(await readFile(path, 'utf8')).toBe(before)
  })

  it('names a private address only where the command line does', async () => {
    await writeFeed(`${site}/pot.png`)
    const { out } = await runIn(folder, ['import', 'old.json', '--media'])
    expect(out).toContain('is not on the public internet')
  })
})

describe('Ghost', () => {
  const ghost = join(FIXTURES, 'ghost.json')

  it('holds back drafts, mails, and what is for members', async () => {
    const { code, out } = await runIn(folder, ['import', ghost, '--site', 'https://old.example'])
    expect(code).toBe(1)
    expect(out).toContain('Ghost export: 8 posts imported into posts, 5 held back.\n')
    expect(out).toContain('Not imported: 1 × post without HTML, 1 × broken post.\n')
    expect(await published()).toEqual(['Green tea 5f1a0000000000000000000a'])
    expect(await post('2020-02-01-for-members.md')).toContain('draft: true\nvisibility: "members"\n')
    const gated = await post('2020-02-03-gated.md')
    expect(gated).toContain('draft: true\nvisibility: "members"\n')
    expect(await post('2020-01-31-green-tea.md')).toBe(await readFile(join(FIXTURES, 'ghost.md'), 'utf8'))
  })

  it.each([
    ['{"db": [{"data": }]}', 'ghost.json: This is not valid JSON'],
    ['{"db": [{}]}', 'ghost.json is not a feed'],
    ['{"db": [{"data": {}}]}', 'This is not a complete Ghost export ("posts" is missing'],
    ['{"db": [{"data": {"posts": 1}}]}', '("posts" is missing'],
  ])('names what is wrong with %j', async (text, message) => {
    await writeFile(at('ghost.json'), text)
    const { code, error } = await runIn(folder, ['import', 'ghost.json'])
    expect(code).toBe(1)
    expect(error).toContain(message)
  })
})
