/** `diff` tells what subscribers would notice, by meaning, and fails where read posts would be unread again. */
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runIn } from '../../test/support/command.ts'
import { post } from '../../test/support/compiled.ts'

let folder: string
let servers: Server[] = []
const at = (...names: string[]) => join(folder, ...names)
const drop = (name: string, text: string) => writeFile(at('posts', name), text)
const dropfeed = (...args: string[]) => runIn(folder, args)
const diff = async (...args: string[]) => {
  const { code, out } = await dropfeed('diff', '--json', ...args)
  return { code, ...JSON.parse(out) }
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  servers.push(server)
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

/** Two posts and a build of them. */
let built: string

beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'dropfeed-diff-built-'))
  folder = built
  await mkdir(at('posts'))
  await drop('tea.md', post('title: Green tea\ntags: [tea]', 'Eighty degrees, two minutes, and never twice.'))
  await drop('cake.md', post('title: Lemon cake', 'Four lemons, and patience.'))
  await dropfeed('build')
})
afterAll(() => rm(built, { recursive: true }))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-diff-'))
  await cp(built, folder, { recursive: true, preserveTimestamps: true })
})
afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  servers = []
  await rm(folder, { recursive: true, force: true })
})

describe('diff', () => {
  it('has nothing to tell of the same posts, whatever their bytes', async () => {
    await drop(
      'tea.md',
      post("tags: ['tea']\ntitle: 'Green tea'", 'Eighty degrees, two minutes, and never twice.\n\n'),
    )
    const { code, out } = await dropfeed('diff')
    expect([code, out]).toEqual([0, 'Compared with dist, subscribers would notice:\n  nothing.\n'])
  })

  it('tells of new, changed, redated and lost posts and of feeds, and exits with 0', async () => {
    await drop('tea.md', post('title: Green tea\ntags: [drinks]', 'Seventy degrees.'))
    await drop('bread.md', post('title: Bread'))
    await rm(at('posts/cake.md'))
    const { code, out } = await dropfeed('diff')
    expect(code).toBe(0)
    expect(out).toContain('Changed: 1\n  "Green tea": text, summary, tags\n')
    expect(out).toContain('Posts that are gone: 1\n  "Lemon cake"\n')
    expect(out).toContain('New: 1\n  "Bread", 2026-01-31\n')
    expect(out).toContain('Feeds that are gone: 1\n  http://localhost:3000/tags/tea/')
    expect(out).toContain('New feeds: 1\n  http://localhost:3000/tags/drinks/')
    await drop('tea.md', post('title: Green tea', 'Seventy degrees.').replace('10:00', '11:00'))
    expect((await dropfeed('diff')).out).toContain('Changed: 1\n  "Green tea": date, text, summary, tags\n')
  })

  it('knows a post that is only called otherwise', async () => {
    await rename(at('posts/tea.md'), at('posts/infusion.md'))
    expect(await diff()).toMatchObject({
      code: 0,
      changed: [{ parts: ['link'] }],
      added: [],
      reappearing: [],
    })
  })

  it('exits with 1 where a post has lost its id: by link, by title and date, by text', async () => {
    await rm(at('posts/.identity.json'))
    await drop('tea.md', post('title: Green tea\nid: another', 'Other words.'))
    await rename(at('posts/cake.md'), at('posts/tart.md'))
    const { code, floods, reappearing, added, lost } = await diff()
    expect([code, floods, added, lost]).toEqual([1, true, [], []])
    expect(reappearing.map((pair: { after: { title: string } }) => pair.after.title).sort()).toEqual([
      'Green tea',
      'Lemon cake',
    ])
    const { out } = await dropfeed('diff')
    expect(out).toContain('Unread again, with another id: 2\n  "Green tea": tag:localhost,')
  })

  it('reports a feed that is gone, unless its address redirects', async () => {
    await drop(
      'tea.md',
      post('title: Green tea\ntags: [teas]', 'Eighty degrees, two minutes, and never twice.'),
    )
    const { code, lostFeeds, addedFeeds } = await diff()
    expect([code, lostFeeds.length, addedFeeds.length]).toEqual([0, 1, 1])
    await writeFile(
      at('feed.config.ts'),
      "export default { http: { aliases: { '/tags/tea/rss.xml': '/tags/teas/rss.xml' } } }",
    )
    expect(await diff()).toMatchObject({ code: 0, movedFeeds: [], lostFeeds: [] })
  })

  it('names pages at another address, and what leads there', async () => {
    await drop(
      'tea.md',
      post('title: Green tea\ntags: [tea]\nslug: sencha', 'Eighty degrees, two minutes, and never twice.'),
    )
    const { movedPages } = await diff()
    expect(movedPages).toMatchObject([
      {
        before: { url: 'http://localhost:3000/posts/tea' },
        after: { url: 'http://localhost:3000/posts/sencha' },
        isLed: true,
      },
    ])
    const { out } = await dropfeed('diff')
    expect(out).toContain('Pages at another address: 1\n')
    expect(out).toContain('/posts/tea is now http://localhost:3000/posts/sencha, which redirects there\n')
  })

  it('exits with 1 for a main feed at another address alone, and the help says so', async () => {
    await writeFile(at('feed.config.ts'), "export default { url: 'https://tea.example/blog' }")
    await dropfeed('build')
    await writeFile(at('feed.config.ts'), "export default { url: 'https://tea.example/news' }")
    const { code, reappearing, movedFeeds } = await diff()
    expect([code, reappearing, movedFeeds.length]).toEqual([1, [], 2])
    expect((await dropfeed('diff', '--help')).out.replace(/\s+/g, ' ')).toContain(
      'or the main feed would move',
    )
  })

  it('tells of a site that moves by its feeds, not by every post', async () => {
    await writeFile(at('feed.config.ts'), "export default { url: 'https://tea.example/blog' }")
    const ids = JSON.parse(await readFile(at('dist/site/feed.json'), 'utf8')).items
    await drop(
      'tea.md',
      post(
        `title: Green tea\ntags: [tea]\nid: ${ids.find((item: { title: string }) => item.title === 'Green tea').id}`,
        'Eighty degrees, two minutes, and never twice.',
      ),
    )
    const { code, changed, movedFeeds } = await diff()
    expect([code, changed, movedFeeds.length]).toEqual([1, [], 2])
  })

  it('leads each feed of a site that moves to where its address leads there', async () => {
    const old = (address: string) => `https://tea.example/blog${address}`
    const now = (address: string) => `https://leaves.example${address}`
    await writeFile(at('feed.config.ts'), `export default { url: '${old('')}' }`)
    await drop('tea.md', post('title: Green tea\ntags: [brews, tea, zest]\nid: tea'))
    await drop('cake.md', post('title: Lemon cake\nid: cake\ntags: [cakes, gone, lemon]'))
    await dropfeed('build')
    await drop('cake.md', post('title: Lemon cake\nid: cake\ntags: [baking, lemons]'))
    await writeFile(
      at('feed.config.ts'),
      `export default { url: '${now('')}', http: { aliases: { '/tags/lemon/rss.xml': '/tags/lemons/rss.xml' }, gone: ['/tags/gone/rss.xml'] } }`,
    )
    const { movedFeeds, lostFeeds, addedFeeds } = await diff()
    const moves = movedFeeds.map((move: Record<'before' | 'after', { address: string }>) => [
      move.before.address,
      move.after.address,
    ])
    expect(Object.fromEntries(moves)).toEqual({
      [old('/')]: now('/'),
      [old('/tags/brews/')]: now('/tags/brews/'),
      [old('/tags/tea/')]: now('/tags/tea/'),
      [old('/tags/zest/')]: now('/tags/zest/'),
      [old('/tags/lemon/')]: now('/tags/lemons/'),
    })
    // nothing stands at the path of the first
    expect(lostFeeds).toMatchObject([{ address: old('/tags/cakes/') }, { address: old('/tags/gone/') }])
    expect(addedFeeds).toMatchObject([{ address: now('/tags/baking/') }])
  })

  it('does not take what has no room in a full feed for gone, nor what comes back into it for new', async () => {
    await writeFile(
      at('feed.config.ts'),
      'export default { feeds: { limit: 1, archive: false, tags: false } }',
    )
    await dropfeed('build')
    await drop('bread.md', post('title: Bread').replace('2026-01-31', '2026-02-28'))
    expect(await diff()).toMatchObject({ code: 0, added: [{ title: 'Bread' }], lost: [] })
    await dropfeed('build')
    await rm(at('posts/bread.md'))
    expect(await diff()).toMatchObject({ code: 0, added: [], lost: [{ title: 'Bread' }] })
  })

  it('compares every archive page', async () => {
    await writeFile(at('feed.config.ts'), 'export default { feeds: { limit: 1 } }')
    await dropfeed('build')
    await rm(at('posts/.identity.json'))
    await rename(at('posts/cake.md'), at('posts/tart.md'))
    await rename(at('posts/tea.md'), at('posts/infusion.md'))
    expect((await diff()).reappearing).toHaveLength(2)
  })
})

describe('diff --against', () => {
  it('plain files and a server is the same as against the build', async () => {
    const origin = await serve(async (request, response) => {
      response.end(await readFile(at('dist/site', request.url ?? '')).catch(() => ''))
    })
    await rm(at('posts/.identity.json'))
    await rename(at('posts/cake.md'), at('posts/tart.md'))
    const { against: _, ...expected } = await diff()
    expect(expected.reappearing).toHaveLength(1)
    for (const place of ['dist/site', origin, `${origin}/`, `${origin}/rss.xml`]) {
      expect(await diff('--against', place), place).toEqual({ ...expected, against: place })
    }
  })

  it.each<[string, RequestListener, string]>([
    ['nothing', (_, response) => response.writeHead(404).end(), 'There is no list of feeds'],
    [
      'a page',
      (_, response) => response.end('<!doctype html>\x1B[31m'),
      'is not OPML: "<!doctype html>\\u001b[31m"',
    ],
    ['an error', (_, response) => response.writeHead(500).end(), '/feeds.opml cannot be read: status 500.'],
    [
      'a circle',
      (_, response) => response.writeHead(302, { location: '/feeds.opml' }).end(),
      'redirect count',
    ],
    ['a hang-up', (request) => request.socket.destroy(), '/feeds.opml cannot be read: '],
    [
      'an author that is a list',
      list('http://127.0.0.1/rss.xml', '{"items":[{"id":1,"authors":[[]]}]}'),
      'is not a JSON Feed',
    ],
    [
      'an id beyond all numbers',
      list('http://127.0.0.1/rss.xml', '{"items":[{"id":1e999}]}'),
      'is not a JSON Feed',
    ],
    ['feeds that are none', list('http://127.0.0.1/rss.xml', '{"items":[{"id":{}}]}'), 'is not a JSON Feed'],
    [
      'a missing feed',
      list('http://127.0.0.1/rss.xml', undefined),
      '/feed.json is in the list, and not there',
    ],
    [
      'a way out',
      list(
        'http://127.0.0.1/rss.xml',
        `{${VERSION},"items":[],"next_url":"http://127.0.0.1/../x/feed.json"}`,
      ),
      'leads away from its site',
    ],
    ['too much', (_, response) => response.end(Buffer.alloc(65 * 1024 * 1024)), 'larger than any feed'],
  ])('a server that answers with %s says so', async (_, listener, message) => {
    const origin = await serve(listener)
    const { code, error } = await dropfeed('diff', '--against', origin)
    expect(error).toContain(message)
    expect(error).toContain(origin)
    expect(error.trim().split('\n')).toHaveLength(1)
    expect(code).toBe(2)
  })

  it('shows nothing of a server that a terminal would obey, and takes any id', async () => {
    const item = '{"id":"__proto__","title":"\\u001b[31mred","date_published":"never"},{"id":5}'
    const origin = await serve(list('http://127.0.0.1/rss.xml', `{${VERSION},"items":[${item}]}`))
    const { code, out } = await dropfeed('diff', '--against', origin)
    expect(out).toContain('Posts that are gone: 2')
    expect(out).not.toContain('\x1B')
    expect(code).toBe(0)
  })

  it.each(['nowhere', 'http://', 'posts'])('%s is a wrong usage', async (place) => {
    const { code, error } = await dropfeed('diff', '--against', place)
    expect(code).toBe(2)
    expect(error).toContain(place)
  })
})

describe('diff --against the feed of another system', () => {
  const HOME = 'http://localhost:3000'
  const item = (id: string, more = '') => `<item><guid isPermaLink="false">${id}</guid>${more}</item>`
  const dated = (day: string) => `<pubDate>${new Date(`${day}T10:00Z`).toUTCString()}</pubDate>`
  const rss = (...items: string[]) =>
    `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Old tea</title><link>${HOME}/</link><description>d</description>${items.join('')}</channel></rss>`
  const content = (html: string) => `<content:encoded><![CDATA[${html}]]></content:encoded>`
  const TEA = `<title>Green tea</title><link>${HOME}/posts/tea</link>${dated('2026-01-31')}${content('<div>Eighty degrees, two&nbsp;minutes,<br/>and never twice.</div>')}`
  const CAKE = `<title>Lemon cake</title><link>${HOME}/posts/cake</link>${dated('2026-01-31')}`

  /** The posts as they are after `adopt`. */
  const named = async () => {
    await drop(
      'tea.md',
      post('title: Green tea\nid: old-tea', 'Eighty degrees, two minutes, and never twice.'),
    )
    await drop('cake.md', post('title: Lemon cake\nid: old-cake', 'Four lemons, and patience.'))
  }

  it('a file, has nothing to tell of the same posts, whatever HTML they are, and of all that it cannot know', async () => {
    await named()
    await drop('older.md', post('title: Older').replace('2026', '2025'))
    await writeFile(at('old.xml'), rss(item('old-tea', TEA), item('old-cake', CAKE)))
    const { code, out } = await dropfeed('diff', '--against', 'old.xml')
    expect([code, out]).toEqual([
      0,
      'Compared with old.xml, one feed of another system, subscribers would notice:\n  nothing.\n',
    ])
  })

  it('tells of new, changed, redated and lost posts', async () => {
    await named()
    await drop('bread.md', post('title: Bread').replace('01-31', '02-28'))
    const old = rss(
      item('old-tea', TEA.replace('never', 'always').replace('/posts/tea', '/2026/tea.html')),
      item('old-cake', CAKE.replace('31 Jan', '30 Jan').replace('Lemon', '<![CDATA[<b>Lime</b> &amp;]]>')),
      item('old-rain', `<title>Rain</title>${dated('2026-02-02')}`),
    )
    await writeFile(at('old.xml'), old)
    const { code, out } = await dropfeed('diff', '--against', 'old.xml')
    expect(code).toBe(0)
    expect(out).toContain('Posts that are gone: 1\n  "Rain"\n')
    expect(out).toContain('Changed: 2\n  "Green tea": link, text\n  "Lemon cake": title, date\n')
    expect(out).toContain('New: 1\n  "Bread", 2026-02-28\n')
    expect(out).not.toContain('eeds')
    expect(await diff('--against', 'old.xml')).toMatchObject({
      ...{ code: 0, floods: false, against: 'old.xml', movedFeeds: [], lostFeeds: [], addedFeeds: [] },
      lost: [{ id: 'old-rain', url: '', title: 'Rain', published: '2026-02-02T10:00:00.000Z' }],
    })
  })

  it('exits with 1 where posts are not adopted yet: by link, slug, title and date', async () => {
    const old = rss(
      item('1', TEA.replace('/posts/tea', '/2026/01/tea.html')),
      item(
        '2',
        CAKE.replace('/posts/cake', '/?p=2').replace('10:00', '08:00').replace('Lemon cake', 'Lemon — cake'),
      ),
    )
    await writeFile(at('old.xml'), old)
    const { code, floods, reappearing, added, lost } = await diff('--against', 'old.xml')
    expect([code, floods, added, lost]).toEqual([1, true, [], []])
    expect(reappearing.map((pair: { before: { id: string } }) => pair.before.id)).toEqual(['1', '2'])
    await dropfeed('adopt', 'old.xml')
    expect(await diff('--against', 'old.xml')).toMatchObject({ code: 0, floods: false, reappearing: [] })
  })

  it.each([
    ['/feed.xml', 0],
    ['/atom.xml', 0],
    ['/?feed=rss2', 0],
    ['/strange.php', 1],
  ])('at %s, of which our site is asked', async (address, moved) => {
    await named()
    const self = `<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="${HOME}${address}"/>`
    await writeFile(at('old.xml'), rss(self, item('old-tea', TEA)))
    const { code, movedFeeds } = await diff('--against', 'old.xml')
    expect([code, movedFeeds.length]).toEqual([moved, moved])
    if (moved === 1) {
      const { out } = await dropfeed('diff', '--against', 'old.xml')
      expect(out).toContain(
        `Feeds at another address: 1\n  ${HOME}/strange.php ("Old tea") is now ${HOME}/\n`,
      )
    }
  })

  it.each<[string, string]>([
    [
      'Atom',
      `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:f</id><title>Old</title><updated>2026-02-01T00:00:00Z</updated><link href="HOME/"/>
       <entry><id>old-tea</id><title>Green tea</title><link href="HOME/posts/tea"/><updated>2026-01-31T10:00:00Z</updated><content type="html">&lt;p>Hot.&lt;/p></content></entry></feed>`,
    ],
    [
      'JSON Feed',
      '{"version":"https://jsonfeed.org/version/1.1","title":"Old","home_page_url":"HOME/","items":[{"id":"old-tea","url":"HOME/posts/tea","title":"Green tea","content_html":"Hot."}]}',
    ],
    [
      'RSS 1.0',
      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
       <channel><title>Old</title><link>HOME/</link></channel><item rdf:about="old-tea"><title>Green tea</title><link>HOME/posts/tea</link><content:encoded>Hot.</content:encoded></item></rdf:RDF>`,
    ],
  ])('at an address, as %s, and where a page names it', async (_, feed) => {
    await named()
    let origin = ''
    const isFeed = (url = '') => ['/feed.xml', '/blog/'].includes(url)
    origin = await serve(({ url }, response) => {
      if (isFeed(url)) response.end(feed.replaceAll('HOME', origin))
      else if (url === '/feeds.opml') response.writeHead(404).end()
      else response.end('<!doctype html><link rel="alternate" type="application/rss+xml" href="/feed.xml">')
    })
    for (const place of [origin, `${origin}/feed.xml`, `${origin}/about`]) {
      expect(await diff('--against', place), place).toMatchObject({
        ...{ code: 0, against: place, lost: [], reappearing: [], changed: [], movedFeeds: [] },
        changed: [{ after: { id: 'old-tea' }, parts: ['text'] }],
      })
      expect((await dropfeed('diff', '--against', place)).out).toContain(
        `Compared with ${origin}/feed.xml, one feed`,
      )
    }
    expect(await diff('--against', `${origin}/blog/`)).toMatchObject({
      code: 1,
      movedFeeds: [{ isMain: true }],
    })
  })

  it('is no answer where the list of a dropfeed site cannot be read', async () => {
    const page = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
    let isListed = true
    const origin = await serve(async ({ url = '' }, response) => {
      const file = await readFile(at('dist/site', url)).catch(() => undefined)
      if (url === '/feeds.opml' && !isListed) response.writeHead(503).end(page)
      else response.end(file ?? page)
    })
    await drop('tea.md', post('title: Green tea\ntags: [drinks]', 'Seventy degrees.'))
    expect(await diff('--against', origin)).toMatchObject({ code: 0, lostFeeds: [{}], addedFeeds: [{}] })
    isListed = false
    const { code, out, error } = await dropfeed('diff', '--against', origin)
    expect([code, out]).toEqual([2, ''])
    expect(error).toContain('/feeds.opml cannot be read: status 503.')
  })

  it.each([
    '<title>Green tea</title><link>/posts/tea</link>',
    '<title>Green tea</title><link>http://[/</link>',
  ])('takes links that lead nowhere as they are: %s', async (entry) => {
    await named()
    await writeFile(at('old.xml'), rss(item('old-tea', entry)).replace(`<link>${HOME}/</link>`, ''))
    expect(await diff('--against', 'old.xml')).toMatchObject({ code: 0, changed: [{ parts: ['link'] }] })
  })

  it('knows titles that are HTML, and that a change is no publication', async () => {
    await drop('tea.md', post('title: Ada’s green tea\nid: old-tea', 'Hot.'))
    await drop('cake.md', post('title: Lemon cake\nid: old-cake', 'Four lemons, and patience.'))
    await writeFile(
      at('old.xml'),
      `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:f</id><title>Old</title><link href="${HOME}/"/>
       <entry><id>old-tea</id><title type="html"><![CDATA[Ada&#8217;s <b>green</b> tea]]></title><updated>2026-03-31T10:00:00Z</updated></entry></feed>`,
    )
    expect(await diff('--against', 'old.xml')).toMatchObject({ changed: [] })
  })

  it('has no new feed where the old address leads to ours', async () => {
    await named()
    const origin = await serve(({ url }, response) => {
      if (url === '/atom') response.end(rss(item('old-tea', TEA), item('old-cake', CAKE)))
      else response.writeHead(404).end()
    })
    expect(await diff('--against', `${origin}/atom`)).toMatchObject({ addedFeeds: [], movedFeeds: [{}] })
    const self = `<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="${HOME}/feed/"/>`
    await writeFile(at('old.xml'), rss(self, item('old-tea', TEA), item('old-cake', CAKE)))
    expect(await diff('--against', 'old.xml')).toMatchObject({ code: 0, addedFeeds: [], movedFeeds: [] })
  })

  it('of a host that is left, tells that the feed moves, and not that every link does', async () => {
    await named()
    await writeFile(at('feed.config.ts'), "export default { url: 'https://tea.example' }")
    await writeFile(at('old.xml'), rss(item('old-tea', TEA), item('old-cake', CAKE)))
    expect(await diff('--against', 'old.xml')).toMatchObject({ code: 0, changed: [], movedFeeds: [] })
    const self = `<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="${HOME}/feed.xml"/>`
    await writeFile(at('old.xml'), rss(self, item('old-tea', TEA), item('old-cake', CAKE)))
    expect(await diff('--against', 'old.xml')).toMatchObject({
      code: 1,
      changed: [],
      movedFeeds: [{ isMain: true }],
    })
  })

  it('knows no dates that the feed does not tell, and takes an empty feed as it is', async () => {
    await named()
    await writeFile(at('old.xml'), rss(item('old-tea', '<title>Green tea</title>')))
    expect(await diff('--against', 'old.xml')).toMatchObject({ code: 0, changed: [], lost: [], added: [{}] })
    await writeFile(at('old.xml'), rss())
    expect(await diff('--against', 'old.xml')).toMatchObject({ code: 0, added: [{}, {}] })
  })

  it('says all that was tried where nothing can be read', async () => {
    const origin = await serve((_, response) => response.writeHead(404).end())
    const { code, error } = await dropfeed('diff', '--against', origin)
    expect([code, error]).toEqual([
      2,
      `${origin}: There is no list of feeds (/feeds.opml), which every dropfeed site has. Read as a feed of another system: ${origin} cannot be fetched (status 404). Save the feed to a file and name that.\n`,
    ])
    await writeFile(at('old.xml'), '<title>Old</title>')
    expect(await dropfeed('diff', '--against', 'old.xml')).toMatchObject({
      code: 2,
      error: expect.stringContaining('old.xml is not a feed'),
    })
  })
})

const VERSION = '"version":"https://jsonfeed.org/version/1.1"'

/** A list of one feed, and what that feed is. */
function list(address: string, feed: string | undefined): RequestListener {
  return ({ url }, response) => {
    if (url === '/feeds.opml')
      response.end(`<opml version="2.0"><body><outline text="x" xmlUrl="${address}"/></body></opml>`)
    else response.writeHead(feed === undefined ? 404 : 200).end(feed)
  }
}
